"""Generated apps under test: their declarations, their commands, a running server, signed-in clients."""

from __future__ import annotations

import importlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import httpx2
import uvicorn
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lowcode.runtime.command_line import main
from lowcode.runtime.context import utc_now
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.http.accounts import Accounts
from lowcode.runtime.http.application import build_application
from lowcode.runtime.http.passwords import hash_password
from lowcode.runtime.http.settings import Settings
from lowcode.runtime.sort_key import sort_key

PASSWORD = "correct horse battery"
START_DEADLINE = 60.0
STOP_SECONDS = 1
"""How long a server that stops waits for pages that listen to it."""
_TOKEN = re.compile(r'name="csrf[_-]token" (?:value|content)="([^"]+)"')


class CommandFailedError(Exception):
    """A command of an app ended with an error; the text is what it printed."""


@dataclass(frozen=True, slots=True)
class GeneratedApp:
    """A project that lowcode has generated."""

    folder: Path
    package: str

    def definition(self) -> ApplicationDefinition:
        """The app's declarations, imported from this very folder even if another of the name was imported before."""
        module = sys.modules.get(self.package)
        if module is not None and Path(str(module.__file__)).parent != self.folder / self.package:
            for name in [name for name in sys.modules if name.partition(".")[0] in {self.package, "custom"}]:
                del sys.modules[name]
        if sys.path[0] != str(self.folder):
            sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        found: ApplicationDefinition = importlib.import_module(f"{self.package}.application").APPLICATION
        return found

    def run(self, url: str, *arguments: str, text: str = "") -> str:
        """`python -m <app> …` on the database at `url`; the answer is what it printed."""
        finished = subprocess.run(
            [sys.executable, "-m", self.package, *arguments],
            cwd=self.folder,
            env={**os.environ, "DATABASE_URL": url, "PYTHONWARNINGS": "error"},
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if finished.returncode != 0:
            message = f"{self.package} {' '.join(arguments)} ended with {finished.returncode}:"
            raise CommandFailedError(f"{message}\n{finished.stdout}{finished.stderr}")
        return finished.stdout

    def migrate(self, url: str) -> None:
        """`python -m <app> migrate`, in this process: starting another one takes longer than migrating."""
        with mock.patch.dict(os.environ, DATABASE_URL=url):
            main(self.definition(), ["migrate"])

    def settings(self, url: str, **changes: Any) -> Settings:
        """Settings for tests: the database at `url`, and whatever differs."""
        database = database_url({"DATABASE_URL": url}, self.folder, self.package)
        return Settings(folder=self.folder, database=database, **changes)

    def asgi(self, url: str, **changes: Any) -> Starlette:
        """The app as uvicorn would serve it, in this process."""
        return build_application(self.definition(), self.settings(url, **changes))


@dataclass(slots=True)
class AppUnderTest:
    """A generated app on a migrated database."""

    app: GeneratedApp
    url: str
    definition: ApplicationDefinition
    _open: list[Callable[[], object]] = field(default_factory=list)

    def database(self) -> Database:
        """A connection pool of the test's own, closed at the end."""
        database = Database(open_engine(database_url({"DATABASE_URL": self.url}, self.app.folder, self.app.package)))
        self._open.append(database.close)
        return database

    def add_user(self, name: str, roles: Sequence[str] = (), **values: Any) -> int:
        """A user who can sign in as `<name>@example.com` with PASSWORD; the answer is the id."""
        return add_user(self.definition, self.database(), name, roles, **values)

    def client(self, name: str, **changes: Any) -> TestClient:
        """A browser without scripts in which `name` is signed in (add the user before); closed at the end."""
        client = self.visitor(**changes)
        sign_in(client, f"{name}@example.com")
        return client

    def visitor(self, **changes: Any) -> TestClient:
        """A browser without scripts in which nobody is signed in; closed at the end."""
        client = TestClient(self.app.asgi(self.url, **changes), base_url="http://localhost", follow_redirects=False)
        client.__enter__()
        self._open.append(lambda: client.__exit__(None, None, None))
        return client

    @contextmanager
    def served(self, **changes: Any) -> Iterator[str]:
        """The app over HTTP on a free port of this machine, for real browsers; gives its address."""
        with serving(self.app.asgi(self.url, **changes)) as address:
            yield address

    def close(self) -> None:
        """Close whatever was opened, last first."""
        while self._open:
            self._open.pop()()


def add_user(
    definition: ApplicationDefinition, database: Database, name: str, roles: Sequence[str] = (), **values: Any
) -> int:
    """A user with an account, straight into the tables."""
    entity = definition.entity_by_name["user"]
    model: Any = entity.model
    now = utc_now()
    known: dict[str, Any] = {"name": name, "email": f"{name}@example.com", "active": True, "roles": [*roles], **values}
    for each in entity.fields:
        if each.sort_column is not None and isinstance(known.get(each.name), str):
            known[each.sort_column] = sort_key(known[each.name])
    with database.writing() as connection:
        with Session(bind=connection) as session:
            user = model(created_at=now, updated_at=now, version=1, **known)
            session.add(user)
            session.flush()
            number: int = user.id
            session.flush()
        Accounts(definition).set_password(connection, number, _secret(), now, must_change=False)
    return number


@cache
def _secret() -> str:
    """Slow on purpose, so once is enough."""
    return hash_password(PASSWORD)


def sign_in(client: httpx2.Client, login: str, password: str = PASSWORD) -> None:
    """Sign in through the page, as a person would."""
    token = csrf_token(client.get("/-/login").text)
    answer = client.post("/-/login", data={"csrf_token": token, "login": login, "password": password})
    assert answer.status_code == 303, answer.text


def csrf_token(page: str) -> str:
    """The token that forms of the page have to send."""
    found = _TOKEN.search(page)
    assert found is not None, f"no CSRF token in the page: {page[:500]}"
    return found[1]


@contextmanager
def serving(application: Starlette) -> Iterator[str]:
    """An ASGI app on a free port, in a thread of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = uvicorn.Config(
            application, log_level="warning", lifespan="on", ws="none", timeout_graceful_shutdown=STOP_SECONDS
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_DEADLINE
        while not server.started:
            assert thread.is_alive(), "the server ended while it started"
            assert time.monotonic() < deadline, "the server did not start in time"
            thread.join(0.01)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(START_DEADLINE)


def is_sqlite(url: str) -> bool:
    """Whether the database is a file."""
    return make_url(url).get_backend_name() == "sqlite"
