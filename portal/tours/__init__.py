"""What to try first, one page per role.

Used by whoever opens the demo. It refuses to exist outside the demo: elsewhere its address is a 404.
"""
