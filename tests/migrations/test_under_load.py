"""A required field, a rename, another type and a split reach an app that people work in, and nothing is lost."""

from __future__ import annotations

import os
import re
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
import pytest
import sqlalchemy as sa

from tests.harness.apps import GeneratedApp, add_user, csrf_token, sign_in
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files
from tests.migrations.changed import HEAD, MOMENT, Versions, command, open_database, query

pytestmark = pytest.mark.slow

RECORDS = 800
DEADLINE = 60
_MORE = 20
"""Requests after what happens beside them."""
BEFORE = (
    HEAD
    + """
entity Client "Client" {
  name  "Name": text(80) required unique
  size  "Size": text(20) required
  place "Place": text(80)
}
"""
)
AFTER = (
    HEAD
    + """
entity Client "Client" {
  title  "Title": text(80) required unique was name
  amount "Amount": int required was size
  city   "City": text(80) from place
  region "Region": text(80) from place + " region"
  rank   "Rank": int required from 7
}
drop field Client.place "split into city and region"
"""
)
OLD_FIELDS = ("name", "size", "place")
NEW_FIELDS = ("title", "amount", "city")
_VERSION = re.compile(r'name="version" value="(\d+)"')


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    folder = tmp_path_factory.mktemp("load")
    before = compile_text(BEFORE)
    after = compile_text(AFTER, before, is_online=True)
    write_files(folder / "old", before)
    write_files(folder / "new", {**before, **after})
    return Versions(GeneratedApp(folder / "old", "growing"), GeneratedApp(folder / "new", "growing"))


@dataclass
class Load:
    """Somebody who makes records, changes them and looks at them, as fast as the server lets him."""

    prefix: str
    fields: tuple[str, str, str]
    more: dict[str, str] = field(default_factory=dict)
    expected: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By the record's name, what was saved last."""
    refused: list[str] = field(default_factory=list)
    requests: int = 0

    def work(self, address: str, ends: threading.Event) -> None:
        """Until it is told to end."""
        with httpx2.Client(base_url=address, timeout=DEADLINE) as client:
            sign_in(client, "clerk@example.com")
            while not ends.is_set():
                self._once(client, f"{self.prefix}{len(self.expected)}")

    def _once(self, client: httpx2.Client, name: str) -> None:
        try:
            place = self._save(client, "/client/new", name, "1", "Here")
            if place:
                self.expected[name] = ("1", "Here")
                if self._save(client, f"{place}/edit", name, "22", "There"):
                    self.expected[name] = ("22", "There")
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


def fill(url: str) -> None:
    """Records that were there before."""
    rows = [{"name": f"r{number}", "size": str(number), "place": f"P{number}"} for number in range(RECORDS)]
    known = {"created_at": MOMENT, "updated_at": MOMENT, "version": 1}
    database = open_database(url)
    columns = [sa.column(name) for name in (*rows[0], *known)]
    with database.writing() as connection:
        connection.execute(sa.insert(sa.table("client", *columns)), [{**row, **known} for row in rows])
    database.close()


def test_nothing_is_lost(versions: Versions, databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh()
    command(versions.old, url, "migrate")
    fill(url)
    command(versions.old, url, "reindex")
    database = open_database(url)
    add_user(versions.old.definition(), database, "clerk", ["staff"])
    database.close()
    before, after = Load("old", OLD_FIELDS), Load("new", NEW_FIELDS, {"rank": "9", "region": "R"})
    with served(versions.old, url, tmp_path / "old.log") as old_address:
        with working(before, old_address):
            command(versions.new, url, "migrate", "--no-backup")
            with served(versions.new, url, tmp_path / "new.log") as new_address, working(after, new_address):
                began = before.requests
        assert before.requests > began
    with served(versions.new, url, tmp_path / "new.log") as new_address:
        later = Load("later", NEW_FIELDS, {"rank": "9", "region": "R"})
        with working(later, new_address):
            command(versions.new, url, "migrate", "--contract", "--no-backup")
    for load in (before, after, later):
        assert load.expected
        assert not load.refused, (tmp_path / "new.log").read_text()[-3000:] + load.refused[0]
    found = {row[0]: row[1:] for row in query(url, "SELECT title, amount, city, region, rank FROM client")}
    for number in range(RECORDS):
        assert found.pop(f"r{number}") == (number, f"P{number}", f"P{number} region", 7)
    for name, (size, place) in before.expected.items():
        assert found.pop(name) == (int(size), place, f"{place} region", 7)
    for name, (size, place) in {**after.expected, **later.expected}.items():
        assert found.pop(name) == (int(size), place, "R", 9)
    assert not found
    command(versions.new, url, "check")
    databases.discard(url)
