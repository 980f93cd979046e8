"""Pure rules of the life of a partner."""
