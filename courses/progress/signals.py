"""The one signal of the house: an enrolment reached the course's end or what a credential asks for."""

from __future__ import annotations

from django.dispatch import Signal

# Sent on commit with `enrolment_id: int` and `achievement: str` ("course", or a credential's id). A crash
# between commit and sending makes the sweeper send it again, so receivers must be safe to run twice.
course_completed = Signal()
