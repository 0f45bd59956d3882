"""A chart that somebody made of a list, as a `report` of the specification: to be copied into it and kept for all."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lowcode.runtime.definitions import ApplicationDefinition, EntityDefinition, FieldDefinition, Label
from lowcode.runtime.locale.formatting import plain_number
from lowcode.runtime.pages.reports.explore_fields import is_list
from lowcode.runtime.pages.reports.explore_report import ExploreChoice
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.filters import Contains, Filter, InPeriod, InRange, IsEmpty, IsOption, IsRecord, IsTrue
from lowcode.runtime.queries.parsing import TODAY
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.report_definitions import ByPeriod, Dimension, MeasureFunction, ReportDefinition


@dataclass(frozen=True, slots=True)
class SpecWriter:
    """Writes one report. `comment` words what the language cannot say, such as one record among many."""

    application: ApplicationDefinition
    address: ListAddress
    comment: str

    @property
    def entity(self) -> EntityDefinition:
        """Whose records are counted."""
        return self.address.entity

    def text(self, report: ReportDefinition, choice: ExploreChoice) -> str:
        """The declaration, ready to be pasted."""
        name = f"{entity_name(self.entity)}Chart"
        lines = [f"report {name} {self._label(report.label)} from {entity_name(self.entity)} {{"]
        said = [each for each in map(self._condition, self.address.filters) if each is not None]
        if said:
            lines.append(f"  where {' and '.join(said)}")
        lines += [f"  # {self.comment}" for _ in range(min(1, len(self.address.filters) - len(said)))]
        if self.address.search:
            lines.append(f"  # {self.comment}")
        lines.append(f"  chart {' '.join(self._chart(report, choice))}")
        return "\n".join([*lines, "}", ""])

    def _chart(self, report: ReportDefinition, choice: ExploreChoice) -> Iterator[str]:
        chart = report.chart
        yield chart.kind
        fields = [each for each in (choice.by, choice.then) if each is not None]
        pairs = zip(chart.dimensions, fields, strict=True)
        groups = ", ".join(self._dimension(dimension, field) for dimension, field in pairs)
        if groups:
            yield f"by {groups}"
        measure = chart.measures[0]
        yield f"show {self._measure(choice)} {self._label(measure.label)}"
        if chart.top is not None:
            yield f"top {chart.top}"

    def _dimension(self, dimension: Dimension, field: FieldDefinition) -> str:
        name = field_name(field)
        return f"{dimension.grouping.unit.value}({name})" if isinstance(dimension.grouping, ByPeriod) else name

    def _measure(self, choice: ExploreChoice) -> str:
        if choice.value is None or choice.function is MeasureFunction.COUNT:
            return "count()"
        return f"{choice.function.value}({field_name(choice.value)})"

    def _label(self, label: Label) -> str:
        """The text in each locale of the app; one is enough where they are the same."""
        texts = list(dict.fromkeys(label.texts))
        return " / ".join(_quoted(each) for each in (label.texts if len(texts) > 1 else texts))

    # --- conditions --------------------------------------------------------------------------------------------------

    def _condition(self, one: Filter) -> str | None:
        """A filter of the list as an expression; None for what no expression says."""
        field = self.entity.field_by_name.get(one.field) or SYSTEM_FIELDS[one.field]
        name = field_name(field)
        match one:
            case IsOption(names=names) if is_list(field):
                parts = " or ".join(f"{option} in {name}" for option in names)
                return f"({parts})" if len(names) > 1 else parts
            case IsOption(names=names):
                return f"{name} in [{', '.join(names)}]"
            case IsRecord() | IsEmpty() if is_list(field):
                return None
            case IsRecord(is_me=True):
                return f"{name} == me"
            case IsRecord():
                return None
            case IsTrue(value=truth):
                return name if truth else f"not {name}"
            case InPeriod(period=period):
                return f"date({name}) == today" if period == TODAY else f"{name} in {period}"
            case Contains(text=text):
                return f"contains({name}, {_quoted(text)})"
            case IsEmpty(empty=empty):
                return f"{name} is {'empty' if empty else 'not empty'}"
            case InRange(first=first, last=last):
                ends = [(sign, end) for sign, end in ((">=", first), ("<=", last)) if end is not None]
                return " and ".join(f"{name} {sign} {_value(end, one)}" for sign, end in ends)


def entity_name(entity: EntityDefinition) -> str:
    """What the specification calls the entity: the first part of any field's origin, else its identifier's words."""
    for field in entity.fields:
        place = field.source.rpartition(": ")[2]
        if "." in place:
            return place.partition(".")[0]
    return "".join(word.capitalize() for word in entity.name.split("_"))


def field_name(field: FieldDefinition) -> str:
    """What the specification calls the field."""
    place = field.source.rpartition(": ")[2]
    return place.rpartition(".")[2] if "." in place else field.name


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _value(value: Any, asked: InRange) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return f"{plain_number(value * 100)}%" if asked.is_percent else plain_number(value)
