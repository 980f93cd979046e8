"""Quizzes: question banks, forms drawn with the attempt's own seed, attempts that lose no answer, and marks.

Used by learners who answer, by the outline and the gradebook through the marks ledger, and by authors through `check`.
It refuses an answer after the deadline, a second open attempt, and a key or a mark that nobody can explain.
"""
