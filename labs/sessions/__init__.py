"""What happened in a lab: one learner, one scenario, an append-only log of events, and the avatar's turns as they stream.

Learners enter by the lab page; evaluation, debrief and reviews read the log.
It refuses acts of strangers, acts after the end, the same act twice, and a second turn while one is being spoken.
"""
