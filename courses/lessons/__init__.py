"""Lessons: text that is read, with questions answered in place.

Used by learners while they read, and by the catalogue, into which the kind "lesson" plugs.
Refuses to count a retrieval answer as a mark: practice teaches, it never decides.
"""
