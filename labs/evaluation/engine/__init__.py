"""Pure parts of evaluation: the scorer, the proofs that blanket conduct fails, and what a judge may say."""
