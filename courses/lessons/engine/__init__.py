"""What a good lesson needs: its rules, and how it is drawn.

Used by the kind "lesson" when a package is checked and published.
Refuses to know who reads: a file and its package go in, findings or blocks come out.
"""
