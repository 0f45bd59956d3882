"""What every command has at hand: the app, its database, the words, and a way to print and to fail."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from lowcode.runtime.commands.words import Words
from lowcode.runtime.context import Context, make_context
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition, Label
from lowcode.runtime.migrating.transactions import alone_at_records
from lowcode.runtime.schema_version import SchemaState, project_folder, schema_state


class CommandError(Exception):
    """The command cannot do what was asked; the message is for the person at the terminal."""


@dataclass(kw_only=True)
class Console:
    """A command's surroundings."""

    application: ApplicationDefinition
    words: Words

    @cached_property
    def folder(self) -> Path:
        """The app's project folder."""
        return project_folder(self.application)

    @cached_property
    def url(self) -> URL:
        """Where the database is."""
        try:
            return database_url(os.environ, self.folder, self.application.name)
        except ArgumentError as error:
            raise self.fail("database.address", reason=error) from error

    @cached_property
    def database(self) -> Database:
        """The app's database."""
        try:
            return Database(open_engine(self.url))
        except (ArgumentError, ModuleNotFoundError) as error:
            raise self.fail("database.address", reason=error) from error
        except OSError as error:
            raise self.fail("database.unreachable", reason=error) from error

    def close(self) -> None:
        """Closes the database if it was opened."""
        if "database" in self.__dict__:
            self.database.close()

    def print(self, key: str, **values: object) -> None:
        """A line of the command's output."""
        sys.stdout.write(self.words.say(key, **values) + "\n")
        sys.stdout.flush()

    def fail(self, key: str, **values: object) -> CommandError:
        """The error to raise."""
        return CommandError(self.words.say(key, **values))

    @contextmanager
    def writing(self) -> Iterator[Context]:
        """The app itself at work, in a transaction, on a database that fits the code."""
        self.require_current()
        with self.database.writing() as connection:
            yield self.context_on(connection)

    @contextmanager
    def finishing(self) -> Iterator[Context]:
        """The same, to do what a migration has left; one process does it at a time."""
        self.require_current(finishing=True)
        with alone_at_records(self.database) as connection:
            yield self.context_on(connection)

    @contextmanager
    def reading(self) -> Iterator[Context]:
        """The app itself looking."""
        self.require_current()
        with self.database.reading() as connection:
            yield self.context_on(connection)

    def context_on(self, connection: Connection) -> Context:
        """The app itself, in a transaction of the caller."""
        return make_context(self.application, connection, locale=self._locale)

    def text(self, label: Label) -> str:
        """The label in the language of the terminal, if the app has it."""
        return label.texts[min(self.application.locales.index(self._locale), len(label.texts) - 1)]

    @property
    def _locale(self) -> str:
        """The app's locale in the language of the terminal, if it has one."""
        for locale in self.application.locales:
            if locale.startswith(self.words.language):
                return locale
        return self.application.locales[0]

    def require_current(self, *, finishing: bool = False) -> None:
        """Refuses to touch a database that is behind or ahead or left in the middle, and says what to do."""
        with self.database.reading() as connection:
            state = schema_state(self.application, connection)
        self.require_whole(state)
        if state.is_ahead:
            raise self.fail("state.ahead", current=state.current)
        if state.is_behind:
            is_begun = state.begun is not None and state.begun[0] in state.missing
            raise self.fail("state.under_way" if is_begun else "state.behind", package=self.application.package)
        if state.is_unfinished and not finishing:
            raise self.fail("state.unfinished", package=self.application.package)

    def require_whole(self, state: SchemaState) -> None:
        """Refuses code and revisions of different builds."""
        if state.is_torn:
            newest = state.wanted or "-"
            raise self.fail("state.torn", code=state.code, newest=newest, package=self.application.package)
