"""From what somebody typed to words, and from a text to an excerpt with those words marked.

Used by the search page and by the part that looks through notes.
Refuses to know a database: words go in, words and safe HTML come out.
"""
