"""The hand-written application as a contestant."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, cycle
from urllib.parse import quote, urlencode

import httpx

from bench.serving.contestant import WORKERS, Contestant, Server, cookie_header, run_module
from bench.serving.dataset import Dataset
from bench.serving.load import Question, get, post

ROW = b"<tr data-id="


class Handwritten(Contestant):
    """Starlette, SQLAlchemy Core and Jinja under uvicorn with two workers."""

    name = "hand-written"

    def __init__(self) -> None:
        self._manager = ""
        self._seller = ""
        self._token = ""
        self._starts = count(1)

    def prepare(self, data: Dataset, environment: Mapping[str, str]) -> None:
        """Tables from their declarations, then the records."""
        counted = {**environment, "BENCH_CUSTOMERS": str(len(data.customers))}
        run_module("bench.serving.handwritten.database", counted)

    def command(self, port: int) -> Sequence[str]:
        """As uvicorn's documentation says."""
        application = "bench.serving.handwritten.application:application"
        options = ("--workers", str(WORKERS), "--host", "127.0.0.1", "--port", str(port), "--no-access-log")
        return (sys.executable, "-m", "uvicorn", application, *options)

    def sign_in(self, server: Server, data: Dataset) -> None:
        """Through the login page."""
        self._manager, self._token = self._log_in(server, "manager")
        self._seller, _ = self._log_in(server, "user1")

    def questions(self, scenario: str, server: Server, data: Dataset) -> Callable[[], Iterator[Question]]:
        """Requests of one kind."""
        numbers = range(1, len(data.customers) + 1, 97)

        def pages() -> Iterator[Question]:
            match scenario:
                case "list":
                    yield from cycle([_list("/customers", self._manager, 50)])
                case "own rows only":
                    yield from cycle([_list("/customers", self._seller, 50, data.users[0])])
                case "search of two characters":
                    for word, found in cycle(data.words.items()):
                        yield _list(f"/customers?q={quote(word)}", self._manager, min(50, found), word)
                case "filter, sort, page 20":
                    yield from cycle([_list("/customers?level=key&sort=-revenue_cents&page=20", self._manager, 50)])
                case "record":
                    for number in cycle(numbers):
                        name = data.customers[number - 1].name.encode()
                        yield Question(get(f"/customers/{number}", self._manager), 200, (name, b"@example.com"))
                case "form":
                    for number in cycle(numbers):
                        name = f'value="{data.customers[number - 1].name}"'.encode()
                        yield Question(get(f"/customers/{number}/edit", self._manager), 200, (name,))
                case _:
                    yield from self._creations(server)

        return pages

    def _creations(self, server: Server) -> Iterator[Question]:
        for number in count(next(self._starts) * 1_000_000):
            form = {
                "csrf": self._token,
                "code": f"NEW-{number}",
                "name": f"苏州新创电子有限公司 {number}",
                "level": "normal",
                "source": "website",
                "region": "east",
                "revenue": "1234567.50",
                "owner_id": "1",
                "last_contact": "2026-11-21T09:30",
            }
            yield Question(get("/customers/new", self._manager), 200, (b"<form",))
            yield Question(post("/customers/new", self._manager, urlencode(form).encode(), server.origin), 303)

    def _log_in(self, server: Server, user: str) -> tuple[str, str]:
        with httpx.Client(base_url=server.origin) as client:
            client.post("/login", data={"login": user, "password": "benchmark"})
            token = client.get("/customers").text.partition('name="csrf-token" content="')[2].partition('"')[0]
            return cookie_header(client), token


def _list(path: str, cookie: str, rows: int, text: str = "") -> Question:
    return Question(get(path, cookie), 200, (text.encode(),), ((ROW, rows),))
