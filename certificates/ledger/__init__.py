"""A hash-chained record of each issue, suspension, revocation and supersession, with signed heads anyone may copy.

Used by credentials (which writes), verification and the public log page (which read).
Refuses to hold personal data, to change or drop an entry, and to give two entries one place.
"""
