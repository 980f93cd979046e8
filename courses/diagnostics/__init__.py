"""The readiness check: two forms, how sure a learner is of each answer, and a profile drawn with its uncertainty.

Used by learners, who see their own result and nobody else's, and by visitors in a short form that stores nothing.
It refuses to certify, to rank, to write into marks or gradebooks, and to show a person's result to anybody but them.
"""
