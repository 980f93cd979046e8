"""How a partner becomes one and stays one: application, evidence, review, approval, agreement, renewal, suspension.

Staff decide on /programme/partners/<slug>/review/, owners sign on /partners/<slug>/agreement/, a sweeper reminds and ends.
It refuses every move that the state machine in `engine/lifecycle.py` does not know, and every decision without a reason.
"""
