"""Pure: which channel a notification takes, when a digest is due, when the night is over."""
