"""What the marks and visits of a cohort say about who needs help.

Used by the instructor's desk and the roster. It refuses prediction: each reason is one named rule over plain facts,
and there is no score of a person.
"""
