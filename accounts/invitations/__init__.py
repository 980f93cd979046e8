"""Invitations: a mail with a signed link that expires and works once, for people with and without an account.

Partners invite people into a role, cohorts invite learners; each registers an `InvitationKind` that says what accepting does.
It refuses a link that was used, withdrawn or is too old, and an account whose address is not the invited one.
"""
