"""Reads sittings, profiles and the short check into values for pages."""
