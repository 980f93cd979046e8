"""Everything about questions that can be thought through without a database: types, marking, draw, rules, checks.

Used by the services, the pages and the author's checks of this room; values come in, values go out.
It refuses Django, clocks, unseeded chance and patterns that can hang.
"""
