"""What a learner has shown so far, by competency, and where that stands in public frameworks.

Used by the learner alone, for themselves or to print.
Refuses a score of a person: it lists what was done, with its day, and says plainly what nothing has been shown for.
"""
