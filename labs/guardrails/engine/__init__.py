"""Pure parts of the guardrails: checks of texts, redaction with restore, budgets."""
