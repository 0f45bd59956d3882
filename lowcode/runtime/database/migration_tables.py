"""Tables of the runtime about migrations: what one of them leaves to be done after its commit, and what it has kept."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData, String, Table

from lowcode.runtime.database.types import Text, UtcDateTime

_convention = {"pk": "pk_%(table_name)s"}
_metadata = MetaData(naming_convention=_convention)

work = Table(
    "system_migration_work",
    _metadata,
    Column("kind", String(20), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("revision", String(64), nullable=False),
    Column("at", UtcDateTime(), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("total", BigInteger),
    Column("detail", Text()),
)
"""Written in the transaction of a revision, removed in the one that does the work. `kind` is `recompute` (`name` is an
entity), `settle` (what waits has to be looked through), or part of a migration under load: `expanded` (it is half way),
`stage` (`position`: how many stages of the revision are done), `backfill` (a table whose records are filled) and
`refresh` (an entity whose derived values are computed), both with the number of batches in `total` once it is known and
in `detail` why they cannot go on, `batch` (some of their records: `position` and `total` are the first and the last id)
and `done` (the same, done by the process of `detail`)."""

archive = Table(
    "system_archive",
    _metadata,
    Column("name", String(63), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("entity", String(63)),
    Column("field", String(130)),
    Column("subject", Text(200), nullable=False),
    Column("reason", Text(), nullable=False),
    Column("revision", String(64), nullable=False),
    Column("at", UtcDateTime(), nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("scales", Text()),
)
"""What a `drop` of the specification has taken out of the model and a table called `name` keeps.

`kind` is table or column; `entity` and `field` are the names of the table and the column that it was (by their last
names), `subject` what the specification calls it; `scales` (JSON): digits after the point by column, which SQLite does
not know of its decimals."""

ALL = (work, archive)
