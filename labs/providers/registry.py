"""Which provider speaks: the scripted avatar by default, a model endpoint where one is configured."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.conf import settings

from labs.providers.shelf import shelf

if TYPE_CHECKING:
    from labs.providers.openai_chat import ChatProvider

SCRIPTED_LABEL = "Scripted avatar"
REST_SECONDS = 30.0


@dataclass(frozen=True)
class Prices:
    """Money for 1,000 tokens each way, and the most that a month may cost; no limit where none is set."""

    prompt: Decimal = Decimal(0)
    reply: Decimal = Decimal(0)
    currency: str = "EUR"
    monthly_limit: Decimal | None = None

    def cost(self, prompt_tokens: int, reply_tokens: int) -> Decimal:
        """What so many tokens cost."""
        exact = (self.prompt * prompt_tokens + self.reply * reply_tokens) / 1000
        return exact.quantize(Decimal("0.000001"))


@dataclass(frozen=True)
class Endpoint:
    """A model endpoint as configured by the operator, or by a partner."""

    base_url: str
    api_key: str = field(repr=False)
    model: str
    allow_private: bool = True
    prices: Prices = Prices()
    partner_id: int | None = None

    @property
    def label(self) -> str:
        return f"Model: {self.model}"

    @property
    def address(self) -> tuple[str, str, str, bool]:
        """What makes a connection; prices may change without a new one."""
        return self.base_url, self.api_key, self.model, self.allow_private


_lock = threading.Lock()
Address = tuple[str, str, str, bool]
KEPT_CLIENTS = 64
_resting: dict[Address, float] = {}
_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Address, ChatProvider]] = WeakKeyDictionary()


def configured_endpoint() -> Endpoint | None:
    """The endpoint set by OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL; None when no model is set."""
    if not (settings.OPENAI_BASE_URL and settings.OPENAI_MODEL):
        return None
    prices = Prices(
        settings.OPENAI_PRICE_PROMPT,
        settings.OPENAI_PRICE_REPLY,
        settings.OPENAI_CURRENCY,
        settings.OPENAI_MONTHLY_LIMIT or None,
    )
    return Endpoint(settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.OPENAI_MODEL, prices=prices)


@cache
def scripted_provider() -> ChatProvider:
    """The scripted avatar. It opens no socket, so one client serves every event loop of this process."""
    # The client library takes a second to load: the process that speaks does it once, pages never.
    import httpx2

    from labs.providers import scripted_transport
    from labs.providers.openai_chat import ChatProvider, build_chat_client

    transport = scripted_transport.ScriptedTransport(
        shelf, words_per_second=settings.LABS_SCRIPTED_WORDS_PER_SECOND
    )
    client = build_chat_client(
        base_url=scripted_transport.BASE_URL,
        api_key="",
        http_client=httpx2.AsyncClient(transport=transport, trust_env=False),
    )
    return ChatProvider(client, model=scripted_transport.MODEL, label=SCRIPTED_LABEL, is_scripted=True)


def model_provider(endpoint: Endpoint) -> ChatProvider:
    """The provider of an endpoint. Call it inside an event loop: its connections belong to that loop."""
    loop = asyncio.get_running_loop()
    with _lock:
        known = _by_loop.setdefault(loop, {})
        if endpoint.address not in known:
            while len(known) >= KEPT_CLIENTS:
                known.pop(next(iter(known)))
            known[endpoint.address] = build_provider(endpoint)
        return known[endpoint.address]


def build_provider(endpoint: Endpoint, **limits: float) -> ChatProvider:
    """A provider of its own, to be closed by the caller."""
    from labs.providers.egress import build_client
    from labs.providers.openai_chat import ChatProvider, build_chat_client

    client = build_chat_client(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key,
        http_client=build_client(endpoint.base_url, allow_private=endpoint.allow_private),
    )
    return ChatProvider(client, model=endpoint.model, label=endpoint.label, is_scripted=False, **limits)


def rest(endpoint: Endpoint | None) -> None:
    """An endpoint failed: leave it alone for a while, so that each learner does not wait for it again."""
    if endpoint is not None:
        _resting[endpoint.address] = time.monotonic() + REST_SECONDS


def is_awake(endpoint: Endpoint) -> bool:
    return _resting.get(endpoint.address, 0.0) <= time.monotonic()


def forget_failures() -> None:
    """Every endpoint is asked again, also one that failed a moment ago: after its settings were changed and tested."""
    _resting.clear()
