"""The ground floor: people, organisations, and what is done in their name."""
