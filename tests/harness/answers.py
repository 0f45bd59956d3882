"""Answers of reports, made by hand: what charts are drawn from, without a database."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lowcode.runtime.definitions import ApplicationDefinition, Choice, Label, Option
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.report_definitions import (
    Aggregated,
    ByPeriod,
    ByValue,
    Chart,
    DateUnit,
    Dimension,
    Form,
    Grouping,
    Measure,
    MeasureExpression,
    MeasureFunction,
    Number,
    ReportDefinition,
    ValueForm,
)
from lowcode.runtime.reports.answers import (
    Answer,
    AnswerDimension,
    Compared,
    Group,
    Place,
    Table,
    Target,
    Value,
    Values,
)

TEXT = Form(ValueForm.TEXT)
CHOICE = Form(ValueForm.CHOICE, "region")
RECORD = Form(ValueForm.RECORD, "user")
DATE = Form(ValueForm.DATE)
MONEY = Form(ValueForm.MONEY, scale=2)
INTEGER = Form(ValueForm.INTEGER)
PERCENT = Form(ValueForm.PERCENT, scale=4)

REGIONS = Choice(
    identifier="region",
    label=Label("区域", "Region"),
    options=(
        Option(
            name="east",
            label=Label("华东", "East China"),
            options=(
                Option(name="shanghai", label=Label("上海", "Shanghai")),
                Option(
                    name="jiangsu",
                    label=Label("江苏", "Jiangsu"),
                    options=(
                        Option(name="nanjing", label=Label("南京", "Nanjing")),
                        Option(name="suzhou", label=Label("苏州", "Suzhou")),
                    ),
                ),
                Option(name="zhejiang", label=Label("浙江", "Zhejiang")),
            ),
        ),
        Option(name="guangdong", label=Label("广东", "Guangdong")),
    ),
)


def presentation(locale: str = "zh-CN") -> Presentation:
    """How an app that speaks Chinese and English shows values."""
    application = ApplicationDefinition(
        name="test",
        label=Label("测试", "Test"),
        package="test",
        locales=("zh-CN", "en"),
        timezone="Asia/Shanghai",
        currency="CNY",
        color="#1677ff",
        entities=(),
        choices=(REGIONS,),
        roles=(),
        menu=(),
    )
    return Presentation(application, locale)


def groups(*labels: str, **colors: str) -> tuple[Group, ...]:
    """Groups called by texts; `colors` are those that the specification gives."""
    return tuple(Group(key=label, label=label, color=colors.get(label), value=label) for label in labels)


EMPTY = Group(key="!empty", label="（空）", is_empty=True)
OTHERS = Group(key="!others", label="其他", is_others=True)


def dimension(
    label: str, members: Sequence[Group], form: Form = TEXT, grouping: Grouping | None = None
) -> AnswerDimension:
    """A dimension with its groups."""
    definition = Dimension(
        name=label, label=Label(label, label), grouping=grouping or ByValue(), form=form, readings=()
    )
    return AnswerDimension(definition=definition, label=label, groups=tuple(members))


def months(count: int, first: str = "2025-01") -> AnswerDimension:
    """So many months."""
    year, month = (int(part) for part in first.split("-"))
    days = [datetime.date(year + (month - 1 + at) // 12, (month - 1 + at) % 12 + 1, 1) for at in range(count)]
    members = [Group(key=day.isoformat(), label=f"{day:%Y-%m}", value=day) for day in days]
    return dimension("签订日期（月）", members, DATE, ByPeriod(DateUnit.MONTH))


def days(count: int, first: datetime.date) -> AnswerDimension:
    """So many days."""
    every = [first + datetime.timedelta(days=at) for at in range(count)]
    members = [Group(key=day.isoformat(), label=day.isoformat(), value=day) for day in every]
    return dimension("创建日期", members, DATE, ByPeriod(DateUnit.DAY))


def measure(
    label: str, form: Form = MONEY, *, unit: str | None = None, function: MeasureFunction = MeasureFunction.SUM
) -> Measure:
    """A measure that is a plain aggregate."""
    expression = Aggregated(function=function, form=form)
    return Measure(
        name=label,
        label=Label(label, label),
        expression=expression,
        form=form,
        unit=Label(unit, unit) if unit else None,
    )


def decimals(*values: Any) -> Values:
    """Numbers as an answer has them."""
    return tuple(Decimal(value) if isinstance(value, str) else value for value in values)


def table(cells: Mapping[Place, Values], *, margins: bool = True) -> Table:
    """A table whose margins are sums, which is right for counts and amounts."""
    if not margins or () in cells:
        return Table(cells=cells, margins={})
    depth = len(next(iter(cells), (0,)))
    width = len(next(iter(cells.values()), (0,)))
    sums: dict[tuple[int | None, ...], list[Any]] = {}
    for place, values in cells.items():
        for mask in range(2**depth - 1):
            margin = tuple(index if mask >> at & 1 else None for at, index in enumerate(place))
            row = sums.setdefault(margin, [None] * width)
            for at, value in enumerate(values):
                if isinstance(value, Decimal | int):
                    row[at] = value if row[at] is None else row[at] + value
    sums.setdefault((None,) * depth, [None] * width)
    return Table(cells=cells, margins={margin: tuple(row) for margin, row in sums.items()})


def answer(
    kind: str,
    dimensions: Sequence[AnswerDimension],
    measures: Sequence[Measure],
    cells: Mapping[Place, Values],
    *,
    earlier: Mapping[Place, Values] | None = None,
    target: Mapping[Place, Value] | None = None,
    stack: bool = False,
    label: str = "销售额",
) -> Answer:
    """An answer to a chart of this kind."""
    goal: MeasureExpression | None = Number(Decimal(0)) if target is not None else None
    chart = Chart(
        kind=kind,
        dimensions=tuple(each.definition for each in dimensions),
        measures=tuple(measures),
        stack=stack,
        target=goal,
    )
    return Answer(
        report=ReportDefinition(name="report", label=Label(label, label), sources=(), chart=chart),
        label=label,
        dimensions=tuple(dimensions),
        measures=tuple(measures),
        table=table(cells),
        nothing=tuple(0 if adds(each) else None for each in measures),
        compared=Compared(table=table(earlier), label="上月同期", period=None) if earlier is not None else None,
        target=_target(target),
    )


def adds(each: Measure) -> bool:
    """Whether nothing is zero for it."""
    expression = each.expression
    return isinstance(expression, Aggregated) and expression.function in {MeasureFunction.SUM, MeasureFunction.COUNT}


def _target(cells: Mapping[Place, Value] | None) -> Target | None:
    if cells is None:
        return None
    known = [value for value in cells.values() if isinstance(value, Decimal | int)]
    total = cells[()] if () in cells else sum(known, Decimal(0))
    return Target(cells=cells, margins={}, total=total)
