"""Work samples: a piece of a learner's own work, handed in and rated by people with a published rubric.

Used by learners who hand in, by raters who do not see each other's points, and by credentials through the marks ledger.
It refuses a rating without reasons, a rater who is the learner, and a file that is not what its name says.
"""
