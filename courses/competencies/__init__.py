"""The eight competencies and how they map to public frameworks.

Used by the course health page and by the page of what a learner has shown.
Refuses a competency or level that the course's own file does not name.
"""
