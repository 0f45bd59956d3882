"""The app that lowcode makes of `specification/customers.lc` as a contestant."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, cycle
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx

from bench.processes import measure
from bench.serving.contestant import ROOT, WORKERS, Contestant, Server, cookie_header, run_module
from bench.serving.dataset import Dataset
from bench.serving.load import Question, get, post
from bench.serving.lowcode_load import PASSWORD, login_of

ROW = b"<tr><td>"
SPECIFICATION = Path(__file__).parent / "specification"


class Lowcode(Contestant):
    """Built, migrated and served as its owner would do it."""

    name = "lowcode"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lowcode-bench-")
        self._manager = ""
        self._seller = ""
        self._token = ""
        self._starts = count(1)

    @property
    def directory(self) -> Path:
        """The generated project."""
        return Path(self._folder.name) / "generated" / "customers"

    def prepare(self, data: Dataset, environment: Mapping[str, str]) -> None:
        """Build, migrate, fill."""
        if not self.directory.exists():
            specification = Path(self._folder.name) / "specs" / "customers"
            shutil.copytree(SPECIFICATION, specification)
            measure([Path(sys.executable).with_name("lowcode"), "build", specification], Path(self._folder.name))
        run_module("customers", environment, "migrate", directory=self.directory)
        filling = {**environment, "BENCH_CUSTOMERS": str(len(data.customers)), "PYTHONPATH": str(ROOT)}
        run_module("bench.serving.lowcode_load", filling, directory=self.directory)

    def command(self, port: int) -> Sequence[str]:
        """The app's own command."""
        options = ("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS))
        return (sys.executable, "-m", "customers", "serve", *options)

    def sign_in(self, server: Server, data: Dataset) -> None:
        """Through the login page."""
        self._manager, self._token = _log_in(server, login_of(0))
        self._seller, _ = _log_in(server, login_of(1))

    def questions(self, scenario: str, server: Server, data: Dataset) -> Callable[[], Iterator[Question]]:
        """Requests of one kind."""
        numbers = range(1, len(data.customers) + 1, 97)

        def pages() -> Iterator[Question]:
            match scenario:
                case "list":
                    yield from cycle([_list("/customer", self._manager, 50)])
                case "own rows only":
                    yield from cycle([_list("/customer", self._seller, 50, data.users[0])])
                case "search of two characters":
                    for word, found in cycle(data.words.items()):
                        yield _list(f"/customer?q={quote(word)}", self._manager, min(50, found), word)
                case "filter, sort, page 20":
                    yield from cycle([_list("/customer?level=key&sort=-revenue&page=20", self._manager, 50)])
                case "record":
                    for number in cycle(numbers):
                        name = data.customers[number - 1].name.encode()
                        yield Question(get(f"/customer/{number}", self._manager), 200, (name, b"@example.com"))
                case "form":
                    for number in cycle(numbers):
                        name = f'value="{data.customers[number - 1].name}"'.encode()
                        yield Question(get(f"/customer/{number}/edit", self._manager), 200, (name,))
                case _:
                    yield from self._creations(server)

        return pages

    def _creations(self, server: Server) -> Iterator[Question]:
        for number in count(next(self._starts) * 1_000_000):
            form = {
                "csrf_token": self._token,
                "code": f"NEW-{number}",
                "name": f"苏州新创电子有限公司 {number}",
                "level": "normal",
                "source": "website",
                "region": "east",
                "revenue": "1234567.50",
                "owner": "1",
                "last_contact": "2026-01-21T09:30",
            }
            yield Question(get("/customer/new", self._manager), 200, (b"<form",))
            yield Question(post("/customer/new", self._manager, urlencode(form).encode(), server.origin), 303)


def _log_in(server: Server, login: str) -> tuple[str, str]:
    with httpx.Client(base_url=server.origin) as client:
        form = {"csrf_token": _token(client.get("/-/login").text), "login": login, "password": PASSWORD}
        answer = client.post("/-/login", data=form)
        assert answer.status_code == 303, answer.text[:2000]
        return cookie_header(client), _token(client.get("/customer").text)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page) or re.search(
        r'name="csrf-token" content="([^"]+)"', page
    )
    assert found is not None, page[:2000]
    return found[1]


def _list(path: str, cookie: str, rows: int, text: str = "") -> Question:
    return Question(get(path, cookie), 200, (text.encode(),), ((ROW, rows),))
