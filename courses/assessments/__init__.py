"""The staff side of quizzes and exams: sittings and extra time, appeals, statistics, corrections, rules tried out.

Used by instructors for their cohorts and by programme staff for every published quiz.
It refuses to write a mark before it has shown who moves, and to show anybody an answer they have no right to.
"""
