"""Records, related lists, lookups and history: what they show, and to whom."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database import system_tables
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import EntityDefinition, OptionsWhere
from lowcode.runtime.queries.reading import Queries
from tests.apps.selling import SPEC, context_of, fill
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

MOMENT = datetime.datetime(2026, 5, 4, 3, 2, 1)  # noqa: DTZ001 naive UTC, as the app keeps it


@dataclass
class Reads:
    """The reads of the app, inside a transaction that is thrown away."""

    app: AppUnderTest
    database: Database
    connection: Connection
    queries: Queries

    def context(self, name: str) -> Context:
        return context_of(self.app, self.database, self.connection, name)

    def entity(self, name: str) -> EntityDefinition:
        return self.app.definition.entity_by_name[name]

    def first(self, **values: Any) -> Any:
        """The first customer with these values."""
        table = self.entity("customer").model.__table__
        conditions = [table.c[name] == value for name, value in values.items()]
        return self.connection.execute(select(table).where(*conditions).order_by(table.c.id).limit(1)).one()


@pytest.fixture
def reads(compile_spec: SpecCompiler, boot: Boot) -> Iterator[Reads]:
    project = compile_spec(SPEC)
    app = boot(project, fill(project), key="selling")
    database = app.database()
    with database.writing() as connection:
        yield Reads(app, database, connection, Queries(app.definition))
        connection.rollback()


def test_a_record_with_everything_that_it_has(reads: Reads) -> None:
    row = reads.first(id=12)
    record = reads.queries.record(reads.entity("customer"), 12, reads.context("eve"))
    assert record is not None
    assert (record.id, record.version, record.title, record.created_by) == (12, 1, row.name, None)
    assert record.created_at == row.created_at
    assert record.values["revenue"] == row.revenue
    assert record.values["tags"] == ((1, "T1"), (2, "T2"))
    assert record.values["wants"] == ("hardware",)
    assert record.values["overdue"] is (row.since is not None)
    assert "visits" not in record.values


def test_the_rows_of_a_sub_table_come_in_their_order(reads: Reads) -> None:
    visit = reads.queries.record(reads.entity("visit"), 1, reads.context("eve"))
    assert visit is not None
    assert [row.values for row in visit.values["lines"]] == [
        {"what": f"L{number}", "cost": Decimal(number) / 4} for number in range(3)
    ]
    assert visit.values["customer"].id == 2


@pytest.mark.parametrize(
    ("name", "sees"), [("ann", False), ("bob", True), ("eve", True), ("root", False), ("nil", False)]
)
def test_a_record_that_may_not_be_read_is_not_there(reads: Reads, name: str, sees: bool) -> None:
    number = reads.first(owner_id=2).id
    record = reads.queries.record(reads.entity("customer"), number, reads.context(name))
    assert (record is not None) == sees
    assert reads.queries.record(reads.entity("customer"), 10**6, reads.context(name)) is None


def test_related_lists_hold_the_first_and_count_the_rest(reads: Reads) -> None:
    customer, visit = reads.entity("customer"), reads.entity("visit").model.__table__
    row = {"customer_id": 5, "created_at": MOMENT, "updated_at": MOMENT, "version": 1}
    many = [{**row, "id": 1000 + n, "subject": f"V{n:02}", "subject_sort": f"v{n:02}"} for n in range(30)]
    reads.connection.execute(insert(visit), many)
    found = reads.queries.related(customer, "visits", 5, reads.context("eve"))
    assert found is not None
    expected = select(visit.c.id).where(visit.c.customer_id == 5).order_by(visit.c.subject_sort, visit.c.id)
    every = list(reads.connection.execute(expected).scalars())
    assert [each.id for each in found.rows] == every[:20]
    assert (found.count.number, found.count.is_capped) == (len(every), False)
    assert (found.list_query, found.reference) == ("customer=5", "customer")
    assert ("customer",) not in found.columns


def test_related_lists_show_only_what_may_be_read(reads: Reads) -> None:
    customer = reads.entity("customer")
    visit = reads.entity("visit").model.__table__
    foreign = reads.connection.execute(
        select(visit.c.customer_id)
        .join(customer.model.__table__, customer.model.__table__.c.id == visit.c.customer_id)
        .where(customer.model.__table__.c.owner_id == 2)
        .limit(1)
    ).scalar_one()
    assert reads.queries.related(customer, "visits", foreign, reads.context("bob")).count.number > 0  # type: ignore[union-attr]  # bob may
    assert reads.queries.related(customer, "visits", foreign, reads.context("ann")).count.number == 0  # type: ignore[union-attr]  # ann may some
    assert reads.queries.related(customer, "visits", foreign, reads.context("nil")) is None


def test_looking_for_records_by_name_number_or_pinyin(reads: Reads) -> None:
    customer = reads.entity("customer")
    table = customer.model.__table__
    names = {row.id: row.name for row in reads.connection.execute(select(table))}
    for text, part in (("华星", "华星"), ("huaxing", "华星"), ("hx", "华星"), ("acme", "Acme")):
        found = reads.queries.find(customer, text, reads.context("eve"), most=50)
        assert found
        assert all(part in names[each.id] for each in found)
        begins = [names[each.id].lower().startswith(text) for each in found]
        assert begins == sorted(begins, reverse=True)
    newest = reads.queries.find(customer, "", reads.context("eve"))
    assert [each.id for each in newest] == sorted(names, reverse=True)[:20]
    own = reads.queries.find(customer, "", reads.context("ann"), most=500)
    assert {each.id for each in own} == {row.id for row in reads.connection.execute(select(table)) if row.owner_id == 1}
    assert reads.queries.find(customer, "华星", reads.context("nil")) == []


def test_people_are_named_to_everybody_and_only_active_ones_are_offered(reads: Reads) -> None:
    user = reads.entity("user").model.__table__
    reads.connection.execute(update(user).where(user.c.name == "bob").values(active=False))
    owner = reads.entity("customer").field_by_name["owner"]
    offered = reads.queries.options(owner, "", None, reads.context("ann"))
    assert {each.title for each in offered} == {"ann", "eve", "root", "nil"}
    assert reads.queries.titles("user", [2], reads.context("ann")) == {2: (2, "bob")}


def test_options_depend_on_the_record_in_the_form(reads: Reads) -> None:
    customer = reads.entity("visit").field_by_name["customer"]
    chosen = SimpleNamespace(level="high")
    narrowed = type(customer)(
        name=customer.name,
        label=customer.label,
        type=customer.type,
        options_where=OptionsWhere(column=lambda target, this, _: target.level == this.level),
    )
    found = reads.queries.options(narrowed, "", chosen, reads.context("eve"), most=500)
    table = reads.entity("customer").model.__table__
    high = set(reads.connection.execute(select(table.c.id).where(table.c.level == "high")).scalars())
    assert {each.id for each in found} == high


def test_titles_are_told_of_what_may_be_read(reads: Reads) -> None:
    own, foreign = reads.first(owner_id=1), reads.first(owner_id=2)
    titles = reads.queries.titles("customer", [own.id, foreign.id, 10**6], reads.context("ann"))
    assert titles == {own.id: (own.id, own.name)}


def test_history_is_told_latest_first_and_in_parts(reads: Reads) -> None:
    entry = {"at": MOMENT, "entity": "customer", "record_id": 7, "version": 1, "action": "update"}
    reads.connection.execute(
        insert(system_tables.history),
        [{**entry, "user_id": 1 if n else None, "changes": json.dumps([["name", n, n + 1]])} for n in range(5)],
    )
    customer = reads.entity("customer")
    first = reads.queries.history(customer, 7, reads.context("eve"), most=2)
    rest = reads.queries.history(customer, 7, reads.context("eve"), before=first[-1].id)
    assert [each.changes for each in (*first, *rest)] == [(("name", n, n + 1),) for n in (4, 3, 2, 1, 0)]
    assert first[0].by == (1, "ann")
    assert rest[-1].by is None
