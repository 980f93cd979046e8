"""Where authors look at a course before and after it is published: drafts, previews, health, changes between versions.

Used by programme staff, and by anybody for the public list of changes.
Refuses to publish what has an error, to write anything of a broken package, and to show a draft to somebody outside the programme.
"""
