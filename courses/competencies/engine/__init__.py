"""Which part of a course serves which competency, and what that covers of public frameworks.

Used by the competency selectors and the course health page.
Refuses to claim a link that the course's own file does not name.
"""
