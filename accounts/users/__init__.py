"""People: who they are, how they sign in, and how they see time and language.

Every app reads `User` and `SignedInRequest` from `accounts.api`; allauth's pages run through the adapters here.
It refuses user names, a second account for an address, and to say whether an address has an account.
"""
