"""What an operator types for an address or a number is taken, or refused with what to do."""

from __future__ import annotations

import socket
from argparse import ArgumentTypeError

import pytest

from config.processes import free_port, port_number, some, why_not


@pytest.mark.parametrize("text", ["0", "-1", "65535", "70000", "9" * 40, "abc", "", "1.5"])
def test_a_number_that_is_no_port_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="from 1 to 65534"):
        port_number(text)


@pytest.mark.parametrize("text", ["0", "-3", "many", "513"])
def test_no_worker_at_all_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="from 1 to 512"):
        some(text)


def test_a_free_port_is_taken_as_it_is() -> None:
    assert port_number("8000") == 8000
    assert why_not("127.0.0.1", free_port()) == ""


def test_a_port_in_use_names_the_next_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert why_not("127.0.0.1", port) == (
            f"Port {port} is taken by another program. Choose another one: --port {port + 1}"
        )


def test_a_host_that_is_not_this_machine_is_named() -> None:
    assert "203.0.113.9 is no address of this machine" in why_not("203.0.113.9", free_port())
