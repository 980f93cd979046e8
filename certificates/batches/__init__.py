"""Issue for a whole cohort: planned as rows, looked over before anything is signed, made in pieces, and taken up again after any stop.

Used by programme staff, on the page of a batch and by the command.
Refuses to make one person's certificate twice, to stop at one bad row, and to lose count of what was done.
"""
