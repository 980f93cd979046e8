"""What a session was worth: points from rules over its events, each with the events as evidence.

Used by debrief and reviews, and by the marks ledger through the services of this room.
It refuses to read words for points, and to let a model's opinion change a score.
"""
