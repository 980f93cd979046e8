"""What other apps may import from certificates. Everything else is private to this app."""
