"""Measures over flows, shares, running totals, several sources, targets and comparisons, computed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from lowcode.runtime.report_definitions import (
    ByPeriod,
    ByValue,
    Combined,
    Conversion,
    Cumulative,
    DateUnit,
    Earlier,
    Entered,
    Form,
    MeasureOperator,
    Number,
    Previous,
    Share,
    SortByDimension,
    SortByMeasure,
    TimeInState,
    ValueForm,
)
from lowcode.runtime.reports.answering import answer
from lowcode.runtime.reports.answers import Answer
from lowcode.runtime.reports.selection import DayRange, NamedPeriod, Selection
from tests.apps.reporting import SPEC, Desk, aggregated, by, desk_of, fill, measure, on, reading, report, source
from tests.apps.test_report_answers import AMOUNT, COUNT, MONEY, ask, shown
from tests.conftest import Boot
from tests.harness.specs import SpecCompiler

PERCENT = Form(ValueForm.PERCENT, scale=4)
DAYS = Form(ValueForm.DECIMAL, scale=1)
D = Decimal
OWNER = by("owner", ByValue())
STAGE = by("stage", ByValue())
ORDER = ("contact", "offer", "won", "lost")


@pytest.fixture
def desk(compile_spec: SpecCompiler, boot: Boot) -> Iterator[Desk]:
    project = compile_spec(SPEC)
    with desk_of(boot(project, fill(project), key="reporting")) as found:
        yield found


def by_key(found: Answer, number: int = 0) -> dict[str, object]:
    return {group.key: found.at(at)[number] for at, group in enumerate(found.dimensions[0].groups)}


def test_records_that_were_ever_in_a_state(desk: Desk) -> None:
    entered = measure("entered", Entered(flow="pipeline", states=None, by_state={each: (each,) for each in ORDER}))
    later = {"contact": ("contact", "offer", "won"), "offer": ("offer", "won"), "won": ("won",), "lost": ("lost",)}
    reached = measure("reached", Entered(flow="pipeline", states=None, by_state=later))
    found = ask(desk, report([STAGE], [entered, reached, COUNT]))
    rows = {group.key: found.at(at) for at, group in enumerate(found.dimensions[0].groups)}
    assert rows == {"contact": (5, 7, 1), "offer": (4, 5, 1), "won": (4, 4, 4), "lost": (1, 1, 1)}
    assert found.totals == (7, 7, 7)
    own = ask(desk, report([STAGE], [entered]), "ann")
    assert by_key(own) == {"contact": 3, "offer": 3, "won": 2, "lost": 0}
    assert own.totals == (3,)


def test_a_named_state_conversion_and_time_in_it(desk: Desk) -> None:
    measures = [
        measure("won", Entered(flow="pipeline", states=("won",))),
        measure("rate", Conversion(flow="pipeline", start="contact", end="won"), PERCENT),
        measure("again", Conversion(flow="pipeline", start="won", end="offer"), PERCENT),
        measure("days", TimeInState(flow="pipeline", state="contact"), DAYS),
        measure("open", TimeInState(flow="pipeline", state="offer"), DAYS),
    ]
    found = ask(desk, report([OWNER], measures))
    rows = {group.label: found.at(at) for at, group in enumerate(found.dimensions[0].groups)}
    assert rows == {
        # contact: 2, 1 and half a day; offer: 1.5, 0.5 and two days until now
        "ann": (2, D("0.6667"), D("0.0000"), D("1.2"), D("1.3")),
        # contact: one day, and one until now
        "bob": (1, D("0.0000"), D("0.0000"), D("1.0"), None),
        "(empty)": (1, None, D("1.0000"), None, D("1.0")),
    }
    # contact: 2 + 1 + 0.5 + 1 + 1 days of five; offer: 1.5 + 0.5 + 2 + 1 of four
    assert found.totals == (4, D("0.4000"), D("0.2500"), D("1.1"), D("1.3"))


def test_arithmetic_is_exact_and_rounded_once(desk: Desk) -> None:
    hours = aggregated("sum", "hours")
    rate = measure("rate", Combined(MeasureOperator.DIVIDE, aggregated("sum", "amount"), hours), MONEY)
    none = measure("none", Combined(MeasureOperator.DIVIDE, aggregated("count"), Number(D(0))), PERCENT)
    third = measure("third", Combined(MeasureOperator.DIVIDE, Number(D(1)), Number(D(3))), PERCENT)
    found = ask(desk, report([OWNER], [rate, none, third]))
    assert shown(found) == {"bob": D("333333333326.66"), "ann": D("9.40"), "(empty)": D("4.29")}
    assert found.totals == (D("38461538467.71"), None, D("0.3333"))


def test_shares_and_running_totals(desk: Desk) -> None:
    count = aggregated("count")
    share, running = measure("share", Share(count), PERCENT), measure("running", Cumulative(count))
    found = ask(desk, report([OWNER], [share, running], sort=SortByDimension()))
    assert shown(found) == {"ann": D("0.4286"), "bob": D("0.4286"), "(empty)": D("0.1429")}
    assert shown(found, 1) == {"ann": 3, "bob": 6, "(empty)": 7}
    assert found.totals == (D("1.0000"), 7)
    crossed = ask(desk, report([OWNER, by("urgent", ByValue())], [share]))
    assert shown(crossed)["bob", "Yes"] == D("0.6667")
    assert shown(crossed)["(empty)", "Yes"] == D("0.0000")


def test_sorting_and_the_others_of_numbers_that_follow_from_groups(desk: Desk) -> None:
    asked = report([by("name", ByValue())], [AMOUNT, COUNT], sort=SortByMeasure("amount"), top=2)
    found = ask(desk, asked)
    assert list(shown(found).items()) == [
        ("D4", D("999999999999.99")),
        ("D1", D("100.10")),
        ("Others", D("60.25")),
    ]
    assert shown(found, 1) == {"D4": 1, "D1": 1, "Others": 5}
    assert found.dimensions[0].groups[2].is_others
    ascending = ask(desk, report([by("name", ByValue())], [AMOUNT], sort=SortByMeasure("amount", descending=False)))
    assert list(shown(ascending)) == ["D6", "D5", "D3", "D7", "D2", "D1", "D4"]


def test_the_others_of_numbers_that_do_not(desk: Desk) -> None:
    people = measure("people", aggregated("distinct", "owner"))
    median = measure("median", aggregated("median", "hours"), DAYS)
    asked = report([by("name", ByValue())], [AMOUNT, people, median], sort=SortByMeasure("amount"), top=2)
    found = ask(desk, asked)
    rows = {group.label: found.at(at) for at, group in enumerate(found.dimensions[0].groups)}
    assert rows["Others"] == (D("60.25"), 2, D("5.0"))
    assert found.totals == (D("1000000000160.34"), 2, D("4.0"))


def test_the_largest_periods_and_states_in_their_own_order(desk: Desk) -> None:
    months = by("signed", ByPeriod(DateUnit.MONTH))
    people = measure("people", aggregated("distinct", "owner"))
    found = ask(desk, report([months], [AMOUNT, COUNT, people], top=2))
    assert list(shown(found)) == ["October 2026", "November 2026", "Others", "(empty)"]
    assert shown(found, 1) == {"October 2026": 2, "November 2026": 2, "Others": 2, "(empty)": 1}
    assert shown(found, 2) == {"October 2026": 2, "November 2026": 1, "Others": 1, "(empty)": 1}
    assert found.totals == (D("1000000000160.34"), 7, 2)
    compared = ask(desk, report([months], [COUNT, people], top=2, compare=Earlier.PERIOD))
    assert compared.compared is not None
    assert list(shown(compared)) == ["October 2026", "November 2026", "Others", "(empty)"]
    assert [values[0] for values in compared.compared.table.cells.values()] == [1, 1, 1, 0]
    entered = measure("entered", Entered(flow="pipeline", states=None, by_state={each: (each,) for each in ORDER}))
    states = ask(desk, report([STAGE], [entered], top=2))
    assert list(shown(states).items()) == [("Contact", 5), ("Offer", 4), ("Others", 5)]
    assert states.totals == (7,)


def test_several_sources_meet_by_group(desk: Desk) -> None:
    owner = by("owner", ByValue(), reading("owner", "lead"))
    leads = measure("leads", aggregated("count", source=1, entity="lead"))
    cost = measure("cost", aggregated("sum", "cost", source=1, entity="lead"), MONEY)
    per_lead = measure("each", Combined(MeasureOperator.DIVIDE, aggregated("sum", "amount"), leads.expression), MONEY)
    sources = [source(), source("lead", "came_on")]
    found = ask(desk, report([owner], [COUNT, leads, cost, per_lead], sources=sources, sort=SortByDimension()))
    rows = {group.label: found.at(at) for at, group in enumerate(found.dimensions[0].groups)}
    assert rows == {
        "ann": (3, 2, D("15.50"), D("75.18")),
        "bob": (3, 1, D("0.00"), D("999999999979.99")),
        "(empty)": (1, 1, D("4.00"), D("30.00")),
    }
    assert found.totals[:3] == (7, 4, D("19.50"))
    assert ask(desk, report([owner], [COUNT, leads], sources=sources), "ann").totals == (3, 0)


def test_a_target_per_group(desk: Desk) -> None:
    owner = by("owner", ByValue(), reading("owner", "lead"))
    sources = [source(), source("lead", "came_on")]
    goal = Combined(MeasureOperator.MULTIPLY, aggregated("count", source=1, entity="lead"), Number(D(100)))
    found = ask(desk, report([owner], [AMOUNT], sources=sources, sort=SortByDimension(), target=goal))
    assert found.target is not None
    assert found.target.cells == {(0,): D("200.00"), (1,): D("100.00"), (2,): D("100.00")}
    assert found.target.total == D("400.00")
    constant = ask(desk, report([], [AMOUNT], target=Number(D(500))))
    assert constant.target is not None
    assert (constant.target.total, constant.cells) == (D("500.00"), {(): (D("1000000000160.34"),)})


def test_compared_with_the_same_days_of_last_month(desk: Desk) -> None:
    growth = measure("growth", Previous(aggregated("count"), Earlier.MONTH, as_growth=True), PERCENT)
    found = ask(desk, report([OWNER], [COUNT, growth], compare=Earlier.MONTH))
    assert shown(found) == {"ann": 2}
    assert found.period == DayRange(on("2026-11-01"), on("2026-12-01"))
    assert found.compared is not None
    assert found.compared.period == DayRange(on("2026-10-01"), on("2026-10-23"))
    assert found.compared.label == "Last month, to date"
    assert found.compared.table.cells[(0,)][0] == 1
    assert shown(found, 1) == {"ann": D("1.0000")}
    over = ask(desk, report([OWNER], [COUNT, growth], compare=Earlier.MONTH), selection=Selection(compares=False))
    assert over.compared is None
    year = ask(
        desk, report([OWNER], [COUNT], compare=Earlier.MONTH), selection=Selection(period=NamedPeriod("this_year"))
    )
    assert year.compared is not None
    assert year.compared.period == DayRange(on("2025-01-01"), on("2025-11-23"))
    assert year.compared.label == "Previous period, to date"


def test_compared_with_last_year_of_a_chosen_period(desk: Desk) -> None:
    asked = report([OWNER], [COUNT], compare=Earlier.YEAR)
    found = ask(desk, asked, selection=Selection(period=DayRange(on("2026-11-01"), on("2026-11-21"))))
    assert shown(found) == {"ann": 2, "bob": 0}
    assert found.compared is not None
    assert found.compared.period == DayRange(on("2025-11-01"), on("2025-11-21"))
    assert found.compared.table.cells == {(0,): (0,), (1,): (1,)}
    assert found.compared.table.totals == (1,)


def test_each_month_with_the_month_before(desk: Desk) -> None:
    before = measure("before", Previous(aggregated("count"), Earlier.PERIOD, as_growth=False))
    growth = measure("growth", Previous(aggregated("count"), Earlier.PERIOD, as_growth=True), PERCENT)
    months = by("signed", ByPeriod(DateUnit.MONTH))
    found = ask(
        desk, report([months], [COUNT, before, growth]), selection=Selection(period=NamedPeriod("this_quarter"))
    )
    rows = {group.key: found.at(at) for at, group in enumerate(found.dimensions[0].groups)}
    # November is not over: its first 22 days against those of October, on the 31st of which another deal was signed
    assert rows == {"2026-10-01": (2, 1, D("1.0000")), "2026-11-01": (2, 1, D("1.0000"))}
    years = report([months], [COUNT], compare=Earlier.YEAR)
    found = ask(desk, years, selection=Selection(period=NamedPeriod("this_quarter")))
    assert found.compared is not None
    assert found.compared.table.cells == {(0,): (0,), (1,): (1,)}
    assert found.compared.table.totals == (1,)


def test_weeks_quarters_and_fiscal_years(desk: Desk) -> None:
    weeks = ask(desk, report([by("signed", ByPeriod(DateUnit.WEEK))], [COUNT]))
    named = {label: number for label, number in shown(weeks).items() if number}
    assert named == {
        "W45 2025": 1,
        "W40 2026": 1,
        "W41 2026": 1,
        "W44 2026": 1,
        "W45 2026": 1,
        "W47 2026": 1,
        "(empty)": 1,
    }
    quarters = ask(desk, report([by("signed", ByPeriod(DateUnit.QUARTER))], [COUNT]))
    assert list(shown(quarters).items())[-3:] == [("Q3 2026", 1), ("Q4 2026", 4), ("(empty)", 1)]


def test_clocks_that_change(desk: Desk) -> None:
    """In New York the day of 1 November 2026 has 25 hours; the second deal was met at noon of that day."""
    context = desk.context(timezone="America/New_York")
    hours = report([by("met_at", ByPeriod(DateUnit.HOUR))], [COUNT])
    selection = Selection(period=DayRange(on("2026-11-01"), on("2026-11-02")))
    met = replace(hours, sources=(source("deal", "met_at"),))
    found = answer(met, context, selection)
    groups = found.dimensions[0].groups
    assert len(groups) == 25
    assert [group.key for group in groups][:2] == ["2026-11-01T04:00", "2026-11-01T05:00"]
    assert by_key(found)["2026-11-01T15:00"] == 1
    assert by_key(found)["2026-11-01T16:00"] == 1
    assert found.totals == (2,)
