"""What a good lesson needs, and whether a retrieval answer is right.

Used by the kind "lesson" and by the lesson page.
Refuses to know who answers: a question and an answer go in, feedback comes out.
"""
