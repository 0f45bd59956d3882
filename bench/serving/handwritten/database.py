"""The engine, and filling the tables: `python -m bench.serving.handwritten.database`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert

from bench.serving.bulk import insert_plain
from bench.serving.dataset import Dataset, make_dataset
from bench.serving.handwritten.tables import (
    bigrams,
    bigrams_of,
    contacts,
    customers,
    deals,
    metadata,
    users,
)

PASSWORD = "benchmark"
BATCH = 10_000


def open_engine(url: str) -> Engine:
    """SQLite with a write-ahead log, or PostgreSQL."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=4)
    engine = create_engine(url, pool_size=4, connect_args={"check_same_thread": False, "timeout": 15})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-8000"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def fill(connection: Connection, data: Dataset) -> None:
    """All records."""
    secret = PasswordHasher(time_cost=2, memory_cost=19 * 1024).hash(PASSWORD)
    people = [(f"user{number}", name, secret, 0) for number, name in enumerate(data.users, 1)]
    people.append(("manager", "经理", secret, 1))
    _insert(connection, users, ("login", "name", "password", "manager"), people)
    columns = ("code", "name", "level", "source", "region", "revenue_cents", "last_contact")
    rows = ((*(getattr(row, name) for name in columns), row.owner, row.id) for row in data.customers)
    _insert(connection, customers, (*columns, "owner_id", "id"), rows)
    pairs = sorted((pair, row.id) for row in data.customers for pair in bigrams_of(row.name, row.code))
    insert_plain(connection, bigrams, ("bigram", "customer_id"), pairs)
    people_there = ((row.customer, row.name, row.mobile, row.email) for row in data.contacts)
    _insert(connection, contacts, ("customer_id", "name", "mobile", "email"), people_there)
    sold = ((row.customer, row.name, row.stage, row.amount_cents, row.close_on) for row in data.deals)
    _insert(connection, deals, ("customer_id", "name", "stage", "amount_cents", "close_on"), sold)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT setval('customers_id_seq', (SELECT max(id) FROM customers))")


def _insert(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    remaining = iter(rows)
    while batch := [dict(zip(columns, row, strict=True)) for row in islice(remaining, BATCH)]:
        connection.execute(insert(table), batch)


def main() -> None:
    """Make and fill."""
    engine = open_engine(os.environ["DATABASE_URL"])
    with engine.begin() as connection:
        metadata.create_all(connection)
        fill(connection, make_dataset(int(os.environ["BENCH_CUSTOMERS"])))
    engine.dispose()


if __name__ == "__main__":
    main()
