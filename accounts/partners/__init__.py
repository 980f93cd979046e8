"""Organisations: the partners who teach, their clients who employ the learners, and who works for a partner in which role.

Courses and certificates ask `has_capability` and `get_partner_for`; partner pages and programme pages are served from here.
It refuses a partner without an owner, and a role that is checked anywhere but in `engine/capabilities.py`.
"""
