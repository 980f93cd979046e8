"""The simulated office: documents, people, a note, tickets, a calculator and the acts a learner may take in it.

Used by scenarios (which describe an office), sessions (which play in it) and evaluation (which reads what happened).
It refuses real input and output of any kind: a tool gets a world and arguments and gives back a world and events.
"""
