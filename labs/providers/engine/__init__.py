"""Pure parts of the providers: the scripted avatar, from a learner's words to its own."""
