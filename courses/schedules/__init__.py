"""Dates of single activities: for a cohort, and for one person over those of the cohort.

Used by every kind of activity for its rules, and by those who teach. The dates of the whole course stay with the enrolment.
It refuses dates that contradict each other, and dates that belong to nobody.
"""
