"""Plans, moves and cancels meetings, tells people about them, and records who was there."""
