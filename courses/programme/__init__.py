"""What a partner may deliver: authorised course versions, and instructors accredited for one version with evidence.

Partners propose and hand in on /partners/<slug>/teaching/, staff decide on /accreditations/<id>/; cohorts and certificates ask the gate.
It refuses a grant without evidence or to oneself, and says of each block who can lift it.
"""
