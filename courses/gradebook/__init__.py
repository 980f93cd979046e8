"""All marks of a cohort in one grid, to read, to adjust with a reason and to take away as a file.

Used by instructors and coordinators.
Refuses to change a mark: an adjustment is a new one that the learner can read.
"""
