"""Waiting ends when it is given up, and nothing else does."""

from __future__ import annotations

import asyncio

import pytest

from labs.providers.waiting import GivenUp, Waiting


def test_what_is_waited_for_ends_with_the_first_reason() -> None:
    async def wait() -> str:
        waiting = Waiting()
        loop = asyncio.get_running_loop()
        loop.call_later(0.01, waiting.give_up, "stopped")
        loop.call_later(0.01, waiting.give_up, "late")
        with pytest.raises(GivenUp) as caught, waiting:
            await asyncio.sleep(5)
        await asyncio.sleep(0)  # the task itself goes on
        return caught.value.why

    assert asyncio.run(wait()) == "stopped"


def test_what_is_done_between_two_waits_is_not_interrupted() -> None:
    async def wait() -> list[str]:
        waiting, done = Waiting(), []
        with waiting:
            await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.01, waiting.give_up, "stopped")
        await asyncio.sleep(0.05)
        done.append("sent")
        with pytest.raises(GivenUp), waiting:
            done.append("never")
        return done

    assert asyncio.run(wait()) == ["sent"]


@pytest.mark.parametrize("is_given_up", [False, True])
def test_a_listener_who_leaves_is_not_taken_for_a_reason_to_give_up(is_given_up: bool) -> None:
    async def wait() -> bool:
        waiting = Waiting()

        async def listen() -> None:
            with waiting:
                await asyncio.sleep(5)

        listening = asyncio.create_task(listen())
        await asyncio.sleep(0.01)
        listening.cancel()
        if is_given_up:
            waiting.give_up("stopped")
        await asyncio.gather(listening, return_exceptions=True)
        return listening.cancelled()

    assert asyncio.run(wait()) is True
