"""One timer that wakes all who sleep."""

from __future__ import annotations

import asyncio
import time

import pytest

from labs.sessions.ticking import TICK_SECONDS, Ticker, ticker


def test_all_who_are_due_wake_in_order_and_nobody_early() -> None:
    async def run() -> list[tuple[float, float]]:
        woken: list[tuple[float, float]] = []

        async def sleep(seconds: float) -> None:
            due = time.monotonic() + seconds
            await ticker().until(due)
            woken.append((due, time.monotonic()))

        await asyncio.gather(*(sleep(seconds) for seconds in (0.06, 0.0, 0.03, 0.031, -1.0)))
        return woken

    woken = asyncio.run(run())
    assert len(woken) == 5
    assert all(now >= due for due, now in woken)
    later = [due for due, _now in woken[2:]]
    assert later == sorted(later)


def test_one_who_gives_up_or_fails_keeps_nobody_from_waking() -> None:
    async def run() -> list[object]:
        one = ticker()

        async def fail() -> None:
            await one.until(time.monotonic() + 0.02)
            raise ValueError("mine alone")

        async def sleep() -> str:
            await one.until(time.monotonic() + 0.02)
            await one.until(time.monotonic() + 0.02)
            return "awake"

        gone = asyncio.create_task(sleep())
        await asyncio.sleep(0)
        gone.cancel()
        return await asyncio.wait_for(
            asyncio.gather(gone, fail(), sleep(), return_exceptions=True), timeout=5
        )

    left, failed, awake = asyncio.run(run())
    assert isinstance(left, asyncio.CancelledError)
    assert isinstance(failed, ValueError)
    assert awake == "awake"


def test_it_stands_still_while_nobody_sleeps_and_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: list[float] = []
    tick = Ticker._tick

    def counted(self: Ticker) -> None:
        ticks.append(time.monotonic())
        tick(self)

    monkeypatch.setattr(Ticker, "_tick", counted)

    async def run() -> tuple[int, int]:
        await ticker().until(time.monotonic() + TICK_SECONDS)
        after_one = len(ticks)
        await asyncio.sleep(5 * TICK_SECONDS)
        still = len(ticks)
        await ticker().until(time.monotonic() + TICK_SECONDS)
        return still - after_one, len(ticks) - still

    quiet, further = asyncio.run(run())
    assert (quiet, further > 0) == (0, True)
