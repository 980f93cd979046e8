"""What invitations tell the rooms above them."""

from __future__ import annotations

from django.dispatch import Signal

invitation_accepted = Signal()
"""Sent once, in the transaction of the first acceptance, with the `user` who accepted."""
