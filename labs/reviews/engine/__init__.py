"""Pure parts of the reviews: how far people and rules agree."""
