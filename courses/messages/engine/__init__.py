"""Pure: what may be written when, what a reader sees, and how an announcement is drawn."""
