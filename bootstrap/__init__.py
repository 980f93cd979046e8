"""From a bare machine to a ready environment, with Python's standard library alone.

`manage.py demo` and `manage.py test` enter here before anything else is installed.
It refuses to install system packages without root, or without `--yes`: then it prints the exact command.
"""
