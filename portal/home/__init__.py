"""The first pages a visitor sees: home, help, accessibility, privacy.

Used by everybody, signed in or not. They refuse to record anything: the question on the home page leaves no trace.
"""
