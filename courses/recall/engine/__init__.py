"""Whether a retrieval answer is right, and when its question comes back.

Used by the lesson page and by the warm-up.
Refuses to know who answers or what day it is: answers and moments go in, feedback and moments come out.
"""
