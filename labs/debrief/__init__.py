"""What happened in a run, with the evidence: points, timeline, planted faults, a stronger way, and what comes next.

Learners read it once they have rated themselves; reviews show the same transcript to an instructor.
It refuses to show a result before the self-rating, and to judge the person instead of the act.
"""
