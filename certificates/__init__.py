"""The third floor: credentials that can be trusted, checked and corrected."""
