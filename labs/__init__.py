"""The third floor: simulated workplaces in which a learner talks to a sandboxed avatar."""
