"""Who learns which version of a course, and from when to when.

Used by progress, the activity kinds and the cohorts.
Refuses a second open enrolment of one person in one version.
"""
