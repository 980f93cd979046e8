"""A partner asks for its cohort's certificates; people of the programme see the evidence, line by line, and issue.

Used by partners whose programme does not issue by itself, and by programme staff.
Refuses to issue what the ledger does not allow, and to let one person both check and agree from ten certificates on.
"""
