"""Two checklists of a cohort: what must stand before it opens, and what is still open when it closes.

Used by those who plan cohorts. Each line has its state, why, who can lift it and where; other rooms add lines by `register_cohort_check`.
It refuses to open a cohort while a line blocks, and to reopen one without a reason of programme staff.
"""
