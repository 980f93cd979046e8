"""Pure parts of sessions: the machine that turns acts into events, its prompts, views and replays."""
