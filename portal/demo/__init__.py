"""The demo world: partners, cohorts and learners whose rows come from playing the services on a moved clock.

Used by `manage.py demo` and by whoever wants to see the product with people in it. It refuses shortcuts: nothing is
written but through the services that a real person's click would call, so every chain verifies.
"""
