"""Two requests that wait for each other's records: PostgreSQL ends one of them, and it simply begins again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from lowcode.runtime.context import Context
from lowcode.runtime.hooks import Hooks
from tests.apps.selling import SPEC, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, csrf_token, is_sqlite
from tests.harness.specs import SpecCompiler


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    project = compile_spec(SPEC)
    return boot(project, fill(project), key="selling")


def test_a_deadlock_is_tried_again(app: AppUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    on_sqlite = is_sqlite(app.url)
    clients = {number: app.client("eve") for number in (1, 2)}
    both_hold_their_own = threading.Barrier(2, timeout=60)
    calls: list[int] = []

    def touch_the_other(record: Any, context: Context) -> None:
        calls.append(record.id)
        if calls.count(record.id) == 1 and not on_sqlite:
            both_hold_their_own.wait()
        table = type(record).__table__
        context.connection.execute(update(table).where(table.c.id == 3 - record.id).values(version=table.c.version))

    hooks = Hooks(before_save={"customer": [touch_the_other]})
    monkeypatch.setattr("lowcode.runtime.hooks._loaded", {app.definition.package: hooks})

    def rename(record_id: int) -> int:
        client = clients[record_id]
        address = f"/customer/{record_id}/edit"
        page = client.get(address).text
        version = page.partition('name="version" value="')[2].partition('"')[0]
        data = {"csrf_token": csrf_token(page), "version": version, "name": f"Renamed {record_id}"}
        return client.post(address, data=data, follow_redirects=False).status_code

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(rename, (1, 2))) == [303, 303]
    assert len(calls) == (2 if on_sqlite else 3)
    for number, client in clients.items():
        assert f"Renamed {number}" in client.get(f"/customer/{number}").text
