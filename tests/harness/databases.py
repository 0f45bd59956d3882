"""Databases for tests, the same handful of operations on SQLite and PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from tests.harness.postgresql import PostgreSQL

Preparation = Callable[[str], None]
"""Fills the database at a URL: migrates it, loads samples."""


class Databases(ABC):
    """Fresh databases, and copies of prepared ones: preparing happens once, a copy takes milliseconds."""

    name: str

    def __init__(self) -> None:
        self._prepared: dict[str, str] = {}

    @abstractmethod
    def fresh(self) -> str:
        """The URL of an empty database."""

    @abstractmethod
    def copy(self, url: str) -> str:
        """The URL of a copy of the database at `url`, to which nobody may be connected."""

    def prepared(self, key: str, prepare: Preparation) -> str:
        """The URL of a copy of the database that `prepare` made the first time that `key` was asked for."""
        if key not in self._prepared:
            url = self.fresh()
            prepare(url)
            self._prepared[key] = url
        return self.copy(self._prepared[key])

    @abstractmethod
    def discard(self, url: str) -> None:
        """The database is not needed any more."""


class SQLiteDatabases(Databases):
    """Files in a folder."""

    name = "sqlite"

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._directory = directory
        self._numbers = itertools.count(1)

    def fresh(self) -> str:
        """A file that does not exist yet."""
        return f"sqlite:///{self._directory / f'database_{next(self._numbers)}.sqlite3'}"

    def copy(self, url: str) -> str:
        """Copy the file with its write-ahead log."""
        target = self.fresh()
        source_path, target_path = (each.removeprefix("sqlite:///") for each in (url, target))
        for suffix in ("", "-wal"):
            if Path(source_path + suffix).exists():
                shutil.copyfile(source_path + suffix, target_path + suffix)
        return target

    def discard(self, url: str) -> None:
        """Remove the file and what lies beside it."""
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)


class PostgreSQLDatabases(Databases):
    """Databases of the test run's server."""

    name = "postgresql"

    def __init__(self, server: PostgreSQL) -> None:
        super().__init__()
        self._server = server

    def fresh(self) -> str:
        """An empty database."""
        return self._server.url(self._server.create_database())

    def copy(self, url: str) -> str:
        """A database made from the other one as its template."""
        return self._server.url(self._server.create_database(template=_database_name(url)))

    def discard(self, url: str) -> None:
        """Drop it."""
        self._server.drop_database(_database_name(url))


def _database_name(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]
