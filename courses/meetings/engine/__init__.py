"""Series, presence, calendar files and sheets of video calls, computed from plain values.

Used by the services and selectors of meetings.
"""
