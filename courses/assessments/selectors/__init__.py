"""Figures, previews and lists of the staff side, as values that a template only has to show."""
