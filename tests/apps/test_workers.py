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
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DEADLINE = 20.0


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


def workers_of(port: int, connections: int) -> Counter[str]:
    """Which workers answer so many browsers that stay connected."""
    opened = [http.client.HTTPConnection("127.0.0.1", port, timeout=5) for _ in range(connections)]
    try:
        for each in opened:
            each.connect()
        return Counter(ask(each) for each in opened)
    finally:
        for each in opened:
            each.close()


def wait_for_two(port: int) -> set[str]:
    """Until both workers answer; an unread answer is what a server gives that is not there yet."""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        try:
            found = workers_of(port, 2)
        except OSError:
            time.sleep(0.05)
            continue
        if len(found) == 2:
            return set(found)
        time.sleep(0.05)
    message = "two workers never answered"
    raise AssertionError(message)


@pytest.fixture
def port() -> Iterator[int]:
    number = free_port()
    process = start(number, "tests.harness.worker_identity:make")
    try:
        wait_for_two(number)
        yield number
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 0
        assert process.stderr is not None
        process.stderr.close()


def test_connections_that_come_together_are_shared_evenly(port: int) -> None:
    for _ in range(5):
        assert sorted(workers_of(port, 8).values()) == [4, 4]


def test_a_worker_that_dies_is_replaced(port: int) -> None:
    before = wait_for_two(port)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/end")
    after = wait_for_two(port)
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
