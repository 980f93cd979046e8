"""Moments such as “week 2 Friday 17:00”, read, written and resolved.

Used by templates of cohorts. Refuses what is not clear.
"""
