"""Reports over a handful of records, every number computed by hand, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Index

from lowcode.runtime.report_definitions import (
    ByBand,
    ByLevel,
    ByMember,
    ByPart,
    ByPeriod,
    ByValue,
    DatePart,
    DateUnit,
    Form,
    ReportDefinition,
    ValueForm,
)
from lowcode.runtime.reports.answering import answer
from lowcode.runtime.reports.answers import Answer
from lowcode.runtime.reports.selection import WHOLE, DayRange, NamedPeriod, Selection
from tests.apps.reporting import SPEC, Desk, aggregated, by, desk_of, fill, measure, on, reading, report, source
from tests.conftest import Boot
from tests.harness.specs import SpecCompiler

MONEY = Form(ValueForm.MONEY, scale=2)
COUNT = measure("count", aggregated("count"))
AMOUNT = measure("amount", aggregated("sum", "amount"), MONEY)
D = Decimal


@pytest.fixture
def desk(compile_spec: SpecCompiler, boot: Boot) -> Iterator[Desk]:
    project = compile_spec(SPEC)
    with desk_of(boot(project, fill(project), key="reporting")) as found:
        yield found


def shown(found: Answer, number: int = 0) -> dict[Any, Any]:
    """The first (or another) measure by label, of one or two dimensions."""
    labels = [[group.label for group in each.groups] for each in found.dimensions]
    if len(labels) == 1:
        return {label: found.at(at)[number] for at, label in enumerate(labels[0])}
    return {
        (first, second): found.at(one, other)[number]
        for one, first in enumerate(labels[0])
        for other, second in enumerate(labels[1])
    }


def ask(desk: Desk, asked: ReportDefinition, name: str = "eve", selection: Selection = WHOLE) -> Answer:
    return answer(asked, desk.context(name), selection)


def test_sums_and_counts_by_person_in_order_of_size(desk: Desk) -> None:
    found = ask(desk, report([by("owner", ByValue())], [AMOUNT, COUNT]))
    assert list(shown(found).items()) == [
        ("bob", D("999999999979.99")),
        ("ann", D("150.35")),
        ("(empty)", D("30.00")),
    ]
    assert shown(found, 1) == {"bob": 3, "ann": 3, "(empty)": 1}
    assert found.totals == (D("1000000000160.34"), 7)
    assert [group.key for group in found.dimensions[0].groups] == ["2", "1", "!empty"]


def test_everybody_sees_his_own_records(desk: Desk) -> None:
    found = ask(desk, report([by("owner", ByValue())], [AMOUNT, COUNT]), "ann")
    assert shown(found, 1) == {"ann": 3}
    assert found.totals == (D("150.35"), 3)


def test_aggregates(desk: Desk) -> None:
    numbers = [
        measure("least", aggregated("min", "amount"), MONEY),
        measure("most", aggregated("max", "amount"), MONEY),
        measure("mean", aggregated("avg", "hours"), Form(ValueForm.DECIMAL, scale=4)),
        measure("people", aggregated("distinct", "owner")),
        measure("known", aggregated("count", "amount")),
        measure("last", aggregated("max", "signed"), Form(ValueForm.DATE)),
    ]
    found = ask(desk, report([by("level", ByValue())], numbers))
    rows = {group.label: found.at(at) for at, group in enumerate(found.dimensions[0].groups)}
    assert rows == {
        "High": (D("0.05"), D("100.10"), D("6.0000"), 1, 3, on("2026-11-03")),
        "Low": (D("-20.00"), D("50.20"), D("2.6667"), 2, 2, on("2026-11-20")),
        "(empty)": (D("999999999999.99"), D("999999999999.99"), None, 1, 1, on("2026-10-31")),
    }
    assert found.totals == (D("-20.00"), D("999999999999.99"), D("4.3333"), 2, 6, on("2026-11-20"))
    assert [group.color for group in found.dimensions[0].groups] == ["#d4380d", None, None]


def test_medians_and_percentiles(desk: Desk) -> None:
    numbers = [
        measure("median", aggregated("median", "hours"), Form(ValueForm.DECIMAL, scale=2)),
        measure("ninety", aggregated("percentile", "hours", share=D("0.9")), Form(ValueForm.INTEGER)),
        measure("quarter", aggregated("percentile", "hours", share=D("0.25")), Form(ValueForm.INTEGER)),
    ]
    found = ask(desk, report([by("urgent", ByValue())], numbers))
    rows = {group.label: found.at(at) for at, group in enumerate(found.dimensions[0].groups)}
    assert rows == {
        "Yes": (D("2.50"), 3, 2),
        "No": (D("5.00"), 7, 1),
        "(empty)": (D("8.00"), 8, 8),
    }
    assert found.totals == (D("4.00"), 8, 2)


def test_two_dimensions_with_margins(desk: Desk) -> None:
    found = ask(desk, report([by("owner", ByValue()), by("urgent", ByValue())], [COUNT]))
    assert shown(found) == {
        ("ann", "Yes"): 1,
        ("ann", "No"): 1,
        ("ann", "(empty)"): 1,
        ("bob", "Yes"): 2,
        ("bob", "No"): 1,
        ("bob", "(empty)"): 0,
        ("(empty)", "Yes"): 0,
        ("(empty)", "No"): 1,
        ("(empty)", "(empty)"): 0,
    }
    assert found.table.margins[(0, None)] == (3,)
    assert found.table.margins[(None, 1)] == (3,)
    assert found.totals == (7,)


def test_months_without_gaps(desk: Desk) -> None:
    found = ask(desk, report([by("signed", ByPeriod(DateUnit.MONTH))], [AMOUNT, COUNT]))
    assert shown(found, 1) == {
        "November 2025": 1,
        **{f"{month} 2026": 0 for month in ("January", "February", "March", "April", "May", "June", "July", "August")},
        "December 2025": 0,
        "September 2026": 1,
        "October 2026": 2,
        "November 2026": 2,
        "(empty)": 1,
    }
    groups = found.dimensions[0].groups
    assert [groups[0].key, groups[-2].key, groups[-2].value] == ["2025-11-01", "2026-11-01", on("2026-11-01")]
    assert found.totals == (D("1000000000160.34"), 7)


def test_months_of_instants_are_those_of_the_apps_clocks(desk: Desk) -> None:
    found = ask(desk, report([by("met_at", ByPeriod(DateUnit.DAY))], [COUNT]), selection=Selection())
    days = {label: count for label, count in shown(found).items() if count}
    assert days == {
        "2025-12-01": 1,
        "2026-11-01": 2,
        "2026-11-02": 1,
        "2026-11-22": 1,
        "2027-01-01": 1,
        "(empty)": 1,
    }


def test_a_chosen_period_fills_until_today(desk: Desk) -> None:
    asked = report([by("signed", ByPeriod(DateUnit.MONTH))], [COUNT])
    found = ask(desk, asked, selection=Selection(period=NamedPeriod("this_quarter")))
    assert shown(found) == {"October 2026": 2, "November 2026": 2}
    assert found.period == DayRange(on("2026-10-01"), on("2027-01-01"))
    assert found.period_label == "This quarter"


@pytest.mark.parametrize(
    ("path", "part", "expected"),
    [
        ("signed", DatePart.MONTH_OF_YEAR, {"September": 1, "October": 2, "November": 3}),
        ("signed", DatePart.WEEKDAY, {"Tuesday": 1, "Friday": 1, "Saturday": 2, "Wednesday": 2}),
        ("signed", DatePart.DAY_OF_MONTH, {"3": 1, "20": 1, "10": 1, "31": 1, "5": 1, "30": 1}),
        ("met_at", DatePart.HOUR_OF_DAY, {"23:00": 1, "00:00": 2, "04:00": 1, "01:00": 1, "11:00": 1}),
        ("met_at", DatePart.MONTH_OF_YEAR, {"November": 4, "January": 1, "December": 1}),
        ("met_at", DatePart.WEEKDAY, {"Sunday": 3, "Monday": 2, "Friday": 1}),
    ],
)
def test_parts_of_dates(desk: Desk, path: str, part: DatePart, expected: dict[str, int]) -> None:
    found = ask(desk, report([by(path, ByPart(part))], [COUNT]))
    assert {label: count for label, count in shown(found).items() if count and label != "(empty)"} == expected
    assert shown(found)["(empty)"] == 1


def test_bands(desk: Desk) -> None:
    found = ask(desk, report([by("amount", ByBand((D(0), D("50.20"), D("100.105"))))], [COUNT]))
    assert shown(found) == {
        "below 0": 1,
        "0 to 50.20": 2,
        "50.20 to 100.105": 2,
        "100.105 and above": 1,
        "(empty)": 1,
    }


def test_levels_of_a_choice(desk: Desk) -> None:
    first = ask(desk, report([by("customer.region", ByLevel(1))], [COUNT]))
    assert list(shown(first).items()) == [("East", 3), ("North", 2), ("(empty)", 2)]
    second = ask(desk, report([by("customer.region", ByLevel(2))], [COUNT]))
    assert list(shown(second).items()) == [("Jiangsu", 3), ("North", 2), ("(empty)", 2)]


def test_levels_of_records(desk: Desk) -> None:
    found = ask(desk, report([by("owner.department", ByLevel(2, parent="parent"))], [COUNT]))
    assert shown(found) == {"东部": 6, "(empty)": 1}


def test_members_count_in_each_group_and_once_in_the_total(desk: Desk) -> None:
    found = ask(desk, report([by("tags", ByMember())], [COUNT, AMOUNT]))
    assert shown(found) == {"重要": 2, "续约": 2, "(empty)": 4}
    assert found.totals == (7, D("1000000000160.34"))
    options = ask(desk, report([by("wants", ByMember())], [COUNT]))
    assert list(shown(options).items()) == [("Hardware", 1), ("Software", 2), ("(empty)", 5)]
    assert options.totals == (7,)


def test_rows_of_a_sub_table(desk: Desk) -> None:
    lines = source("deal_lines", "created_at")
    product = replace(by("name", ByValue()), readings=(reading("product", "deal_lines"),))
    total = measure("total", aggregated("sum", "price", entity="deal_lines"), MONEY)
    asked = report([product], [total], sources=[lines])
    assert shown(ask(desk, asked)) == {"盘": D("110.30"), "线": D("40.00")}
    assert shown(ask(desk, asked, "bob")) == {}


def test_along_an_index_it_is_the_same(desk: Desk) -> None:
    """Where an index has everything, SQLite goes along it stretch by stretch; records without a date are not lost."""
    months = by("signed", ByPeriod(DateUnit.MONTH))
    asked = report([months, by("urgent", ByValue())], [AMOUNT, COUNT])
    slow = ask(desk, asked)
    table = desk.app.definition.entity_by_name["deal"].model.__table__
    index = Index("ix_deal_signed_urgent_amount_id", table.c.signed, table.c.urgent, table.c.amount)
    try:
        fast = ask(desk, asked)
    finally:
        table.indexes.remove(index)
    assert (fast.cells, fast.table.margins) == (slow.cells, slow.table.margins)
    assert fast.totals == (D("1000000000160.34"), 7)
