"""Issuer keys: made, rotated, marked as compromised, and used to sign and to check.

Used by badges, ledger, rendering and verification; the private half of a key stays in a file and never enters the database.
Refuses to sign with a key that is retired, compromised or out of its time, and never deletes a key.
"""
