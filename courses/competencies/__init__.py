"""The eight competencies and how they map to public frameworks.

Used by lessons, the gradebook and the course health page.
Refuses a competency or level that the course's own file does not name.
"""
