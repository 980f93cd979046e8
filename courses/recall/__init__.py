"""Retrieval questions, and their return after two, seven and twenty-one days.

Used by lessons, which ask them in place, and by the dashboard, which brings them back as a short warm-up.
Refuses to count: no answer here is a mark, and skipping costs nothing.
"""
