"""The append-only ledger of marks, what it adds up to, and what to do next.

Used by every kind of activity (they write marks), by the learner's pages and by certificates.
Refuses to change a mark: a correction is a new mark with a reason, an actor and the mark it replaces.
"""
