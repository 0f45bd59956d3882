"""`python -m bench.migration_rates`: rows a second of each kind of work of migrations, for `lowcode/plans/rates.py`."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Engine, Integer, String, text
from sqlalchemy.engine import make_url

from lowcode.plans.effects import Work
from lowcode.runtime.database.engine import WRITES, database_url, open_engine
from lowcode.runtime.migrating.operations import convert_column
from tests.harness.databases import Databases, PostgreSQLDatabases, SQLiteDatabases
from tests.harness.postgresql import PostgreSQL
from tests.harness.specs import SpecCompiler

SPEC = """app rates "Rates" as rates
entity Deal "Deal" {
  name     "Name": text(80) required search
  amount   "Amount": money
  discount "Discount": percent
  payable  "Payable": money = round(amount * (1 - coalesce(discount, 0%)), 2)
  stage    "Stage": one of (a "A", b "B", c "C")
  owner    "Owner": User
  typed    "Typed": text(40)
  signed_on "Signed": date
  remark   "Remark": longtext
}
view Deal { list name, amount, stage sort signed_on desc filter stage, owner }
access Deal { everyone all }
"""
INSERT = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})",
    "postgresql": "WITH n(i) AS (SELECT generate_series(1, {rows}))",
}
VALUES = """ INSERT INTO deal (name, name_sort, amount, stage, typed, signed_on, created_at, updated_at, version)
SELECT 'Deal ' || i, 'deal ' || i, i, 'a', CAST(i AS TEXT), '2026-01-01', '2026-01-01 00:00:00',
'2026-01-01 00:00:00', 1 FROM n"""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.migration_rates", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lowcode-rates-") as folder:
        for databases in _databases(Path(folder)):
            for work, rate in _rates(databases, Path(folder), options.rows):
                print(f"{databases.name:<12} {work.name:<10} {rate:>12,.0f} rows/s", flush=True)
    return 0


def _databases(folder: Path) -> Iterator[Databases]:
    yield SQLiteDatabases(folder)
    server = PostgreSQL(folder / "postgresql", durable=True)
    try:
        yield PostgreSQLDatabases(server)
    finally:
        server.stop()


def _rates(databases: Databases, folder: Path, rows: int) -> Iterator[tuple[Work, float]]:
    """Each kind of work on the same table, the cheap ones first."""
    app = SpecCompiler(folder / databases.name)(SPEC)
    url = databases.fresh()
    app.run(url, "migrate")
    engine = open_engine(database_url({"DATABASE_URL": url}, folder, "rates"))
    kind = make_url(url).get_backend_name()
    with _writing(engine) as connection:
        connection.execute(text(INSERT[kind].format(rows=rows) + _dated(kind)))
    for work, does in _works(kind):
        with _writing(engine) as connection:
            began = time.perf_counter()
            does(connection)
        yield work, rows / (time.perf_counter() - began)
    engine.dispose()
    began = time.perf_counter()
    app.run(url, "reindex")
    yield Work.COMPUTE, rows / (time.perf_counter() - began)


def _dated(kind: str) -> str:
    """PostgreSQL does not take a text for a date."""
    if kind == "sqlite":
        return VALUES
    dated = VALUES.replace("'2026-01-01 00:00:00'", "TIMESTAMP '2026-01-01 00:00:00'")
    return dated.replace("'2026-01-01',", "DATE '2026-01-01',")


def _works(kind: str) -> Iterator[tuple[Work, Callable[[Connection], object]]]:
    yield Work.LOOK, _statement("SELECT count(*) FROM deal WHERE length(name) > 75")
    yield Work.INDEX, _statement("CREATE INDEX ix_rates ON deal (stage, name_sort, id)")
    yield Work.COPY, _statement("CREATE TABLE archive_rates AS SELECT id, name FROM deal WHERE name IS NOT NULL")
    yield Work.NOTHING, _statement("ALTER TABLE deal ADD COLUMN spare VARCHAR(40)")
    yield Work.WRITE, _statement("UPDATE deal SET spare = 'none'")
    narrow = "ALTER TABLE deal ALTER COLUMN name TYPE VARCHAR(70)"
    yield Work.REWRITE, _statement("ALTER TABLE deal DROP COLUMN spare" if kind == "sqlite" else narrow)
    yield Work.CONVERT, _convert


def _statement(source: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(source))


def _convert(connection: Connection) -> None:
    operations = Operations(MigrationContext.configure(connection))
    source, target = Column("typed", String(40)), Column("version", Integer)
    convert_column(operations, "deal", source, target, "text_to_int", subject="Deal.typed")


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


if __name__ == "__main__":
    raise SystemExit(main())
