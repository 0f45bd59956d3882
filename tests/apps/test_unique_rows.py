"""`unique` in a sub-table is about the rows of one record, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from lowcode.runtime.forms import parse_submission
from lowcode.runtime.saving.preview import examine
from tests.apps.trading import Office
from tests.harness.apps import GeneratedApp

SPEC = """
app lists "清单" / "Lists" { locale zh-CN, en }
role clerk "文员" / "Clerk"
entity Item "物品" / "Item" { name "名称" / "Name": text(40) required unique }
entity Order "订单" / "Order" {
  name  "名称" / "Name": text(40) required
  lines "明细" / "Lines": rows {
    item  "物品" / "Item": Item required unique
    place "位置" / "Place": int unique
    shelf "货架" / "Shelf": text(10)
    side  "面" / "Side": text(10)
    unique (shelf, side) "同一位置" / "The same place"
  }
}
access Item { clerk all }
access Order { clerk all }
sample Item 3
sample Order 20
"""


@pytest.fixture
def office(boot: Callable[..., Any], compile_spec: Callable[[str], object]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "clerk")
    return found


@pytest.fixture
def items(office: Office) -> list[int]:
    return [office.saved("li", "item", {"name": name}) for name in ("桌子", "椅子", "灯")]


def test_samples_are_unique_within_their_record(
    boot: Callable[..., Any], compile_spec: Callable[[str], GeneratedApp]
) -> None:
    project = compile_spec(SPEC)
    app = boot(project)
    project.run(app.url, "sample")
    with Office(app, app.database()).acting() as context:
        table = context.application.entity_by_name["order_lines"].model.__table__
        rows = context.connection.execute(select(table.c.owner_record_id, table.c.item_id)).all()
        orders = context.application.entity_by_name["order"].model.__table__
        assert context.connection.execute(select(func.count()).select_from(orders)).scalar() == 20
    assert len({row.owner_record_id for row in rows}) > 5
    assert len(set(rows)) == len(rows)


def order(*lines: Mapping[str, object]) -> dict[str, object]:
    """A form with these rows."""
    typed = {f"lines[{number}].{name}": text for number, line in enumerate(lines) for name, text in line.items()}
    return {"name": "订单", "lines": "", **typed}


def test_two_records_may_have_the_same(office: Office, items: list[int]) -> None:
    for _ in range(2):
        office.saved("li", "order", order({"item": items[0], "place": "1", "shelf": "A", "side": "L"}))
    assert [row["item_id"] for row in office.rows("order_lines")] == [items[0], items[0]]


def test_two_rows_may_not_and_the_second_says_so(office: Office, items: list[int]) -> None:
    twins = order(
        {"item": items[0], "place": "1", "shelf": "A", "side": "L"},
        {"item": items[1], "place": "1", "shelf": "A", "side": "R"},
        {"item": items[0], "place": "2", "shelf": "A", "side": "L"},
    )
    expected = {
        "lines[1].place": "not_unique_row",
        "lines[2].item": "not_unique_row",
        "lines[2].side": "not_unique_row",
    }
    assert office.problems("li", "order", twins) == expected
    with office.acting("li") as context:
        entity = context.application.entity_by_name["order"]
        submission = parse_submission(entity, [(name, str(text)) for name, text in twins.items()], context)
        _, problems = examine(context, entity, submission)
        assert {each.path: each.code for each in problems if "lines" in each.path} == expected


def test_rows_may_take_over_values_from_each_other(office: Office, items: list[int]) -> None:
    number = office.saved("li", "order", order(*({"item": item, "place": index} for index, item in enumerate(items))))
    first, second, third = office.rows("order_lines")
    exchanged = order(
        {"id": first["id"], "item": items[1], "place": "1"},
        {"id": second["id"], "item": items[0], "place": "0"},
        {"item": items[2], "place": "2"},
    )
    office.saved("li", "order", exchanged, number)
    rows = office.rows("order_lines")
    assert [(row["id"], row["item_id"], row["place"], row["position"]) for row in rows[:2]] == [
        (first["id"], items[1], 1, 0),
        (second["id"], items[0], 0, 1),
    ]
    assert rows[2]["id"] != third["id"]
    assert (rows[2]["item_id"], rows[2]["created_by_id"]) == (items[2], office.people["li"].user_id)


def test_the_database_agrees(office: Office, items: list[int]) -> None:
    office.saved("li", "order", order({"item": items[0]}))
    (row,) = office.rows("order_lines")
    table = office.app.definition.entity_by_name["order_lines"].model.__table__
    with pytest.raises(IntegrityError), office.acting() as context:
        context.connection.execute(insert(table).values({**row, "id": 99}))
