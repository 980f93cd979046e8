"""The audit log: who did what to which object, and when, as a chain of hashes that shows any later change.

Every service that changes something for a person or a partner calls `record_audit`; staff read it at /programme/audit/.
It refuses updates and deletes, and refuses personal data in `detail`: that goes into `personal`, which can be erased.
"""
