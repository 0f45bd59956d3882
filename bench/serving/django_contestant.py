"""The Django admin as a contestant."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, cycle
from urllib.parse import quote, urlencode

import httpx

from bench.serving.contestant import WORKERS, Contestant, Server, cookie_header, run_module
from bench.serving.dataset import Dataset
from bench.serving.load import Question, get, post

ROW = b'class="action-checkbox"><input'


class DjangoAdmin(Contestant):
    """Changelist, change form, add form; gunicorn with two workers of four threads."""

    name = "Django admin"

    def __init__(self) -> None:
        self._manager = ""
        self._seller = ""
        self._token = ""
        self._starts = count(1)

    def prepare(self, data: Dataset, environment: Mapping[str, str]) -> None:
        """Django's own migrations, then the records."""
        run_module("bench.serving.django_admin.load", {**environment, "BENCH_CUSTOMERS": str(len(data.customers))})

    def command(self, port: int) -> Sequence[str]:
        """Threads let gunicorn keep connections alive; without them each request would pay for a new one."""
        options = ("--worker-class", "gthread", "--threads", "4", "--keep-alive", "60", "--log-level", "warning")
        application = "bench.serving.django_admin.wsgi:application"
        return (
            sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), *options, "--bind", f"127.0.0.1:{port}",
            "--env", "DJANGO_SETTINGS_MODULE=bench.serving.django_admin.settings", application,
        )  # fmt: skip

    def sign_in(self, server: Server, data: Dataset) -> None:
        """Through the login page."""
        self._manager, self._token = self._log_in(server, "manager")
        self._seller, _ = self._log_in(server, f"{data.users[0]}1")

    def questions(self, scenario: str, server: Server, data: Dataset) -> Callable[[], Iterator[Question]]:
        """Requests of one kind."""
        customers = "/admin/crm/customer/"
        numbers = range(1, len(data.customers) + 1, 97)

        def pages() -> Iterator[Question]:
            match scenario:
                case "list":
                    yield from cycle([self._list(customers, self._manager, 50)])
                case "own rows only":
                    yield from cycle([self._list(customers, self._seller, 50)])
                case "search of two characters":
                    for word, found in cycle(data.words.items()):
                        yield self._list(f"{customers}?q={quote(word)}", self._manager, min(50, found), word)
                case "filter, sort, page 20":
                    yield from cycle([self._list(f"{customers}?level__exact=key&o=-6&p=20", self._manager, 50)])
                case "record":
                    for number in cycle(numbers):
                        yield self._record(f"/admin/crm/customercard/{number}/change/", data, number)
                case "form":
                    for number in cycle(numbers):
                        name = f'value="{data.customers[number - 1].name}"'.encode()
                        request = get(f"{customers}{number}/change/", self._manager)
                        yield Question(request, 200, (name,), ((b"csrfmiddlewaretoken", 2),))
                case _:
                    yield from self._creations(f"{customers}add/", server)

        return pages

    def _list(self, path: str, cookie: str, rows: int, text: str = "") -> Question:
        return Question(get(path, cookie), 200, (text.encode(),), ((ROW, rows),))

    def _record(self, path: str, data: Dataset, number: int) -> Question:
        return Question(get(path, self._manager), 200, (data.customers[number - 1].name.encode(), b"@example.com"))

    def _creations(self, path: str, server: Server) -> Iterator[Question]:
        for number in count(next(self._starts) * 1_000_000):
            form = {
                "csrfmiddlewaretoken": self._token,
                "code": f"NEW-{number}",
                "name": f"苏州新创电子有限公司 {number}",
                "level": "normal",
                "source": "website",
                "region": "east",
                "revenue": "1234567.50",
                "owner": "1",
                "last_contact_0": "2026-11-21",
                "last_contact_1": "09:30:00",
                "_save": "保存",
            }
            yield Question(get(path, self._manager), 200, (b"<form",))
            yield Question(post(path, self._manager, urlencode(form).encode(), server.origin), 302)

    def _log_in(self, server: Server, user: str) -> tuple[str, str]:
        with httpx.Client(base_url=server.origin) as client:
            client.get("/admin/login/")
            token = client.cookies["csrftoken"]
            form = {"csrfmiddlewaretoken": token, "username": user, "password": "benchmark", "next": "/admin/"}
            answer = client.post("/admin/login/", data=form)
            assert answer.status_code == 302, answer.text[:500]
            return cookie_header(client), client.cookies["csrftoken"]
