"""What other apps may import from courses. Everything else is private to this app."""
