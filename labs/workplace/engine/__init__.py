"""Pure parts of the workplace: the event table, the rule language, the world and its tools."""
