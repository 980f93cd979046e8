"""The grid as markup and as cells for a file.

Used by the gradebook page and its exports.
Refuses to hand a spreadsheet anything it would run as a formula.
"""
