"""A partner's group of learners: version, dates, seats, instructors and roster.

Used by instructors and coordinators at their desk, and by learners who were invited or have a code.
Refuses to overbook: every seat is counted under one lock before it is given.
"""
