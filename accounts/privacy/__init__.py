"""A person's own data: a copy to take away, and an erasure that leaves every ledger verifiable.

Each app registers its part by `register_personal_data` in its `privacy.py`; people ask at /account/privacy/.
It refuses to delete rows that a certificate or a chain stands on: those lose the name and keep the facts.
"""
