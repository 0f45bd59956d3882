"""People who work in an app that is served, as fast as it lets them, beside whatever else happens to it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from tests.harness.apps import GeneratedApp, csrf_token, sign_in

DEADLINE = 60
_MORE = 20
"""Requests after what happens beside them."""

_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Load:
    """Somebody who makes records, changes them and looks at them, as fast as the server lets him."""

    prefix: str
    fields: tuple[str, str, str]
    more: dict[str, str] = field(default_factory=dict)
    made: tuple[str, str] = ("1", "Here")
    """What the second and the third field get at first, and then."""
    changed: tuple[str, str] = ("22", "There")
    expected: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By the record's name, what was saved last."""
    refused: list[str] = field(default_factory=list)
    requests: int = 0
    longest: float = 0.0
    """Seconds that a request took."""

    def work(self, address: str, ends: threading.Event) -> None:
        """Until it is told to end."""
        with httpx2.Client(base_url=address, timeout=DEADLINE) as client:
            sign_in(client, "clerk@example.com")
            while not ends.is_set():
                self._once(client, f"{self.prefix}{len(self.expected)}")

    def _once(self, client: httpx2.Client, name: str) -> None:
        try:
            place = self._save(client, "/client/new", name, *self.made)
            if place:
                self.expected[name] = self.made
                if self._save(client, f"{place}/edit", name, *self.changed):
                    self.expected[name] = self.changed
            self._noted(client.get("/client"), 200)
        except httpx2.HTTPError as error:
            self.refused.append(repr(error))

    def _save(self, client: httpx2.Client, address: str, *values: str) -> str:
        page = client.get(address)
        self._noted(page, 200)
        version = _VERSION.search(page.text)
        data = dict(zip(self.fields, values, strict=True)) | self.more
        data |= {"csrf_token": csrf_token(page.text), "version": version[1] if version else ""}
        answer = client.post(address, data=data)
        self._noted(answer, 303)
        return str(answer.headers.get("location", "")).partition("?")[0]

    def _noted(self, answer: httpx2.Response, status: int) -> None:
        self.requests += 1
        self.longest = max(self.longest, answer.elapsed.total_seconds())
        if answer.status_code != status:
            self.refused.append(f"{answer.request.method} {answer.url} -> {answer.status_code}: {answer.text[:2000]}")


@contextmanager
def served(app: GeneratedApp, url: str, log: Path) -> Iterator[str]:
    """The app in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [sys.executable, "-m", app.package, "serve", "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": url, "LOWCODE_JOBS": "0"}
    with log.open("ab") as output:
        process = subprocess.Popen(arguments, cwd=app.folder, env=environment, stdout=output, stderr=output)
    try:
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        assert process.poll() is None, log.read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(DEADLINE)


@contextmanager
def workers(app: GeneratedApp, url: str, number: int, log: Path) -> Iterator[None]:
    """Processes that do the app's work; each ends in good order."""
    environment = {**os.environ, "DATABASE_URL": url}
    arguments = [sys.executable, "-m", app.package, "worker"]
    with log.open("ab") as output:
        started = [
            subprocess.Popen(arguments, cwd=app.folder, env=environment, stdout=output, stderr=output)
            for _ in range(number)
        ]
    try:
        yield
    finally:
        for each in started:
            each.terminate()
        ends = [each.wait(DEADLINE) for each in started]
        assert set(ends) <= {0, -signal.SIGTERM}, log.read_text()


@contextmanager
def working(load: Load, address: str) -> Iterator[None]:
    """The load, beside what happens here."""
    ends = threading.Event()
    thread = threading.Thread(target=load.work, args=(address, ends))
    thread.start()
    try:
        yield
        until = time.monotonic() + DEADLINE
        seen = load.requests
        while load.requests < seen + _MORE and time.monotonic() < until and thread.is_alive():
            time.sleep(0.05)
    finally:
        ends.set()
        thread.join(DEADLINE)
