"""The kill switch as pages: labs of everybody, of one cohort, or one lab stop at once, with a reason that learners read.

Used by programme staff (everything) and by those who teach (their own cohorts and the labs that run there). It refuses to stop without
a reason, and it takes nothing from a learner: texts stay, the time of a pause is given back.
"""
