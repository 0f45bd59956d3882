"""The indexes that reports get: the date first, then what is asked, what rights read, what filters and clicks read."""

from __future__ import annotations

import pytest

from lowcode.checking import check
from lowcode.codegen.index_plan import PlannedIndex
from lowcode.codegen.indexes import planned_indexes
from lowcode.ir.application import Application
from lowcode.source import SourceFile

SPEC = """app figures "Figures" { locale en }
role seller "Seller"
role director "Director"
choice Source {
  web
  call
}
entity Customer {
  name: text(80) required
  source: Source
  owner: User
}
entity Deal {
  name: text(80) required
  customer: Customer
  state: Pipeline
  amount: money
  cost: money
  note: longtext
  signed_on: date
  closed_on: date
  owner: User
  partner: User
  tags: many of Source
  late: bool = closed_on < today
  items: rows {
    pieces: int required
    price: money
  }
}
flow Pipeline "Stage" for Deal {
  contact "Contact" start
  won "Won" end
  contact -> won "Sign" by seller
}
view Deal {
  list name
  filter owner
}
access Customer { seller all }
access Deal {
  seller read, create, update where owner == me or partner == me
  director all
  field cost { read director; read seller where closed_on is not empty; update director }
}
"""


def application(reports: str) -> Application:
    checked = check({"app.lc": SourceFile("app.lc", SPEC + reports)})
    assert checked.application is not None, checked.problems
    return checked.application


def covering(reports: str, entity: str = "Deal") -> list[tuple[str, ...]]:
    return [each.columns for each in planned(reports, entity) if each.covering]


def planned(reports: str, entity: str = "Deal") -> tuple[PlannedIndex, ...]:
    return planned_indexes(application(reports))[entity]


@pytest.mark.parametrize(
    ("report", "columns"),
    [
        pytest.param(
            "chart line by month(signed_on), owner show sum(amount)",
            ("signed_on", "owner_id", "amount", "created_at", "partner_id"),
            id="its own period first, the date that periods ask for behind it",
        ),
        pytest.param(
            "on closed_on\n  chart bar by customer.source show avg(amount where state == won)",
            ("closed_on", "customer_id", "amount", "state", "owner_id", "partner_id"),
            id="paths begin with a reference",
        ),
        pytest.param(
            "where name is not empty\n  chart number show count()",
            ("created_at", "name", "owner_id", "partner_id"),
            id="conditions",
        ),
        pytest.param(
            "chart bar by tags show count()",
            ("created_at", "id", "owner_id", "partner_id"),
            id="lists are found by the id",
        ),
        pytest.param(
            "chart funnel by state show entered()",
            ("created_at", "state", "id", "owner_id", "partner_id"),
            id="so is the history of states",
        ),
        pytest.param(
            "chart bar by late show count()",
            ("created_at", "closed_on", "owner_id", "partner_id"),
            id="what is computed on reading reads others",
        ),
        pytest.param(
            "chart number show sum(cost)",
            ("created_at", "cost", "owner_id", "partner_id", "closed_on"),
            id="rights on a field",
        ),
        pytest.param(
            "chart bar by owner show sum(amount) drill customer.source, customer",
            ("created_at", "owner_id", "amount", "partner_id", "customer_id"),
            id="clicks",
        ),
    ],
)
def test_the_index_holds_what_the_report_reads(report: str, columns: tuple[str, ...]) -> None:
    assert covering(f"report R from Deal {{\n  {report}\n}}\n") == [columns]


def test_reports_with_one_date_share_an_index() -> None:
    found = covering(
        "report A from Deal { chart bar by owner show sum(amount) }\n"
        "report B from Deal { chart bar by customer show count() }\n"
        "report C from Deal on signed_on { chart number show sum(amount) }\n"
    )
    assert found == [
        ("created_at", "owner_id", "amount", "customer_id", "partner_id"),
        ("signed_on", "amount", "owner_id", "partner_id"),
    ]


def test_filters_of_dashboards_are_read_from_it_too() -> None:
    found = covering(
        "report A from Deal { chart bar by owner show sum(amount) }\n"
        "dashboard D {\n  filter source on customer.source\n  row A\n}\n"
    )
    assert found == [("created_at", "owner_id", "amount", "partner_id", "customer_id")]


def test_an_index_stays_narrow() -> None:
    fields = "\n".join(f"  text{number}: text(40)" for number in range(6))
    reports = "".join(
        f"report R{number} from Note {{ chart table by text{number} show count() }}\n" for number in range(6)
    )
    entity = f"entity Note {{\n  name: text(40) required\n{fields}\n}}\naccess Note {{ seller all }}\n"
    found = covering(entity + reports, "Note")
    assert len(found) > 1
    assert all(1 < len(each) <= 5 for each in found)
    assert sorted(name for each in found for name in each[1:]) == [f"text{number}" for number in range(6)]


def test_long_texts_are_read_from_the_table_but_periods_find_their_rows() -> None:
    report = "report R from Deal on signed_on {\n  where note is not empty\n  chart number show count()\n}\n"
    assert covering(report) == []
    assert ("signed_on", "id") in [each.columns for each in planned(report)]


def test_rows_know_whose_they_are() -> None:
    report = "report R from Deal.items { chart number show sum(price), sum(pieces) }\n"
    entity = next(each.name for each in application(report).entities if each.owner == "Deal")
    assert covering(report, entity) == [("owner_record_id", "price", "pieces")]


def test_a_date_of_another_record_is_found_by_the_reference() -> None:
    report = "report R from Deal on customer.created_at { chart bar by owner show sum(amount) }\n"
    assert covering(report) == [("customer_id", "owner_id", "amount", "partner_id")]


def test_each_source_has_its_own() -> None:
    report = (
        "report R from Deal {\n  join Customer as customers by source\n"
        "  chart bar by customer.source show count(), count(customers)\n}\n"
    )
    assert covering(report) == [("created_at", "customer_id", "owner_id", "partner_id")]
    assert covering(report, "Customer") == [("created_at", "source")]


def test_an_index_that_begins_another_is_left_out() -> None:
    reports = (
        "report A from Customer { chart number show count() }\n"
        "report B from Customer { chart bar by source show count() }\n"
    )
    assert covering(reports, "Customer") == [("created_at", "source")]
    (index,) = (each for each in planned(reports, "Customer") if each.covering)
    assert [reason.name for reason in index.reasons] == ["A", "B"]


def test_lists_do_not_take_the_order_of_such_an_index_for_theirs() -> None:
    without = {each.columns for each in planned("") if not each.covering}
    report = "report A from Deal { chart bar by owner show sum(amount) }\n"
    assert {each.columns for each in planned(report) if not each.covering} == without


def test_a_choice_that_all_reports_on_a_date_pin_stands_before_it() -> None:
    chart = "chart bar by owner show sum(amount)"
    won = f"report A from Deal on signed_on {{\n  where state == won and amount > 0\n  {chart}\n}}\n"
    assert covering(won) == [("state", "signed_on", "owner_id", "amount", "partner_id")]
    other = "report B from Deal on signed_on { chart bar by owner show count() }\n"
    assert covering(won + other) == [("signed_on", "owner_id", "amount", "state", "partner_id")]
