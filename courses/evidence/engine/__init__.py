"""From what was done to competencies: done in a lab, answered in a quiz, read, or nothing yet.

Used by the learner's evidence page.
Refuses to add different things up: a lesson read is never half a lab.
"""
