"""Exchange of questions with other programs: GIFT, Moodle XML, Aiken and QTI packages, in and out.

Used by programme staff on pages and by `manage.py questions`; what comes in lies as a draft until an author takes it over.
It refuses files that could harm, and any loss that its report does not name.
"""
