"""What a readiness check says, thought through without a database: the form, its checks, scores with their bands, words.

Used by the services, the pages and the author's checks of this room; values come in, values go out.
It refuses to give a number without how far it can be trusted.
"""
