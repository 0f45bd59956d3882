"""The indexes that the compiler derives are those that the reads walk along: no sorting, no reading of whole tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from starlette.datastructures import QueryParams

from lowcode.runtime.database.session import Database
from lowcode.runtime.queries.reading import Queries
from tests.apps.selling import SPEC, context_of, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

MULTIPLIED = 40
"""So many times the prepared records: a planner reads a small table whole, and is right."""


@dataclass
class Explained:
    """Runs reads and collects how the database carries them out."""

    app: AppUnderTest
    connection: Connection
    database: Database
    queries: Queries

    def plans(self, query: str, name: str) -> list[str]:
        """The plans of all statements of a list page."""
        context = context_of(self.app, self.database, self.connection, name)
        customer = self.app.definition.entity_by_name["customer"]
        address = self.queries.list_address(customer, QueryParams(query), context)
        assert not address.notices
        return self.explain(lambda: self.queries.list_page(address, context))

    def explain(self, read: Any) -> list[str]:
        statements: list[tuple[str, Any]] = []

        def collect(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            statements.append((statement, parameters))

        event.listen(self.connection, "before_cursor_execute", collect)
        try:
            read()
        finally:
            event.remove(self.connection, "before_cursor_execute", collect)
        explain = "EXPLAIN QUERY PLAN " if self.database.is_sqlite else "EXPLAIN "
        return [
            "\n".join(str(row[-1]) for row in self.connection.exec_driver_sql(explain + statement, parameters))
            for statement, parameters in statements
        ]


@pytest.fixture
def explained(compile_spec: SpecCompiler, boot: Boot) -> Iterator[Explained]:
    project = compile_spec(SPEC)

    def fill_and_multiply(url: str) -> None:
        fill(project)(url)
        app = AppUnderTest(project, url, project.definition())
        multiply(app.database())
        app.close()

    app = boot(project, fill_and_multiply, key="selling in bulk")
    database = app.database()
    with database.reading() as connection:
        if not database.is_sqlite:  # whatever can be done with an index, shall be
            for setting in ("enable_seqscan", "enable_sort"):
                connection.execute(text(f"SET {setting} = off"))
        yield Explained(app, connection, database, Queries(app.definition))


def multiply(database: Database) -> None:
    """Copies of all customers with their terms, and statistics for the planner."""
    with database.writing() as connection:
        columns = connection.execute(text("SELECT * FROM customer LIMIT 1"))._metadata.keys
        names = ", ".join(name for name in columns if name != "id")
        for number in range(1, MULTIPLIED):
            shift = {"shift": number * 1000}
            connection.execute(
                text(f"INSERT INTO customer (id, {names}) SELECT id + :shift, {names} FROM customer WHERE id < 1000"),
                shift,
            )
            connection.execute(
                text(
                    "INSERT INTO customer_search (term, record_id) "
                    "SELECT term, record_id + :shift FROM customer_search WHERE record_id < 1000"
                ),
                shift,
            )
        if database.is_sqlite:
            connection.execute(text("ANALYZE"))
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


WALKS = [
    ("", "eve"),
    ("", "ann"),
    ("page=20", "eve"),
    ("sort=name", "eve"),
    ("sort=-name", "eve"),
    ("sort=-since", "eve"),
    ("sort=level", "eve"),
    ("sort=-region&page=7", "eve"),
    ("level=high", "eve"),
    ("level=high&page=12", "eve"),
    ("owner=2", "eve"),
    ("owner=1&level=low", "eve"),
    ("after=5005&sort=name", "eve"),
    ("after=5005&sort=-name&size=100", "eve"),
]


@pytest.mark.parametrize(("query", "name"), WALKS)
def test_lists_walk_along_an_index(explained: Explained, query: str, name: str) -> None:
    for plan in explained.plans(query, name):
        assert not re.search(r"TEMP B-TREE|\bSort\b(?! Key)", plan), plan
        assert not re.search(r"\bSCAN customer(?! USING)|Seq Scan on customer\b", plan), plan


@pytest.mark.parametrize(
    ("query", "name"), [("q=华星", "eve"), ("q=华星", "ann"), ("q=Acme12 东方", "eve"), ("q=不存在", "eve")]
)
def test_search_reads_terms_and_never_the_whole_table(explained: Explained, query: str, name: str) -> None:
    for plan in explained.plans(query, name):
        assert not re.search(r"\bSCAN customer(?! USING)|Seq Scan on customer\b|SCAN customer_search", plan), plan


def test_a_record_and_its_related_lists_are_found_by_keys(explained: Explained) -> None:
    context = context_of(explained.app, explained.database, explained.connection, "eve")
    customer = explained.app.definition.entity_by_name["customer"]
    plans = explained.explain(lambda: explained.queries.record(customer, 5005, context))
    plans += explained.explain(lambda: explained.queries.related(customer, "visits", 1, context))
    for plan in plans:
        assert not re.search(r"\bSCAN (customer|visit)\b(?! USING)|Seq Scan on customer\b", plan), plan
        assert "TEMP B-TREE FOR ORDER" not in plan, plan


def test_the_number_of_statements_does_not_grow_with_the_rows(explained: Explained) -> None:
    explained.plans("size=20", "eve")
    assert len(explained.plans("size=20", "eve")) == len(explained.plans("size=100", "eve")) <= 3
