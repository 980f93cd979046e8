"""What comes before an end: reminders at 90, 60, 30 and 7 days, and the time in which a renewal is open.

Used by the nightly task; the holder's page shows the same days.
Refuses to remind twice for one step, and to remind about what was revoked, replaced or renewed.
"""
