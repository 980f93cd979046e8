"""What leaves for a model endpoint: the request without personal data, and the way back for the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from labs.guardrails.engine.redaction import StreamRestorer, Vault, hide_messages, names_pattern
from labs.providers.base import ChatRequest, Completion

if TYPE_CHECKING:
    from labs.sessions.models import LabSession


@dataclass(frozen=True)
class Masked:
    """A request fit to leave, and the vault that restores what comes back."""

    request: ChatRequest
    vault: Vault

    @property
    def spans(self) -> dict[str, int]:
        """How many spans of each kind are hidden. Never what they were."""
        return self.vault.found

    def restorer(self) -> StreamRestorer:
        """For one stream of text."""
        return StreamRestorer(self.vault.mapping)

    def whole(self, reply: Completion) -> Completion:
        """The reply with the person's own values, in its words and in the arguments of its calls."""
        calls = tuple(
            replace(call, arguments=self.vault.restore_json(call.arguments)) for call in reply.calls
        )
        return replace(reply, text=self.vault.restore(reply.text), calls=calls)


def mask_request(request: ChatRequest, names: Sequence[str]) -> Masked:
    """Hide personal data in all that people and tools said. The facts for the scripted avatar do not leave at all."""
    vault = Vault(names_pattern(names))
    messages = hide_messages(request.messages, vault)
    return Masked(replace(request, messages=messages, script_key="", turn=""), vault)


def names_around(session: LabSession) -> tuple[str, ...]:
    """Names that must not leave: the learner's with its parts, the employer's and the partner's as a whole."""
    enrolment = session.enrolment
    client = enrolment.client
    cohort = enrolment.cohort
    partner = cohort.partner if cohort is not None else None
    own = session.learner.name
    found = (own, *own.split(), client.name if client else "", partner.name if partner else "")
    return tuple(name for name in found if name)
