"""`python -m bench.serving.lowcode_load`: fills the migrated database of the built app, in its project's folder."""

from __future__ import annotations

import datetime
import importlib
import os
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.orm import Session

from bench.serving.bulk import insert_plain
from bench.serving.dataset import Dataset, make_dataset
from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition, EntityDefinition
from lowcode.runtime.http.accounts import Accounts
from lowcode.runtime.http.passwords import hash_password
from lowcode.runtime.search_index import terms_of_text
from lowcode.runtime.sort_key import sort_key

BATCH = 10_000
PASSWORD = "benchmark customers 2026"
NOW = datetime.datetime(2026, 1, 1)  # noqa: DTZ001 - instants of the runtime are UTC without a zone
SYSTEM = {"created_at": NOW, "updated_at": NOW, "version": 1}

Values = dict[str, Any]


def main() -> None:
    """Users with accounts, then customers, contacts, deals, with sort keys and search terms."""
    application: ApplicationDefinition = importlib.import_module("customers.application").APPLICATION
    data = make_dataset(int(os.environ["BENCH_CUSTOMERS"]))
    database = Database(open_engine(database_url(os.environ, Path.cwd(), application.name)))
    with database.writing() as connection:
        _fill_users(connection, application, data)
        for name, rows in (("customer", _customers(data)), ("contact", _contacts(data)), ("deal", _deals(data))):
            _fill(connection, application.entity_by_name[name], rows)
    database.close()


def login_of(number: int) -> str:
    """The login of a seller; the manager is number 0."""
    return f"user{number}@example.com"


def _fill_users(connection: Connection, application: ApplicationDefinition, data: Dataset) -> None:
    definition = application.entity_by_name["user"]
    secret = hash_password(PASSWORD)
    people = [*((name, "seller") for name in data.users), ("经理", "manager")]
    with Session(bind=connection) as session:
        for number, (name, role) in enumerate(people, 1):
            email = login_of(number % (len(data.users) + 1))
            values: Values = {"name": name, "email": email, "active": True, "roles": [role], **SYSTEM}
            values |= _sort_keys(definition, values)
            session.add(definition.model(**values))
            session.flush()
        session.flush()
    accounts = Accounts(application)
    for number in range(1, len(people) + 1):
        accounts.set_password(connection, number, secret, NOW, must_change=False)


def _customers(data: Dataset) -> Iterator[Values]:
    for row in data.customers:
        yield {
            "code": row.code,
            "name": row.name,
            "level": row.level,
            "source": row.source,
            "region": row.region,
            "revenue": Decimal(row.revenue_cents) / 100,
            "owner_id": row.owner,
            "last_contact": row.last_contact,
        }


def _contacts(data: Dataset) -> Iterator[Values]:
    for row in data.contacts:
        yield {"customer_id": row.customer, "name": row.name, "mobile": row.mobile, "email": row.email}


def _deals(data: Dataset) -> Iterator[Values]:
    for row in data.deals:
        amount = Decimal(row.amount_cents) / 100
        yield {
            "customer_id": row.customer,
            "name": row.name,
            "stage": row.stage,
            "amount": amount,
            "close_on": row.close_on,
        }


def _fill(connection: Connection, entity: EntityDefinition, rows: Iterable[Values]) -> None:
    table: Table = entity.model.__table__
    searched = [field.name for field in entity.fields if field.search]
    search = table.metadata.tables.get(f"{table.name}_search")
    numbered = enumerate(rows, 1)
    terms: list[tuple[str, int]] = []
    while batch := list(islice(numbered, BATCH)):
        complete = [{**row, **_sort_keys(entity, row), **SYSTEM} for _, row in batch]
        connection.execute(insert(table), complete)
        if search is not None and searched:
            found = ((number, terms_of_text([row[name] for name in searched])) for number, row in batch)
            terms += ((term, number) for number, some in found for term in some)
    if search is not None and terms:
        insert_plain(connection, search, ("term", "record_id"), sorted(terms))


def _sort_keys(entity: EntityDefinition, row: Mapping[str, Any]) -> Values:
    return {
        field.sort_column: sort_key(row[field.name])
        for field in entity.fields
        if field.sort_column is not None and isinstance(row.get(field.name), str)
    }


if __name__ == "__main__":
    main()
