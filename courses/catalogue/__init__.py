"""Courses, their immutable versions, and the modules and activities of each version.

Used by every room above it and by all pages that show what can be learned.
Refuses to change a published version: a correction is a new version.
"""
