"""Answers as JSON, so that they can be kept. What is declared is not written: it is looked up when they are read."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lowcode.runtime.report_definitions import ReportDefinition
from lowcode.runtime.reports.answers import (
    Answer,
    AnswerDimension,
    Compared,
    Group,
    Note,
    Table,
    Target,
)
from lowcode.runtime.reports.selection import DayRange, Selection, shown_dimensions


def text_of_answer(found: Answer) -> str:
    """The answer as JSON."""
    compared, target = found.compared, found.target
    return json.dumps(
        {
            "label": found.label,
            "dimensions": [[each.label, [_group_text(group) for group in each.groups]] for each in found.dimensions],
            "measures": [each.name for each in found.measures],
            "table": _table_text(found.table),
            "nothing": _texts(found.nothing),
            "compared": compared and [_table_text(compared.table), compared.label, _days_text(compared.period)],
            "target": target and [_numbers_text(target.cells), _numbers_text(target.margins), _text(target.total)],
            "period": _days_text(found.period),
            "period_label": found.period_label,
            "notes": [[each.kind, each.text] for each in found.notes],
            "withheld": found.withheld,
            "asked_at": _text(found.asked_at),
            "drilled": found.drilled,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def answer_of_text(text: str, report: ReportDefinition, selection: Selection) -> Answer:
    """The answer that was written for the report and the selection."""
    said = json.loads(text)
    compared, target, by_name = said["compared"], said["target"], {each.name: each for each in report.chart.measures}
    dimensions = zip(shown_dimensions(report, selection), said["dimensions"], strict=True)
    return Answer(
        report=report,
        label=said["label"],
        dimensions=tuple(
            AnswerDimension(definition=definition, label=label, groups=tuple(map(_group, groups)))
            for definition, (label, groups) in dimensions
        ),
        measures=tuple(by_name[name] for name in said["measures"]),
        table=_table(said["table"]),
        nothing=_values(said["nothing"]),
        compared=compared and Compared(table=_table(compared[0]), label=compared[1], period=_days(compared[2])),
        target=target and Target(cells=_numbers(target[0]), margins=_numbers(target[1]), total=_value(target[2])),
        period=_days(said["period"]),
        period_label=said["period_label"],
        notes=tuple(Note(*each) for each in said["notes"]),
        withheld=tuple(said["withheld"]),
        asked_at=_value(said["asked_at"]),
        drilled=tuple((dimension, group) for dimension, group in said["drilled"]),
    )


def _text(value: Any) -> str | None:
    """A value with its kind before it."""
    match value:
        case None:
            return None
        case bool():
            return f"b{int(value)}"
        case int():
            return f"i{value}"
        case Decimal():
            return f"n{value}"
        case datetime.datetime():
            return f"t{value.isoformat()}"
        case datetime.date():
            return f"d{value.isoformat()}"
        case datetime.time():
            return f"c{value.isoformat()}"
        case _:
            return f"s{value}"


def _value(text: str | None) -> Any:
    if text is None:
        return None
    return _READERS[text[0]](text[1:])


_READERS: Mapping[str, Any] = {
    "b": lambda text: text == "1",
    "i": int,
    "n": Decimal,
    "t": datetime.datetime.fromisoformat,
    "d": datetime.date.fromisoformat,
    "c": datetime.time.fromisoformat,
    "s": str,
}


def _texts(values: Iterable[Any]) -> list[str | None]:
    return [_text(each) for each in values]


def _values(texts: Iterable[str | None]) -> tuple[Any, ...]:
    return tuple(_value(each) for each in texts)


def _table_text(table: Table) -> list[Any]:
    return [[[place, _texts(values)] for place, values in part.items()] for part in (table.cells, table.margins)]


def _table(said: Any) -> Table:
    cells, margins = ({tuple(place): _values(texts) for place, texts in part} for part in said)
    return Table(cells=cells, margins=margins)


def _numbers_text(numbers: Mapping[Any, Any]) -> list[Any]:
    return [[place, _text(value)] for place, value in numbers.items()]


def _numbers(said: Any) -> dict[Any, Any]:
    return {tuple(place): _value(text) for place, text in said}


def _group_text(group: Group) -> list[Any]:
    return [group.key, group.label, group.color, _text(group.value), group.is_empty, group.is_others]


def _group(said: list[Any]) -> Group:
    key, label, color, value, is_empty, is_others = said
    return Group(key=key, label=label, color=color, value=_value(value), is_empty=is_empty, is_others=is_others)


def _days_text(days: DayRange | None) -> list[str | None] | None:
    return None if days is None else _texts((days.first, days.end))


def _days(said: list[str | None] | None) -> DayRange | None:
    return None if said is None else DayRange(*_values(said))
