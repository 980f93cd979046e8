"""The public answer to one question: can I rely on this certificate? By link, by number, by file.

Used by employers and anybody else, without signing in and without JavaScript; the command line uses the same checks.
Refuses to name the holder of a revoked credential, to tell an unknown number from a near miss, and to note who asked.
"""
