"""Who comes in by a link, who waits, and who is told why not.

Used by the joining services. Refuses to guess: every answer has one reason.
"""
