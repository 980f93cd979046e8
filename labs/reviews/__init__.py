"""A person looks at a run: confirms what the rules said, or differs with a reason; answers appeals.

Instructors see the runs of their cohorts, learners the outcome of theirs.
It refuses a change without a reason, a second opinion that has seen the first, and reviewing one's own run.
"""
