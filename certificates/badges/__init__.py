"""Open Badges 3.0 documents: achievements, signed credentials, the issuer's did:web document and the status lists.

Used by credentials when it issues or revokes, and by verification.
Refuses contexts that are not pinned, terms that no context defines, and a status index that was given before.
"""
