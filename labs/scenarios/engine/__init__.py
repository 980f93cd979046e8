"""Pure parts of scenarios: the formats, what they become in one variant, and the lint."""
