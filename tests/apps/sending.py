"""An app with a connection, and what it sends at which moment."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lowcode.runtime.context import Context, make_context
from lowcode.runtime.definitions import Label
from lowcode.runtime.process.channels import Channels
from lowcode.runtime.process.deliveries import Request, call
from lowcode.runtime.process.sending import send_due
from lowcode.runtime.process_definitions import ConnectionDefinition, Processes, Span
from tests.apps.trading import Office

NOW = datetime.datetime(2026, 3, 1, 8)  # noqa: DTZ001 naive UTC, as the app keeps it


class Desk:
    """An app with one connection, `erp`, and what it sends."""

    def __init__(self, office: Office, environment: Mapping[str, str] | None = None, **connection: Any) -> None:
        self.office = office
        self.erp = ConnectionDefinition(
            name="erp",
            label=Label("金蝶"),
            **{"base": "", "allows_private": True, "timeout": Span(seconds=1), **connection},
        )
        self.application = replace(office.app.definition, processes=Processes(connections=(self.erp,)))
        self.senders = Channels(self.application, environment or {})

    def write(self, act: Callable[[Context], Any], now: datetime.datetime = NOW) -> Any:
        with self.office.database.writing() as connection:
            return act(make_context(self.application, connection, now=now))

    def ask(self, body: Any = None, method: str = "post", path: str = "/orders", record: int | None = None) -> str:
        about = None if record is None else ("firm", record)
        key: str = self.write(lambda context: call(context, self.erp, Request(method, path, body), about))
        return key

    def send(self, now: datetime.datetime = NOW) -> int:
        return send_due(self.office.database, self.senders, now)

    def rows(self) -> list[dict[str, Any]]:
        return self.office.rows("system_delivery")
