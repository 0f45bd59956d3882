"""Filters, clicks, drilling and the records behind numbers; rights on records and fields; too many groups."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from lowcode.runtime.access import predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Label, Verb
from lowcode.runtime.report_definitions import (
    ByBand,
    ByLevel,
    ByMember,
    ByPart,
    ByPeriod,
    ByValue,
    DatePart,
    DateUnit,
    Dimension,
    Earlier,
    Entered,
    FilterDefinition,
    SortByDimension,
)
from lowcode.runtime.reports import arranging, asking
from lowcode.runtime.reports.behind import entity_behind, records_behind
from lowcode.runtime.reports.composing import group_label
from lowcode.runtime.reports.conditions import takes_hold
from lowcode.runtime.reports.selection import (
    Click,
    DayRange,
    FilterChoice,
    FilterValue,
    GroupChoice,
    NamedPeriod,
    OfNumber,
    OfOptions,
    OfRecords,
    OfText,
    OfTruth,
    Selection,
)
from tests.apps.reporting import (
    SPEC,
    Desk,
    aggregated,
    by,
    desk_of,
    fill,
    form_of,
    measure,
    on,
    reading,
    report,
    source,
)
from tests.apps.test_report_answers import AMOUNT, COUNT, MONEY, ask, shown
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest
from tests.harness.specs import SpecCompiler

D = Decimal
OWNER = by("owner", ByValue())
STRANGERS = (
    *("", "x", "!", "-1", "0", "99", "9" * 18, "9" * 30, "!others", "!earlier", "'; drop table deal", "\0", "a\0b"),
    *("2026-13-01", "2026-11-01T00:00", "2026-01-01T99:00", "2026-11-01T05:00+08:00", "0001-01-01", "9999-12-31"),
    *("0001-01-01T00:00", "9999-12-31T23:00"),
)
"""What nobody but an address could call a group."""


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    project = compile_spec(SPEC)
    return boot(project, fill(project), key="reporting")


@pytest.fixture
def desk(app: AppUnderTest) -> Iterator[Desk]:
    with desk_of(app) as found:
        yield found


def chosen(path: str, value: FilterValue, entity: str = "deal") -> FilterChoice:
    readings = {entity: reading(path, entity)}
    return FilterChoice(FilterDefinition(name=path, label=Label(path), form=form_of(path), readings=readings), value)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("signed", NamedPeriod("this_month"), 2),
        ("signed", NamedPeriod("today"), 0),
        ("signed", DayRange(on("2026-10-10"), on("2026-11-04")), 3),
        ("signed", DayRange(None, on("2026-10-01")), 2),
        ("signed", DayRange(on("2026-10-31"), None), 3),
        ("met_at", DayRange(on("2026-11-01"), on("2026-11-02")), 2),
        ("stage", OfOptions(("won", "lost")), 5),
        ("customer.region", OfOptions(("jiangsu",)), 3),
        ("customer.region", OfOptions(("unknown",)), 0),
        ("owner", OfRecords((1, 2)), 6),
        ("owner.department", OfRecords((2,)), 6),
        ("owner.department", OfRecords((3,)), 3),
        ("urgent", OfTruth(True), 3),
        ("urgent", OfTruth(False), 4),
        ("name", OfText("d1"), 1),
        ("name", OfText("%"), 0),
        ("hours", OfNumber(5), 1),
    ],
)
def test_filters_of_a_dashboard(desk: Desk, path: str, value: FilterValue, expected: int) -> None:
    selection = Selection(filters=(chosen(path, value),))
    assert ask(desk, report([], [COUNT]), selection=selection).totals == (expected,)
    behind = records_behind(report([], [COUNT]), 0, (), desk.context(), selection)
    assert _counted(desk, behind) == expected


def _counted(desk: Desk, condition: Any, name: str | None = None, entity: str = "deal") -> int:
    definition = desk.app.definition.entity_by_name[entity]
    model: Any = definition.model
    statement = select(func.count()).select_from(model).where(condition)
    if name is not None:
        statement = statement.where(predicate(definition, Verb.READ, desk.context(name)))
    return int(desk.connection.execute(statement).scalar_one())


DIMENSIONS = [
    by("owner", ByValue()),
    by("level", ByValue()),
    by("name", ByValue()),
    by("urgent", ByValue()),
    by("hours", ByValue()),
    by("signed", ByPeriod(DateUnit.MONTH)),
    by("signed", ByPeriod(DateUnit.FISCAL_QUARTER)),
    by("met_at", ByPeriod(DateUnit.DAY)),
    by("met_at", ByPart(DatePart.HOUR_OF_DAY)),
    by("signed", ByPart(DatePart.WEEKDAY)),
    by("amount", ByBand((D(0), D("50.20")))),
    by("customer.region", ByLevel(2)),
    by("owner.department", ByLevel(2, parent="parent")),
    by("tags", ByMember()),
    by("wants", ByMember()),
]


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda each: f"{each.name}-{each.grouping}")
@pytest.mark.parametrize("name", ["eve", "ann"])
def test_behind_each_number_are_as_many_records(desk: Desk, dimension: Dimension, name: str) -> None:
    asked = report([dimension], [COUNT])
    found = ask(desk, asked, name)
    for at, group in enumerate(found.dimensions[0].groups):
        behind = records_behind(asked, 0, (group.key,), desk.context(name))
        assert _counted(desk, behind, name) == found.at(at)[0], group
    assert _counted(desk, records_behind(asked, 0, (None,), desk.context(name)), name) == found.totals[0]


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda each: f"{each.name}-{each.grouping}")
def test_a_group_that_was_chosen_leaves_its_records(desk: Desk, dimension: Dimension) -> None:
    found = ask(desk, report([dimension], [COUNT]))
    for at, group in enumerate(found.dimensions[0].groups):
        selection = Selection(groups=(GroupChoice(dimension, (group.key,)),))
        assert ask(desk, report([], [COUNT]), selection=selection).totals == found.at(at)


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda each: f"{each.name}-{each.grouping}")
def test_keys_of_strangers_find_nothing(desk: Desk, dimension: Dimension) -> None:
    for key in STRANGERS:
        selection = Selection(groups=(GroupChoice(dimension, (key,)),))
        ask(desk, report([], [COUNT]), selection=selection)
        _counted(desk, records_behind(report([dimension], [COUNT]), 0, (key,), desk.context()))
        ask(desk, report([dimension], [COUNT], drill=(OWNER,)), selection=Selection(drill=(key,)))
        assert isinstance(group_label(desk.context(), dimension, key), str)


def test_behind_the_others_and_the_measures(desk: Desk) -> None:
    top = report([by("name", ByValue())], [AMOUNT], top=2)
    behind = records_behind(top, 0, ("!others",), desk.context())
    assert _counted(desk, behind) == 5
    won = measure(
        "won", aggregated("count", where=lambda this, context: this.stage == "won", reads=(("deal", "stage"),))
    )
    asked = report([OWNER], [COUNT, won])
    assert _counted(desk, records_behind(asked, 0, ("1",), desk.context(), measure="won")) == 2
    entered = measure("entered", Entered(flow="pipeline", states=None, by_state={"offer": ("offer",)}))
    passed = report([by("stage", ByValue())], [entered])
    assert _counted(desk, records_behind(passed, 0, ("offer",), desk.context(), measure="entered")) == 4
    compared = report([OWNER], [COUNT], compare=Earlier.MONTH)
    context = desk.context()
    assert _counted(desk, records_behind(compared, 0, (None,), context, time=Earlier.MONTH)) == 1
    assert _counted(desk, records_behind(compared, 0, (None,), context)) == 2


def test_behind_rows_are_the_records_that_own_them(desk: Desk) -> None:
    product = replace(by("name", ByValue()), readings=(reading("product", "deal_lines"),))
    asked = report([product], [COUNT], sources=[source("deal_lines", "created_at")])
    assert entity_behind(asked, 0, desk.context()).name == "deal"
    assert _counted(desk, records_behind(asked, 0, ("盘",), desk.context())) == 2


def test_drilling(desk: Desk) -> None:
    region = [by("customer.region", ByLevel(level)) for level in (1, 2)]
    months = by("signed", ByPeriod(DateUnit.MONTH))
    asked = report([region[0]], [COUNT], drill=(region[1], months))
    first = ask(desk, asked, selection=Selection(drill=("east",)))
    assert shown(first) == {"Jiangsu": 3}
    assert first.drilled == (("customer_region", "East"),)
    second = ask(desk, asked, selection=Selection(drill=("east", "jiangsu")))
    assert shown(second) == {"October 2026": 1, "November 2026": 2}
    years = report([by("signed", ByPeriod(DateUnit.YEAR))], [COUNT], drill=(months,))
    opened = ask(desk, years, selection=Selection(drill=("2026-01-01",)))
    assert list(shown(opened).values()) == [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2]
    assert opened.drilled == (("signed", "2026"),)


def test_clicks_in_other_reports(desk: Desk) -> None:
    asked = report([OWNER], [COUNT])
    by_level = Click(by("level", ByValue()), ("deal",), ("high",))
    assert takes_hold(by_level, asked)
    assert shown(ask(desk, asked, selection=Selection(clicks=(by_level,)))) == {"ann": 2, "(empty)": 1}
    lead_owner = Click(replace(OWNER, readings=(reading("owner", "lead"),)), ("lead",), ("2",))
    assert shown(ask(desk, asked, selection=Selection(clicks=(lead_owner,)))) == {"bob": 3}
    lead_region = Click(replace(by("region", ByValue()), readings=(reading("region", "lead"),)), ("lead",), ("north",))
    assert not takes_hold(lead_region, asked)
    assert ask(desk, asked, selection=Selection(clicks=(lead_region,))).totals == (7,)


# --- rights ---


def test_a_field_that_one_never_reads_is_withheld(desk: Desk) -> None:
    floor = measure("floor", aggregated("sum", "secret"), MONEY)
    found = ask(desk, report([OWNER], [COUNT, floor]), "ann")
    assert [each.name for each in found.measures] == ["count"]
    assert found.withheld == ("floor",)
    assert [note.text for note in found.notes] == ["You may not see: floor."]
    assert ask(desk, report([OWNER], [COUNT, floor])).totals == (7, D("28.00"))
    only = ask(desk, report([by("secret", ByBand((D(3),)))], [COUNT]), "ann")
    assert (only.is_withheld, only.cells, only.withheld) == (True, {}, ("secret",))
    hidden = source(where=lambda this, context: this.secret > 3, reads=(("deal", "secret"),))
    assert ask(desk, report([OWNER], [COUNT], sources=[hidden]), "ann").is_withheld
    assert (
        _counted(desk, records_behind(report([by("secret", ByBand((D(3),)))], [COUNT]), 0, ("0",), desk.context("ann")))
        == 0
    )
    filtered = Selection(filters=(chosen("secret", DayRange(None, None)),))
    assert ask(desk, report([OWNER], [COUNT]), "ann", filtered).totals in {(0,), (3,)}


def test_where_the_record_decides_it_counts_as_empty(desk: Desk, app: AppUnderTest) -> None:
    with app.database().writing() as connection:
        deal = app.definition.entity_by_name["deal"].model.__table__
        connection.execute(update(deal).where(deal.c.id.in_([2, 4])).values(owner_id=3))
    mine = measure("mine", aggregated("sum", "mine"), MONEY)
    known = measure("known", aggregated("count", "mine"))
    large = measure("large", aggregated("count", where=lambda this, context: this.mine > 1, reads=(("deal", "mine"),)))
    asked = report([by("mine", ByBand((D(3),)))], [mine, known, large, COUNT])
    with desk_of(app) as again:
        found = ask(again, asked)
        rows = {group.label: found.at(at) for at, group in enumerate(found.dimensions[0].groups)}
        assert rows == {
            "below 3": (D("2.00"), 1, 1, 1),
            "3 and above": (D("4.00"), 1, 1, 1),
            "(empty)": (D("0.00"), 0, 0, 5),
        }
        where = source(where=lambda this, context: this.mine > 1, reads=(("deal", "mine"),))
        assert ask(again, report([], [COUNT], sources=[where])).totals == (2,)


def test_records_that_one_may_not_read_have_no_name_and_nothing_behind_them(desk: Desk) -> None:
    with_customer = report([by("customer", ByValue())], [COUNT], sort=SortByDimension())
    seen = ask(desk, with_customer, "ann")
    assert shown(seen) == {"阿里山": 1, "华星": 2}
    customer = desk.app.definition.entity_by_name["customer"].model.__table__
    with desk.app.database().writing() as connection:
        connection.execute(update(customer).where(customer.c.id == 2).values(owner_id=2))
    with desk_of(desk.app) as again:
        assert shown(ask(again, with_customer, "ann")) == {"华星": 2, "(not visible)": 1}
        region = ask(again, report([by("customer.region", ByValue())], [COUNT]), "ann")
        assert shown(region) == {"Nanjing": 2, "(empty)": 1}


def test_a_condition_does_not_tell_of_records_that_one_may_not_read(desk: Desk) -> None:
    customer = desk.app.definition.entity_by_name["customer"].model

    def near(this: Any, _: Context) -> Any:
        return select(customer.region).where(customer.id == this.customer_id).scalar_subquery() == "suzhou"

    reads = (("deal", "customer"), ("customer", "region"))
    whole = report([], [COUNT], sources=[source(where=near, reads=reads)])
    part = report([], [measure("near", aggregated("count", where=near, reads=reads)), COUNT])
    seen = ask(desk, whole, "ann"), ask(desk, part, "ann")
    assert [each.totals for each in seen] == [(1,), (1, 3)]
    assert _counted(desk, records_behind(whole, 0, (), desk.context("ann")), "ann") == 1
    with desk.app.database().writing() as connection:
        connection.execute(update(customer).where(customer.id == 2).values(owner_id=2))
    with desk_of(desk.app) as again:
        assert [ask(again, each, "ann").totals for each in (whole, part)] == [(0,), (0, 3)]
        assert _counted(again, records_behind(whole, 0, (), again.context("ann")), "ann") == 0
        assert _counted(again, records_behind(part, 0, (), again.context("ann"), measure="near"), "ann") == 0
        assert [ask(again, each).totals for each in (whole, part)] == [(1,), (1, 7)]


# --- too much ---


def test_ten_thousand_groups(desk: Desk, app: AppUnderTest) -> None:
    with app.database().writing() as connection:
        table = app.definition.entity_by_name["lead"].model.__table__
        for start in range(0, 12_000, 4_000):
            _put_leads(connection, table, range(start, start + 4_000))
    company = replace(by("name", ByValue()), readings=(reading("company", "lead"),))
    cost = measure("cost", aggregated("sum", "cost", entity="lead"), MONEY)
    people = measure("people", aggregated("distinct", "company", entity="lead"))
    asked = report([company], [cost, people], sources=[source("lead", "came_on")])
    with desk_of(app) as again:
        found = ask(again, asked)
        groups = found.dimensions[0].groups
        assert len(groups) == 2_001
        assert (groups[0].label, found.at(0)) == ("C11999", (D("11999.00"), 1))
        assert groups[-1].is_others
        # 0 to 9,999 make 49,995,000; the four of the example 19.50
        assert found.at(2_000) == (D("49995019.50"), 10_004)
        assert found.totals[1] == 12_004
        assert [note.kind for note in found.notes] == ["cut"]


def _put_leads(connection: Any, table: Any, numbers: range) -> None:
    now = datetime.datetime(2026, 1, 1, 8)  # noqa: DTZ001 naive UTC, as the app keeps it
    connection.execute(
        insert(table),
        [
            {
                "id": number + 100,
                "company": f"C{number:05}",
                "cost": D(number),
                "created_at": now,
                "updated_at": now,
                "version": 1,
            }
            for number in numbers
        ],
    )


def test_caps_of_few_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of ten thousand groups with a limit of three rows: the same totals, the rest as one group."""
    asked = report([by("name", ByValue())], [COUNT, measure("people", aggregated("distinct", "owner"))], top=2)
    whole = ask(desk, asked)
    monkeypatch.setattr(asking, "MOST_ROWS", 3)
    monkeypatch.setattr("lowcode.runtime.reports.composing.MOST_ROWS", 3)
    assert ask(desk, asked).totals == whole.totals == (7, 2)
    monkeypatch.setattr(arranging, "MOST_GROUPS", (3, 2, 1))
    tags = report([by("owner", ByValue()), by("tags", ByMember())], [COUNT])
    assert ask(desk, tags).totals == (7,)


def test_records_with_impossible_dates(desk: Desk, app: AppUnderTest) -> None:
    deal = app.definition.entity_by_name["deal"].model.__table__
    days = by("signed", ByPeriod(DateUnit.DAY))
    assert ask(desk, report([days], [COUNT])).totals == (7,)
    with app.database().writing() as connection:
        for number, day in ((1, "0202-01-01"), (2, "9999-12-31"), (3, "2031-05-05")):
            connection.execute(update(deal).where(deal.c.id == number).values(signed=on(day)))
    with desk_of(app) as again:
        for unit in (DateUnit.DAY, DateUnit.MONTH, DateUnit.YEAR):
            found = ask(again, report([by("signed", ByPeriod(unit))], [COUNT]))
            assert found.totals == (7,)
            assert len(found.dimensions[0].groups) <= 2_010
            counted = [int(str(found.at(at)[0])) for at in range(len(found.dimensions[0].groups))]
            assert sum(counted) == 7


def test_no_records_at_all(desk: Desk) -> None:
    nothing = source(where=lambda this, context: this.id < 0)
    for dimensions in ([], [OWNER], [by("signed", ByPeriod(DateUnit.MONTH)), OWNER]):
        found = ask(desk, report(dimensions, [AMOUNT, COUNT], sources=[nothing]))
        assert found.totals == (D("0.00"), 0)
        assert found.is_empty
