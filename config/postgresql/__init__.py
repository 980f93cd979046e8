"""Django's PostgreSQL backend with two savings for the hottest pages (decision 54). Named by the settings as the engine."""
