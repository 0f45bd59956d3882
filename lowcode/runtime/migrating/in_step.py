"""Triggers that keep two columns in step while code of two versions writes, each of which knows one of them.

What the old code writes reaches the new column at once, and the other way round where there is a way back. The backfill
that goes through the rows which are there meanwhile sets off nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from alembic.operations import Operations
from sqlalchemy import Column, ColumnElement, Connection, Dialect, String, case, cast, delete, func, insert, inspect
from sqlalchemy.types import BigInteger

from lowcode.runtime.context import utc_now
from lowcode.runtime.database.migration_tables import work
from lowcode.runtime.migrating.conversions import CONVERSIONS
from lowcode.runtime.migrating.filling import Formula
from lowcode.runtime.migrating.literals import as_sql
from lowcode.runtime.migrating.offline import is_printing
from lowcode.runtime.migrating.records import moment
from lowcode.runtime.migrating.rows import table_of

PREFIX = "lowcode_step_"
_FILLING = "lowcode.filling"
"""PostgreSQL: a setting of the transaction; SQLite, which has none and one writer: a row that is gone at its end."""


@dataclass(frozen=True, slots=True)
class Converted:
    """`target` has what `source` has, as `conversion` says; `backward` None: the old code does not see new values."""

    source: Column[Any]
    target: Column[Any]
    conversion: str = "same"
    backward: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    backward_arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Computed:
    """`target` has the value of a formula whenever the old code changes one of the columns of `on`."""

    record: type[Any]
    attribute: str
    formula: Formula
    timezone: str
    on: tuple[str, ...] = ()
    is_required: bool = False
    """New records of the old code get the value even if the formula reads nothing that only it knows."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Everything as SQL over the table's own name."""

    target: str
    value: str
    sources: tuple[str, ...]
    is_required: bool
    back: str | None = None


def keep_in_step(operations: Operations, table: str, *kept: Converted | Computed) -> None:
    """From now on, until `let_go`. A printed script does everything at once, while nobody writes."""
    if is_printing(operations):
        return
    dialect = operations.get_context().dialect
    pairs = [_pair(dialect, table, each) for each in kept]
    make = _on_postgresql if dialect.name == "postgresql" else _on_sqlite
    for statement in make(dialect, table, pairs):
        operations.get_bind().exec_driver_sql(
            statement.replace("%", "%%") if dialect.name == "postgresql" else statement
        )


@contextmanager
def unnoticed(connection: Connection) -> Iterator[None]:
    """What is written here sets off no way back: a backfill must not word the old values anew."""
    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        connection.exec_driver_sql(f"SELECT set_config('{_FILLING}', 'on', true)")
    else:
        connection.execute(insert(work).values(kind=_FILLING, name="", revision="", at=utc_now(), position=0))
    yield
    if is_postgresql:
        connection.exec_driver_sql(f"SELECT set_config('{_FILLING}', '', true)")
    else:
        connection.execute(delete(work).where(work.c.kind == _FILLING))


def let_go(operations: Operations, table: str) -> None:
    """Nobody knows the old columns any more."""
    if is_printing(operations):
        return
    connection = operations.get_bind()
    if connection.dialect.name == "postgresql":
        name = _name(connection.dialect, table)
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {_quote(connection.dialect, table)}")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}()")
        return
    found = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND name LIKE ?", (table, f"{PREFIX}%")
    )
    for (name,) in found.all():
        connection.exec_driver_sql(f"DROP TRIGGER {_quote(connection.dialect, name)}")


def _pair(dialect: Dialect, table: str, kept: Converted | Computed) -> _Pair:
    if isinstance(kept, Computed):
        target = inspect(kept.record).columns[kept.attribute]
        value = kept.formula(kept.record, moment(kept.timezone))
        return _Pair(target.name, as_sql(dialect, value), kept.on, kept.is_required)
    rows = table_of(table, "id", kept.source, kept.target)
    source, target = rows.c[kept.source.name], rows.c[kept.target.name]
    value = _converted(dialect, source, target, kept.conversion, kept.arguments)
    back = None
    if kept.backward is not None:
        back = as_sql(dialect, _converted(dialect, target, source, kept.backward, kept.backward_arguments))
    return _Pair(target.name, as_sql(dialect, value), (source.name,), is_required=False, back=back)


def _converted(
    dialect: Dialect, source: Column[Any], target: Column[Any], conversion: str, arguments: dict[str, Any]
) -> ColumnElement[Any]:
    if conversion == "text_to_int":  # what is typed otherwise than in digits is read when the old code is gone
        return _plain_number(dialect, source)
    return CONVERSIONS[conversion](source, target.type, **arguments)


def _plain_number(dialect: Dialect, source: Column[Any]) -> ColumnElement[Any]:
    if dialect.name == "postgresql":
        return case((source.regexp_match("^-?[0-9]{1,18}$"), cast(source, BigInteger)))
    digits = func.ltrim(source, "-")
    is_number = (digits.not_like("")) & digits.op("NOT GLOB")("*[^0-9]*") & (func.length(source) <= 18)
    is_number &= cast(cast(source, BigInteger), String) == source
    return case((is_number, cast(source, BigInteger)))


def _quote(dialect: Dialect, name: str) -> str:
    return dialect.identifier_preparer.quote(name)


def _name(dialect: Dialect, table: str) -> str:
    return _quote(dialect, f"{PREFIX}{table}"[:63])


# --- PostgreSQL: one function before each row is written ---


def _on_postgresql(dialect: Dialect, table: str, pairs: Sequence[_Pair]) -> list[str]:
    name = _name(dialect, table)
    declared = [
        f"step_{number} {_quote(dialect, table)}.{_quote(dialect, pair.target)}%TYPE;"
        for number, pair in enumerate(pairs)
    ]
    parts = [line for number, pair in enumerate(pairs) for line in _postgresql_part(dialect, table, pair, number)]
    quiet = f"IF current_setting('{_FILLING}', true) = 'on' THEN RETURN NEW; END IF;"
    body = "\n".join(["DECLARE", *declared, "BEGIN", quiet, *parts, "RETURN NEW;", "END"])
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $lowcode$\n{body}\n$lowcode$",
        f"DROP TRIGGER IF EXISTS {name} ON {_quote(dialect, table)}",
        (
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {_quote(dialect, table)} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        ),
    ]


def _postgresql_part(dialect: Dialect, table: str, pair: _Pair, number: int) -> list[str]:
    """A column that is new: from the old one if that one was written, and back if only the new one was."""
    row = f"FROM (SELECT NEW.*) AS {_quote(dialect, table)}"
    target = f"NEW.{_quote(dialect, pair.target)}"
    compute = f"SELECT {pair.value} INTO step_{number} {row};"
    changed = (
        " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _quoted(dialect, pair.sources)) or "false"
    )
    given = " OR ".join(f"NEW.{name} IS NOT NULL" for name in _quoted(dialect, pair.sources)) or "false"
    lines = [
        compute,
        "IF TG_OP = 'INSERT' THEN",
        f"  IF {target} IS NULL AND ({'true' if pair.is_required else given}) THEN {target} := step_{number};",
    ]
    back = ""
    if pair.back is not None:
        source = f"NEW.{_quote(dialect, pair.sources[0])}"
        back = f"SELECT {pair.back} INTO {source} {row};"
        lines.append(f"  ELSIF {source} IS NULL THEN {back}")
    lines += [
        "  END IF;",
        f"ELSIF {changed} THEN {target} := step_{number};",
    ]
    if back:
        old = f"OLD.{_quote(dialect, pair.target)}"
        lines.append(f"ELSIF {target} IS DISTINCT FROM {old} AND {target} IS DISTINCT FROM step_{number} THEN {back}")
    return [*lines, "END IF;"]


def _quoted(dialect: Dialect, names: Sequence[str]) -> list[str]:
    return [_quote(dialect, name) for name in names]


# --- SQLite: triggers after a row was written, each of which writes only what differs ---


def _on_sqlite(dialect: Dialect, table: str, pairs: Sequence[_Pair]) -> list[str]:
    statements = []
    for number, pair in enumerate(pairs):
        statements += _sqlite_part(dialect, table, pair, f"{PREFIX}{table}_{number}")
    return statements


def _sqlite_part(dialect: Dialect, table: str, pair: _Pair, name: str) -> list[str]:
    rows, target = _quote(dialect, table), _quote(dialect, pair.target)
    sources = _quoted(dialect, pair.sources)
    given = " OR ".join(f"NEW.{source} IS NOT NULL" for source in sources) or "0"
    forward = f"UPDATE {rows} SET {target} = {pair.value} WHERE id = NEW.id"  # noqa: S608 - of the model, quoted
    found = [
        (
            f"CREATE TRIGGER {_quote(dialect, f'{name}_new')} AFTER INSERT ON {rows} "
            f"WHEN NEW.{target} IS NULL AND ({'1' if pair.is_required else given}) BEGIN {forward}; END"
        )
    ]
    if sources:
        changed = " OR ".join(f"NEW.{source} IS NOT OLD.{source}" for source in sources)
        found.append(
            f"CREATE TRIGGER {_quote(dialect, f'{name}_on')} AFTER UPDATE OF {', '.join(sources)} ON {rows} "
            f"WHEN {changed} BEGIN {forward} AND {target} IS NOT ({pair.value}); END"
        )
    if pair.back is not None:
        backward = f"UPDATE {rows} SET {sources[0]} = {pair.back} WHERE id = NEW.id"  # noqa: S608 - of the model, quoted
        noticed = f"NOT EXISTS (SELECT 1 FROM {work.name} WHERE kind = '{_FILLING}')"  # noqa: S608 - our own names
        found += [
            (
                f"CREATE TRIGGER {_quote(dialect, f'{name}_back')} AFTER UPDATE OF {target} ON {rows} "
                f"WHEN NEW.{target} IS NOT OLD.{target} AND {noticed} "
                f"BEGIN {backward} AND {target} IS NOT ({pair.value}); END"
            ),
            (
                f"CREATE TRIGGER {_quote(dialect, f'{name}_new_back')} AFTER INSERT ON {rows} "
                f"WHEN NEW.{target} IS NOT NULL AND NEW.{sources[0]} IS NULL BEGIN {backward}; END"
            ),
        ]
    return found
