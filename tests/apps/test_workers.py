"""Several workers: each gets its share of the connections, and one that dies is replaced."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DEADLINE = 60.0


def start(port: int, factory: str) -> subprocess.Popen[bytes]:
    options = ("--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--shutdown", "1")
    command = [sys.executable, "-m", "lowcode.runtime.workers.supervisor", factory, *options]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(connection: http.client.HTTPConnection, path: str = "/") -> str:
    connection.request("GET", path)
    return connection.getresponse().read().decode()


@contextmanager
def browsers(port: int, count: int) -> Iterator[Counter[str]]:
    """Which workers answer so many browsers, which stay connected meanwhile."""
    opened = [http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE) for _ in range(count)]
    try:
        for each in opened:
            each.connect()
        yield Counter(ask(each) for each in opened)
    finally:
        for each in opened:
            each.close()


@contextmanager
def both_answer(port: int) -> Iterator[set[str]]:
    """One browser at each of the two workers; then both have noticed as well who left before.

    An unread answer is what a server gives that is not there yet.
    """
    until = time.monotonic() + DEADLINE
    while True:
        with ExitStack() as stack:
            found = _answers(stack, port)
            if len(found) == 2:
                yield set(found)
                return
        assert time.monotonic() < until, "two workers never answered"
        time.sleep(0.05)


def _answers(stack: ExitStack, port: int) -> Counter[str]:
    try:
        return stack.enter_context(browsers(port, 2))
    except OSError:
        return Counter()


@pytest.fixture
def port() -> Iterator[int]:
    number = free_port()
    process = start(number, "tests.harness.worker_identity:make_patient")
    try:
        yield number
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 0
        assert process.stderr is not None
        process.stderr.close()


def test_connections_that_come_together_are_shared_evenly(port: int) -> None:
    for _ in range(5):
        with both_answer(port), browsers(port, 8) as found:
            assert sorted(found.values()) == [4, 4]


def test_a_worker_that_dies_is_replaced(port: int) -> None:
    with both_answer(port) as found:
        before = found
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE), "/end")
    with both_answer(port) as after:
        assert len(before & after) == 1


def test_an_app_that_cannot_be_made_ends_it_all() -> None:
    process = start(free_port(), "tests.harness.worker_identity:fail")
    _, told = process.communicate(timeout=DEADLINE)
    assert process.returncode != 0
    assert b"this app cannot be made" in told


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(port, "tests.harness.worker_identity:make")
        _, told = process.communicate(timeout=DEADLINE)
    assert process.returncode == 1
    assert told.decode().strip() == f"127.0.0.1:{port}: Address already in use"
