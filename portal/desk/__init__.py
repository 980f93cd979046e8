"""The day of those who teach and of those who run the programme: who or what needs them now.

Used by partners' people (`/desk/`) and by admins (`/programme/`). It refuses scores of people: every row names the rule
that put it there.
"""
