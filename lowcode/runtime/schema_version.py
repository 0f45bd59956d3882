"""Which revision a database is at, and which the app's code was made for. Without Alembic: workers stay small."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.migration_work import begun, expanded_from, is_unfinished

VERSION_TABLE = "alembic_version"
EXPAND = "expand"
CONTRACT = "contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaState:
    """Where a database stands."""

    current: str | None
    """None: it has never been migrated."""
    wanted: str
    revisions: tuple[str, ...]
    """All revisions of the app, oldest first."""
    is_unfinished: bool = False
    """The last migration is committed, and values that it has made stale are not computed anew yet."""
    is_expanded: bool = False
    """A migration under load is half way: the code before it and the code after it both live with the database."""
    code: str | None = None
    """The revision that the code was built for; None: it does not say so."""
    begun: tuple[str, int] | None = None
    """A revision of a migration under load that was stopped in the middle, and how many of its stages are done."""
    phases: Mapping[str, str] = field(default_factory=dict)
    """`expand` or `contract`, for revisions that can run while the app is in use."""

    @property
    def is_torn(self) -> bool:
        """Whether code and revisions come from different builds, so that only one of them was deployed."""
        return self.code is not None and self.code != self.wanted

    @property
    def is_current(self) -> bool:
        """Whether database and code fit."""
        return (self.current == self.wanted or self.is_expanded) and not self.is_unfinished

    @property
    def is_behind(self) -> bool:
        """Whether this code needs a migration before it can start."""
        return bool(self.missing) and not self.is_expanded

    @property
    def is_ahead(self) -> bool:
        """Whether the database was migrated by newer code."""
        return self.current is not None and self.current not in self.revisions

    @property
    def missing(self) -> tuple[str, ...]:
        """The revisions that `migrate` would run."""
        if self.current is None:
            return self.revisions
        return self.revisions[self.revisions.index(self.current) + 1 :] if self.current in self.revisions else ()


def project_folder(application: ApplicationDefinition) -> Path:
    """The app's project: the folder that holds its package, `migrations/`, `custom/` and `data/`."""
    return Path(str(resources.files(application.package))).resolve().parent


def migrations_folder(application: ApplicationDefinition) -> Path:
    """Where the app's revisions are."""
    return project_folder(application) / "migrations"


def schema_state(application: ApplicationDefinition, connection: Connection) -> SchemaState:
    """Compares the database with the app's revisions."""
    revisions, phases = _revisions(migrations_folder(application) / "versions")
    wanted = revisions[-1] if revisions else ""
    current: str | None = None
    inspector = inspect(connection)
    if inspector.has_table(VERSION_TABLE):
        table = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32)))
        current = connection.execute(select(table.c.version_num)).scalar()
    is_expanded = phases.get(wanted) == CONTRACT and revisions[-2:-1] == (current,)
    unfinished = current is not None and is_unfinished(connection, inspector, is_expanded=is_expanded)
    if current is not None and current not in revisions and expanded_from(connection, inspector, current) == wanted:
        current, is_expanded = wanted, True
    return SchemaState(
        current=current,
        wanted=wanted,
        revisions=revisions,
        is_unfinished=unfinished,
        is_expanded=is_expanded,
        code=application.revision,
        begun=begun(connection, inspector),
        phases=phases,
    )


def entities_to_recompute(
    application: ApplicationDefinition, revisions: Collection[str], *, is_back: bool = False
) -> tuple[str, ...]:
    """The entities whose derived values the revisions say are stale: each names them in its constant `recompute`.

    `is_back`: they were taken back; columns are there again whose values nobody has kept (`recompute_back`).
    """
    found: dict[str, None] = {}
    for file in sorted((migrations_folder(application) / "versions").glob("*.py")):
        names = _assignments(file)
        if names.get("revision") in revisions:
            for constant in ("recompute", "recompute_back") if is_back else ("recompute",):
                found.update(dict.fromkeys((names.get(constant) or "").split()))
    return tuple(found)


def _revisions(folder: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    """The revisions in the order in which they build on each other, and the phases of those that run under load."""
    following: dict[str | None, str] = {}
    phases: dict[str, str] = {}
    for file in sorted(folder.glob("*.py")):
        names = _assignments(file)
        if isinstance(revision := names.get("revision"), str):
            following[names.get("down_revision")] = revision
            if isinstance(phase := names.get("online"), str):
                phases[revision] = phase
    ordered: list[str] = []
    latest: str | None = None
    while (latest := following.get(latest)) is not None and latest not in ordered:
        ordered.append(latest)
    return tuple(ordered), phases


_CONSTANT = re.compile(
    r"""^(?P<name>\w+)[ ]*(?::[^=\n]+)?=[ ]*\(?\s*"""
    r"""(?:None|"(?P<double>[^"\\\n]*)"|'(?P<single>[^'\\\n]*)')\s*\)?[ ]*(?:\#.*)?$""",
    re.MULTILINE,
)
"""A text or nothing, in parentheses where the formatter has broken a long line."""


def _assignments(file: Path) -> dict[str, str | None]:
    """The texts that the module names on lines of their own; nothing of it is run.

    Not by `ast.parse`: a first migration has thousands of lines, and Python 3.11 fails when several threads parse.
    """
    found = _CONSTANT.finditer(file.read_text(encoding="utf-8"))
    return {each["name"]: each["double"] if each["double"] is not None else each["single"] for each in found}
