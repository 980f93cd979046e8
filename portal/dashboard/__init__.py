"""A learner's first page: the next step, what is due, the labs done, and how far the path goes.

Used by every signed-in learner. It refuses to rank anybody: no comparison with other people, no streaks.
"""
