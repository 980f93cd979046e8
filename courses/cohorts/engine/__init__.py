"""Rosters as text, read into rows and located errors.

Used by the cohort services and forms.
Refuses to guess: a row that is not clear is an error with its line.
"""
