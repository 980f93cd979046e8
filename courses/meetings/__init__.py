"""A cohort's live events: planned once or as a series, told by mail and calendar, and who was there.

Used by instructors and coordinators at their desk, and by learners on their pages and in their own calendar program.
It refuses to forget: a cancelled meeting stays, and each correction of attendance is a row of its own with its reason.
"""
