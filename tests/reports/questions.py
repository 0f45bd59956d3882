"""Random reports: each as the text of a specification, and as plain Python that reckons the same.

Nothing here uses the app. Groups are named as in addresses (`won`, `17`, `2026-11-01`, `!empty`).
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from tests.reports.world import DEPARTMENTS, FISCAL_YEAR_START, NOW, PARENTS, STATES, ZONE, Deal, Lead, World

Result: TypeAlias = Fraction | datetime.date | datetime.datetime | None
Keys: TypeAlias = tuple[str, ...]
EMPTY = "!empty"
REACHED = {
    "open": STATES,
    "offer": ("offer", "deal", "won"),
    "deal": ("deal", "won"),
    "won": ("won",),
    "lost": ("lost",),
}


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension: its text, the groups that a deal is in, and the same of a lead where there is one."""

    text: str
    keys: Callable[[Deal], Keys]
    lead_text: str | None = None
    lead_keys: Callable[[Lead], Keys] | None = None
    overlaps: bool = False
    """A record can be in several groups."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a deal."""

    text: str
    of: Callable[[Deal], Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on a deal; what is empty does not hold."""

    text: str
    holds: Callable[[Deal], bool]


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one group."""

    deals: Sequence[Deal]
    leads: Sequence[Lead]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure: its text and what it comes to for a group. `of_whole`: the figure whose share or total it is."""

    text: str
    of: Callable[[Records], Result]
    adds_up: bool = False
    joins: bool = False
    shares: Figure | None = None
    runs: Figure | None = None
    exact: bool = True
    """No quotient of quotients: right to the last digit."""


@dataclass(frozen=True, slots=True)
class Question:
    """A report. `where` and `axes` are about deals; leads are joined where a figure needs them."""

    name: str
    axes: tuple[Axis, ...]
    figures: tuple[Figure, ...]
    where: Test | None
    top: int | None

    @property
    def joins(self) -> bool:
        """Whether leads are a second source."""
        return any(each.joins for each in self.figures)

    @property
    def text(self) -> str:
        """The report as a consultant would write it."""
        lines = [f'report {self.name} "{self.name}" from Deal' + (f" where {self.where.text}" if self.where else "")]
        lines[0] += " {"
        if self.joins:
            by = ", ".join(str(axis.lead_text) for axis in self.axes)
            lines.append(f"  join Lead as leads{' by ' + by if by else ''}")
        by = " by " + ", ".join(axis.text for axis in self.axes) if self.axes else ""
        shown = ", ".join(f'{figure.text} "M{number}"' for number, figure in enumerate(self.figures))
        kind = "table" if self.axes else "number"
        lines.append(f"  chart {kind}{by} show {shown}" + (f" top {self.top}" if self.top else ""))
        return "\n".join([*lines, "}"])


# --- groups ---


def _key(value: object) -> Keys:
    if value is None:
        return (EMPTY,)
    return (str(value).lower() if isinstance(value, bool) else str(value),)


def _local(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(tzinfo=datetime.UTC).astimezone(ZONE)


def _start(day: datetime.date, unit: str) -> datetime.date:
    match unit:
        case "day":
            return day
        case "week":
            return day - datetime.timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return datetime.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        case "year":
            return datetime.date(day.year, 1, 1)
        case "fiscal_year":
            return datetime.date(day.year - (day.month < FISCAL_YEAR_START), FISCAL_YEAR_START, 1)
        case _:
            back = (day.month - FISCAL_YEAR_START) % 3
            number = day.year * 12 + day.month - 1 - back
            return datetime.date(number // 12, number % 12 + 1, 1)


def _period(unit: str, day: datetime.date | None) -> Keys:
    return (EMPTY,) if day is None else (_start(day, unit).isoformat(),)


def _level(option: str | None, level: int) -> Keys:
    if option is None:
        return (EMPTY,)
    line = [option]
    while line[-1] in PARENTS:
        line.append(PARENTS[line[-1]])
    line.reverse()
    return (line[min(level, len(line)) - 1],)


def _department_level(department: int | None, level: int) -> Keys:
    if department is None:
        return (EMPTY,)
    line = [department]
    while (up := DEPARTMENTS[line[-1]]) is not None:
        line.append(up)
    line.reverse()
    return (str(line[min(level, len(line)) - 1]),)


def _band(value: Decimal | int | None, bounds: Sequence[int]) -> Keys:
    return (EMPTY,) if value is None else (str(sum(value >= bound for bound in bounds)),)


def _period_axis(unit: str) -> Axis:
    return Axis(
        f"{unit}(signed_on)",
        lambda deal: _period(unit, deal.signed_on),
        f"{unit}(at)",
        lambda lead: _period(unit, lead.at),
    )


def _moment_axis(unit: str) -> Axis:
    return Axis(
        f"{unit}(met_at)", lambda deal: _period(unit, None if deal.met_at is None else _local(deal.met_at).date())
    )


def _part_axis(text: str, part: Callable[[datetime.datetime], int]) -> Axis:
    return Axis(text, lambda deal: _key(None if deal.met_at is None else part(_local(deal.met_at))))


UNITS = ("day", "week", "month", "quarter", "year", "fiscal_year", "fiscal_quarter")
AXES = (
    Axis("owner", lambda deal: _key(deal.owner), "owner", lambda lead: _key(lead.owner)),
    Axis("customer.level", lambda deal: _key(deal.customer.level), "level", lambda lead: _key(lead.level)),
    Axis("stage", lambda deal: _key(deal.stage)),
    Axis("paid", lambda deal: _key(deal.paid)),
    Axis("score", lambda deal: _key(deal.score)),
    Axis("customer", lambda deal: _key(deal.customer.id)),
    Axis("customer.name", lambda deal: _key(deal.customer.name)),
    Axis("customer.owner", lambda deal: _key(deal.customer.owner)),
    Axis("customer.region", lambda deal: _key(deal.customer.region)),
    Axis("level(customer.region, 1)", lambda deal: _level(deal.customer.region, 1)),
    Axis("level(customer.region, 2)", lambda deal: _level(deal.customer.region, 2)),
    Axis("owner.department", lambda deal: _key(World.department(deal.owner))),
    Axis("level(owner.department, 1)", lambda deal: _department_level(World.department(deal.owner), 1)),
    Axis("level(owner.department, 2)", lambda deal: _department_level(World.department(deal.owner), 2)),
    Axis("band(amount, 0, 100, 5_000)", lambda deal: _band(deal.amount, (0, 100, 5_000))),
    Axis("band(score, 2, 5)", lambda deal: _band(deal.score, (2, 5))),
    Axis("tags", lambda deal: tuple(map(str, deal.tags)) or (EMPTY,), overlaps=True),
    Axis("wants", lambda deal: deal.wants or (EMPTY,), overlaps=True),
    *map(_period_axis, UNITS),
    *map(_moment_axis, UNITS),
    _part_axis("weekday(met_at)", lambda moment: moment.isoweekday()),
    _part_axis("hour_of_day(met_at)", lambda moment: moment.hour),
    _part_axis("month_of_year(met_at)", lambda moment: moment.month),
    _part_axis("day_of_month(met_at)", lambda moment: moment.day),
)
NUMBERS = (
    Number("amount", lambda deal: deal.amount),
    Number("payable", lambda deal: deal.payable),
    Number("score", lambda deal: deal.score),
    Number("weight", lambda deal: deal.weight),
    Number("discount", lambda deal: deal.discount),
)
TESTS = (
    Test("amount > 500", lambda deal: deal.amount is not None and deal.amount > 500),
    Test("paid", lambda deal: deal.paid is True),
    Test("not paid", lambda deal: deal.paid is not True),
    Test("score in [1, 2]", lambda deal: deal.score in (1, 2)),
    Test("stage == won", lambda deal: deal.stage == "won"),
    Test("customer.level == high or amount is empty", lambda d: d.customer.level == "high" or d.amount is None),
    Test("customer.region in Region.east", lambda d: _level(d.customer.region, 1) == ("east",)),
    Test(
        "signed_on is not empty and signed_on >= 2025-07-01",
        lambda d: bool(d.signed_on and d.signed_on.isoformat() >= "2025-07-01"),
    ),
    Test("owner is empty", lambda deal: deal.owner is None),
)


# --- figures ---


def _exact(value: Decimal | int) -> Fraction:
    return Fraction(value)


def _values(number: Number, test: Test | None, deals: Sequence[Deal]) -> list[Fraction]:
    held = [deal for deal in deals if test is None or test.holds(deal)]
    return sorted(_exact(value) for deal in held if (value := number.of(deal)) is not None)


def _average(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _median(values: Sequence[Fraction]) -> Fraction | None:
    middle = len(values) // 2
    if not values:
        return None
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def _percentile(values: Sequence[Fraction], share: Fraction) -> Fraction | None:
    """The smallest value that at least this share of the values does not exceed."""
    return next((each for n, each in enumerate(values, 1) if Fraction(n, len(values)) >= share), None)


def _quotient(left: Result, right: Result) -> Fraction | None:
    if not isinstance(left, Fraction) or not isinstance(right, Fraction) or right == 0:
        return None
    return left / right


def _count(test: Test | None) -> Figure:
    text = f"count(where {test.text})" if test else "count()"
    return Figure(text, lambda r: Fraction(sum(test is None or test.holds(deal) for deal in r.deals)), adds_up=True)


def _total(number: Number, test: Test | None) -> Figure:
    return Figure(
        f"sum({_argument(number, test)})", lambda r: sum(_values(number, test, r.deals), Fraction(0)), adds_up=True
    )


def _argument(number: Number, test: Test | None) -> str:
    return f"{number.text} where {test.text}" if test else number.text


def _over_values(name: str, number: Number, test: Test | None) -> Figure:
    argument = _argument(number, test)

    def figure(text: str, of: Callable[[Sequence[Fraction]], Fraction | None]) -> Figure:
        return Figure(text, lambda r: of(_values(number, test, r.deals)))

    match name:
        case "avg":
            return figure(f"avg({argument})", _average)
        case "median":
            return figure(f"median({argument})", _median)
        case "min":
            return figure(f"min({argument})", lambda values: min(values, default=None))
        case "max":
            return figure(f"max({argument})", lambda values: max(values, default=None))
        case "distinct":
            return figure(f"distinct({argument})", lambda values: Fraction(len(set(values))))
        case _:
            return figure(f"count({argument})", lambda values: Fraction(len(values)))


def _leads() -> tuple[Figure, ...]:
    def costs(records: Records) -> list[Fraction]:
        return [_exact(lead.cost) for lead in records.leads if lead.cost is not None]

    deals = _count(None)
    count = Figure("count(leads)", lambda r: Fraction(len(r.leads)), adds_up=True, joins=True)
    total = Figure("sum(leads.cost)", lambda r: sum(costs(r), Fraction(0)), adds_up=True, joins=True)
    average = Figure("avg(leads.cost)", lambda r: _average(costs(r)), joins=True)
    each = Figure("sum(leads.cost) / count()", lambda r: _quotient(total.of(r), deals.of(r)), joins=True, exact=False)
    rate = Figure("count() / count(leads)", lambda r: _quotient(deals.of(r), count.of(r)), joins=True, exact=False)
    levels = Figure(
        "distinct(leads.level)", lambda r: Fraction(len({lead.level for lead in r.leads} - {None})), joins=True
    )
    return (count, total, average, each, rate, levels)


def _entered(deal: Deal, states: Sequence[str]) -> bool:
    return any(stay.state in states for stay in deal.stays)


def _converted(deal: Deal, start: str, end: str) -> bool:
    first = min((stay.entered_at for stay in deal.stays if stay.state == start), default=None)
    return first is not None and any(stay.state == end and stay.entered_at >= first for stay in deal.stays)


def _days(deals: Sequence[Deal], state: str) -> list[Fraction]:
    stays = [stay for deal in deals for stay in deal.stays if stay.state == state]
    lengths = [(stay.left_at or NOW) - stay.entered_at for stay in stays]
    return [Fraction(round(each.total_seconds()), 86_400) for each in lengths]


def _of_states(chance: random.Random) -> Figure:
    state = chance.choice(STATES)
    start, end = chance.choice((("open", "won"), ("open", "offer"), ("offer", "deal"), ("deal", "lost")))

    def rate(records: Records) -> Fraction | None:
        begun = [deal for deal in records.deals if _entered(deal, (start,))]
        return _quotient(Fraction(sum(_converted(deal, start, end) for deal in begun)), Fraction(len(begun)))

    return chance.choice(
        (
            Figure(
                f"entered({state})", lambda r: Fraction(sum(_entered(deal, (state,)) for deal in r.deals)), adds_up=True
            ),
            Figure(
                f"reached({state})",
                lambda r: Fraction(sum(_entered(deal, REACHED[state]) for deal in r.deals)),
                adds_up=True,
            ),
            Figure(f"conversion({start}, {end})", rate),
            Figure(f"time_in({state})", lambda r: _average(_days(r.deals, state))),
        )
    )


def _moments(records: Records) -> Result:
    return max((deal.met_at for deal in records.deals if deal.met_at is not None), default=None)


def _first_day(records: Records) -> Result:
    return min((deal.signed_on for deal in records.deals if deal.signed_on is not None), default=None)


def random_figure(chance: random.Random, axes: Sequence[Axis]) -> Figure:
    """One measure that may stand over these dimensions."""
    test = chance.choice((None, None, chance.choice(TESTS)))
    number = chance.choice(NUMBERS)
    summed, counted = _total(number, test), _count(test)
    percent = chance.choice((10, 25, 50, 90, 99))
    figures: list[Figure] = [
        summed,
        counted,
        *(_over_values(name, number, test) for name in ("avg", "median", "min", "max", "distinct", "count")),
        Figure(
            f"percentile({number.text}, {percent}%)",
            lambda r: _percentile(_values(number, None, r.deals), Fraction(percent, 100)),
        ),
        Figure("max(met_at)", _moments),
        Figure("min(signed_on)", _first_day),
        Figure("distinct(customer)", lambda r: Fraction(len({deal.customer.id for deal in r.deals}))),
        Figure(f"{summed.text} / count()", lambda r: _quotient(summed.of(r), Fraction(len(r.deals))), exact=False),
        Figure(f"{counted.text} / count()", lambda r: _quotient(counted.of(r), Fraction(len(r.deals))), exact=False),
        _of_states(chance),
        _of_states(chance),
    ]
    if axes and not any(axis.overlaps for axis in axes):
        base = chance.choice((summed, counted))
        figures.append(Figure(f"share({base.text})", base.of, shares=base, exact=False))
        figures.append(Figure(f"cumulative({base.text})", base.of, runs=base))
    if all(axis.lead_text for axis in axes):
        figures += _leads()
    return chance.choice(figures)


def random_question(chance: random.Random, number: int) -> Question:
    """One report of no more than two dimensions and four measures."""
    count = chance.choice((0, 1, 1, 1, 2, 2))
    axes: tuple[Axis, ...] = ()
    if count:
        pool = [axis for axis in AXES if axis.lead_text] if chance.random() < 0.3 else list(AXES)
        axes = tuple(chance.sample(pool, count))
    figures = tuple(random_figure(chance, axes) for _ in range(chance.randrange(1, 5)))
    has_running = any(each.shares or each.runs for each in figures)
    can_cut = len(axes) == 1 and not axes[0].overlaps and not has_running
    return Question(
        name=f"R{number}",
        axes=axes,
        figures=figures,
        where=chance.choice((None, None, chance.choice(TESTS))),
        top=chance.choice((None, None, 2, 4)) if can_cut else None,
    )
