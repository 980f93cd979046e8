"""Scores a session from its events by the scenario's published rules, and writes the mark.

Sessions that end queue it; debrief and reviews read its result.
It refuses to judge words, to change an earlier result, and to count a practice run.
"""
