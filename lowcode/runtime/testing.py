"""The first test of every generated app: it starts on an empty database, and its pages open for whom they may.

Used by the app's `tests/`; needs what `pip install <app>[test]` brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from lowcode.runtime.context import EVERYONE, utc_now
from lowcode.runtime.database.engine import open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition, EntityDefinition, Verb
from lowcode.runtime.http.accounts import Accounts
from lowcode.runtime.http.application import build_application
from lowcode.runtime.http.passwords import hash_password
from lowcode.runtime.http.settings import Settings
from lowcode.runtime.migrating.running import migrate
from lowcode.runtime.report_definitions import ReportDefinition, analysis_of
from lowcode.runtime.schema_version import project_folder

_PASSWORD = "correct horse battery staple"  # noqa: S105 - of users that live as long as the test
_TOKEN = re.compile(r'name="csrf[_-]token" (?:value|content)="([^"]+)"')
_OPENED = 200
_CLOSED = (403, 404)


class PageError(AssertionError):
    """A page did not answer as the access rules say."""


def open_every_page(application: ApplicationDefinition, scratch: Path) -> None:
    """Signs in once in each role and opens all lists, forms, reports and dashboards, in a database below `scratch`."""
    settings = Settings(
        folder=project_folder(application), database=URL.create("sqlite", database=str(scratch / "test.sqlite3"))
    )
    database = Database(open_engine(settings.database))
    try:
        migrate(application, database)
        roles = [role.name for role in application.roles if role.name != EVERYONE]
        for number, role in enumerate(roles):
            _add_user(application, database, number, role)
    finally:
        database.close()
    for number, role in enumerate(roles):
        with _signed_in(application, settings, number) as client:
            _open_pages(application, client, role)


def _open_pages(application: ApplicationDefinition, client: TestClient, role: str) -> None:
    held = {role, EVERYONE}.union(*(each.includes for each in application.roles if each.name == role))
    _expect(client, "/", role, is_open=True)
    for entity in application.entities:
        if entity.owner is None:
            _expect(client, f"/{entity.name}", role, is_open=_is_granted(entity, held, Verb.READ))
            _expect(client, f"/{entity.name}/new", role, is_open=_is_granted(entity, held, Verb.CREATE))
    analysis = analysis_of(application)
    openable = {each.name: _may_open(application, each, held) for each in analysis.reports}
    for name, is_open in openable.items():
        _expect(client, f"/reports/{name}", role, is_open=is_open)
    for dashboard in analysis.dashboards:
        shows_some = any(openable[tile.report] for row in dashboard.rows for tile in row.tiles)
        is_open = shows_some and _has_one_of(held, dashboard.roles)
        _expect(client, f"/dashboards/{dashboard.name}", role, is_open=is_open)


def _may_open(application: ApplicationDefinition, report: ReportDefinition, held: set[str]) -> bool:
    sources = [application.entity_by_name[source.entity] for source in report.sources]
    return _has_one_of(held, report.roles) and all(
        _is_granted(_whole(application, each), held, Verb.READ) for each in sources
    )


def _has_one_of(held: set[str], roles: tuple[str, ...]) -> bool:
    return not roles or not held.isdisjoint(roles)


def _whole(application: ApplicationDefinition, entity: EntityDefinition) -> EntityDefinition:
    """The entity whose page has the records: of rows that of their owner."""
    while entity.owner is not None:
        entity = application.entity_by_name[entity.owner]
    return entity


def _is_granted(entity: EntityDefinition, roles: set[str], verb: Verb) -> bool:
    return any(grant.role in roles and verb in grant.verbs for grant in entity.grants)


def _expect(client: TestClient, path: str, role: str, *, is_open: bool) -> None:
    answer = client.get(path)
    if is_open and answer.status_code != _OPENED:
        raise PageError(f"{path} answers {answer.status_code} to `{role}`, who may open it")
    if not is_open and answer.status_code not in _CLOSED:
        raise PageError(f"{path} answers {answer.status_code} to `{role}`, who may not open it")


def _add_user(application: ApplicationDefinition, database: Database, number: int, role: str) -> None:
    model: Any = application.entity_by_name["user"].model
    now = utc_now()
    with database.writing() as connection:
        with Session(bind=connection) as session:
            user = model(
                name=f"Tester {number}",
                email=_email(number),
                active=True,
                roles=[role],
                created_at=now,
                updated_at=now,
                version=1,
            )
            session.add(user)
            session.flush()
            user_id: int = user.id
        Accounts(application).set_password(connection, user_id, hash_password(_PASSWORD), now, must_change=False)


@contextmanager
def _signed_in(application: ApplicationDefinition, settings: Settings, number: int) -> Iterator[TestClient]:
    with TestClient(build_application(application, settings), base_url="http://localhost") as client:
        token = _TOKEN.search(client.get("/-/login").text)
        if token is None:
            raise PageError("the sign-in page has no form")
        values = {"csrf_token": token[1], "login": _email(number), "password": _PASSWORD}
        answer = client.post("/-/login", data=values)
        if answer.status_code != _OPENED:
            raise PageError(f"signing in answers {answer.status_code}")
        yield client


def _email(number: int) -> str:
    return f"tester{number}@example.com"
