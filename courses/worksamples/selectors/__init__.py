"""Reads works and ratings into what pages show."""
