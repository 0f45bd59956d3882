"""The load generator: keep-alive HTTP/1.1 over asyncio sockets, cheap enough to share two cores with the servers."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count


@dataclass(frozen=True, slots=True)
class Question:
    """One request, ready to be sent, and what a right answer looks like."""

    request: bytes
    status: int
    contains: tuple[bytes, ...] = ()
    counts: tuple[tuple[bytes, int], ...] = ()
    """(piece of HTML, how often it must occur): the number of rows."""

    def problem(self, status: int, body: bytes) -> str | None:
        """What is wrong with an answer; None if nothing is."""
        if status != self.status:
            return f"status {status} instead of {self.status}"
        for text in self.contains:
            if text not in body:
                return f"no {text.decode()!r} in the answer"
        for piece, expected in self.counts:
            found = body.count(piece)
            if found != expected:
                return f"{found} × {piece.decode()!r} instead of {expected}"
        return None


@dataclass(slots=True)
class Outcome:
    """What a stretch of load showed."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    body_bytes: int = 0

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.latencies) / self.seconds

    @property
    def p50_milliseconds(self) -> float:
        """Half of the answers took less."""
        return statistics.median(self.latencies) * 1000

    @property
    def p99_milliseconds(self) -> float:
        """All but one in a hundred took less."""
        return statistics.quantiles(self.latencies, n=100)[98] * 1000 if len(self.latencies) > 1 else 0.0


class WrongAnswerError(Exception):
    """A server answered something else than the question expects; a rate of wrong answers means nothing."""


class _Connection(asyncio.Protocol):
    """One keep-alive connection that asks, checks the answer, and asks the next."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._received = bytearray()
        self._needed = 0
        self._head = 0
        self._status = 0
        self._closes = False
        self._question: Question | None = None
        self._sent_at = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._question is not None:
            self._run.fail(f"the server closed the connection within an answer: {exc}")

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._needed and not self._read_head():
            return
        if len(self._received) >= self._needed:
            self._answered()

    def _ask(self) -> None:
        self._question = self._run.next_question()
        assert self._transport is not None
        if self._question is None:
            self._transport.close()
            return
        self._received.clear()
        self._needed = 0
        self._sent_at = time.perf_counter()
        self._transport.write(self._question.request)

    def _read_head(self) -> bool:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._received[:end]).lower()
        self._status = int(head[9:12])
        self._closes = b"connection: close" in head
        start = head.find(b"\r\ncontent-length:")
        if start < 0:
            self._run.fail(f"an answer without Content-Length: {head[:200]!r}")
            return False
        length = int(head[start + 17 :].partition(b"\r\n")[0])
        self._head = end + 4
        self._needed = self._head + length
        return True

    def _answered(self) -> None:
        elapsed = time.perf_counter() - self._sent_at
        question, self._question = self._question, None
        assert question is not None
        body = bytes(self._received[self._head :])
        problem = question.problem(self._status, body)
        if problem is not None:
            self._run.fail(
                f"{problem}\n{question.request[:300].decode(errors='replace')}\n{body[:600].decode(errors='replace')}"
            )
            return
        self._run.record(elapsed, len(body))
        if self._closes:
            assert self._transport is not None
            self._transport.close()
            self._run.reconnect()
        else:
            self._ask()


class _Run:
    """One stretch of load: so many connections for so long (or so many requests)."""

    def __init__(self, port: int, questions: Iterator[Question], connections: int, limit: _Limit) -> None:
        self._port = port
        self._questions = questions
        self._limit = limit
        self._open = connections
        self._connections = connections
        self._failure: str | None = None
        self._done = asyncio.Event()
        self._tasks: set[asyncio.Task[object]] = set()
        self.outcome = Outcome()

    async def go(self) -> Outcome:
        self._limit.begin()
        started = time.perf_counter()
        for _ in range(self._connections):
            self.reconnect()
        await self._done.wait()
        self.outcome.seconds = time.perf_counter() - started
        if self._failure is not None:
            raise WrongAnswerError(self._failure)
        return self.outcome

    def reconnect(self) -> None:
        loop = asyncio.get_running_loop()
        task: asyncio.Task[object] = loop.create_task(
            loop.create_connection(lambda: _Connection(self), "127.0.0.1", self._port)
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def next_question(self) -> Question | None:
        if self._failure is None and self._limit.allows():
            return next(self._questions)
        self._open -= 1
        if self._open == 0:
            self._done.set()
        return None

    def record(self, elapsed: float, size: int) -> None:
        self.outcome.latencies.append(elapsed)
        self.outcome.body_bytes += size

    def fail(self, reason: str) -> None:
        self._failure = self._failure or reason
        self._done.set()


class _Limit:
    """When a run ends: after a time or after a number of requests."""

    def __init__(self, seconds: float | None, requests: int | None) -> None:
        self._seconds = seconds
        self._requests = requests
        self._asked = count(1)
        self._until = 0.0

    def begin(self) -> None:
        self._until = time.perf_counter() + (self._seconds or 0.0)

    def allows(self) -> bool:
        if self._requests is not None:
            return next(self._asked) <= self._requests
        return time.perf_counter() < self._until


def drive(
    port: int,
    questions: Callable[[], Iterator[Question]],
    *,
    connections: int,
    seconds: float | None = None,
    requests: int | None = None,
) -> Outcome:
    """Ask `questions` over `connections` connections, for `seconds` or until `requests` are answered."""

    async def run() -> Outcome:
        return await _Run(port, questions(), connections, _Limit(seconds, requests)).go()

    return asyncio.run(run())


ACCEPT = "Accept: text/html\r\nAccept-Language: zh-CN\r\n"


def get(path: str, cookie: str) -> bytes:
    """A GET request as a browser without compression would send it."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{ACCEPT}Cookie: {cookie}\r\n\r\n".encode()


def post(path: str, cookie: str, body: bytes, origin: str) -> bytes:
    """A form as a browser would send it."""
    host = origin.removeprefix("http://")
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nReferer: {origin}{path}\r\n{ACCEPT}"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nCookie: {cookie}\r\n\r\n"
    )
    return head.encode() + body
