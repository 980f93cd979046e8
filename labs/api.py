"""What other apps may import from labs. Everything else is private to this app."""
