"""What comes before an end and after it: reminders, hours of continuing development with evidence, law updates, and the renewal itself.

Used by holders (their renewal page), staff (who accept hours) and the nightly task.
Refuses to remind twice for one step, to count hours that nobody accepted, and to renew before everything on the list is met.
"""
