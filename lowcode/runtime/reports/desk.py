"""Where reports are asked: the app's own database, or a copy of it that follows (`REPORTS_DATABASE_URL`).

A copy may lag behind by what its replication takes. While it does not answer, the app's own database does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import URL, Connection
from sqlalchemy.exc import OperationalError

from lowcode.runtime.context import Context
from lowcode.runtime.database.engine import WRITES, open_engine
from lowcode.runtime.database.session import Database

REPORTS: Final = "reports"
"""The option of a context that holds the desk."""

_log = logging.getLogger("lowcode.reports")


@dataclass(frozen=True, slots=True)
class Desk:
    """The databases of reports."""

    database: Database
    """The app's own, where answers are kept."""
    replica: Database | None = None

    @contextmanager
    def asking(self, context: Context) -> Iterator[Context]:
        """The context with the connection that reports are asked over."""
        with ExitStack() as stack:
            connection = self._replicated(stack)
            yield context if connection is None else replace(context, connection=connection, basis=context)

    def _replicated(self, stack: ExitStack) -> Connection | None:
        """A connection to the copy, if there is one and it answers."""
        if self.replica is None:
            return None
        try:
            return stack.enter_context(self.replica.reading())
        except OperationalError:
            _log.warning("the database for reports does not answer; the app's own is asked", exc_info=True)
            return None

    @contextmanager
    def writing(self, context: Context) -> Iterator[Connection]:
        """A connection that may write: the context's own where its transaction does."""
        if context.connection.get_execution_options().get(WRITES, False):
            yield context.connection
            return
        with self.database.writing() as connection:
            yield connection


def open_desk(database: Database, replica: URL | None) -> Desk:
    """The desk of a process."""
    return Desk(database, None if replica is None else Database(open_engine(replica)))


def desk_of(context: Context) -> Desk | None:
    """The desk, where the app runs as a service."""
    found = context.options.get(REPORTS)
    return found if isinstance(found, Desk) else None
