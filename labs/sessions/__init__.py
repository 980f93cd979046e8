"""What happened: a learner's talk and work in one scenario, as an append-only log of events.

Used by evaluation, debrief and reviews, which read the log, and by the pages that stream it.
It refuses to change an event once it is written, and to act for a learner.
"""
