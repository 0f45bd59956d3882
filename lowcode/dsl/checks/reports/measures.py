"""Numbers that would be wrong: counted more than once, averaged twice, shares of no whole, units that do not meet."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.reports import AverageOfAverages, CountedRepeatedly, DoesNotAddUp, UnitsDiffer
from lowcode.dsl.checks.reports.parts import Unit, unit_of, walk, why_not_additive
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import reports
from lowcode.ir import types as t
from lowcode.ir.walking import walk as walk_expression
from lowcode.quick_dataclass import dataclass

_ROUNDINGS = frozenset({"round", "floor", "ceil"})
_DEEPEST = 20
"""Computed fields that are looked through, one behind the other."""


def check_measures(application: app.Application, report: reports.Report) -> Iterator[Problem]:
    """The measures of a report and its target, part by part."""
    checker = _Measures(application, report)
    for measure in report.chart.measures:
        yield from checker.measure(measure.expression)
    target = report.chart.target
    if target is not None:
        yield from checker.measure(target)
        shown = report.chart.measures[0].expression
        yield from checker.units("target", target, (shown, target))


@dataclass(frozen=True, slots=True)
class _Measures:
    application: app.Application
    report: reports.Report

    def measure(self, measure: reports.MeasureExpression) -> Iterator[Problem]:
        """A measure and all of its parts."""
        for part in walk(measure):
            match part:
                case reports.Aggregated():
                    yield from self._aggregated(part)
                case reports.Share(of=of):
                    yield from self._whole("share", part, of)
                case reports.Cumulative(of=of):
                    yield from self._whole("cumulative", part, of)
                case reports.Combined(
                    operator=reports.MeasureOperator.ADD | reports.MeasureOperator.SUBTRACT, left=left, right=right
                ):
                    yield from self.units("sum", part, (left, right))
                case _:
                    continue

    def units(
        self, what: str, place: reports.MeasureExpression, parts: tuple[reports.MeasureExpression, ...]
    ) -> Iterator[Problem]:
        """Whether numbers that meet have one unit."""
        found = dict.fromkeys(unit for each in parts if (unit := unit_of(self.application, each)) is not None)
        if len(found) > 1:
            yield UnitsDiffer(span=place.span, what=what, units=tuple(map(unit_text, found)))

    def _aggregated(self, part: reports.Aggregated) -> Iterator[Problem]:
        if part.value is None:
            return
        value = self._origin(part.value)
        counted = self.report.sources[part.source].entity
        if part.function is reports.MeasureFunction.SUM:
            entity = self._elsewhere(value)
            if entity is not None:
                yield CountedRepeatedly(span=part.span, path=_path(part.value), entity=entity, counted=counted)
        elif part.function is reports.MeasureFunction.AVERAGE:
            average = _without_rounding(value)
            if isinstance(average, ir.Aggregate) and average.function is ir.AggregateFunction.AVERAGE:
                assert isinstance(average.list.type, t.ListType)
                item = average.list.type.item
                entity = item.entity if isinstance(item, t.RecordType) else item.choice
                yield AverageOfAverages(span=part.span, field=_path(part.value), entity=entity, counted=counted)

    def _whole(
        self, function: str, place: reports.MeasureExpression, of: reports.MeasureExpression
    ) -> Iterator[Problem]:
        reason = why_not_additive(of) or ("members" if has_members(self.report) else None)
        if reason is not None:
            yield DoesNotAddUp(span=place.span, function=function, reason=reason)

    def _origin(self, value: ir.Expression) -> ir.Expression:
        """What a computed field stands for, as long as that is the record's own."""
        for _ in range(_DEEPEST):
            if not (isinstance(value, ir.FieldRead) and isinstance(value.source, ir.Variable)):
                return value
            field = self._field(value)
            if field is None or field.computed is None:
                return value
            value = field.computed.expression
        return value

    def _elsewhere(self, value: ir.Expression) -> str | None:
        """The entity that a number belongs to, if that is another record which several may refer to."""
        found: str | None = None
        for each in walk_expression(value):
            if isinstance(each, ir.Aggregate):
                return None  # computed over a list of its own
            if not isinstance(each, ir.FieldRead) or isinstance(each.type, t.RecordType):
                continue
            if isinstance(each.source, ir.Variable) and each.source.kind is not ir.VariableKind.OWNER:
                return None
            if self._is_one_to_one(each.source):
                return None
            assert isinstance(each.source.type, t.RecordType)
            found = each.source.type.entity
        return found

    def _is_one_to_one(self, reference: ir.Expression) -> bool:
        """Whether each record has a partner of its own there."""
        if not isinstance(reference, ir.FieldRead):
            return False
        field = self._field(reference)
        if field is None or not field.unique:
            return False
        return isinstance(reference.source, ir.Variable) or self._is_one_to_one(reference.source)

    def _field(self, read: ir.FieldRead) -> app.Field | None:
        if not isinstance(read.source.type, t.RecordType):
            return None
        return self.application.entity(read.source.type.entity).field_by_name.get(read.field)


def has_members(report: reports.Report) -> bool:
    """Whether a record can be in several groups."""
    return any(isinstance(each.grouping, reports.ByMember) for each in report.chart.dimensions)


def unit_text(unit: Unit) -> str:
    """A unit in a message."""
    return unit[-1]


def _without_rounding(value: ir.Expression) -> ir.Expression:
    while isinstance(value, ir.Call) and value.function in _ROUNDINGS:
        value = value.arguments[0]
    return value


def _path(value: ir.Expression) -> str:
    """The path as it is written, as far as it is one."""
    names: list[str] = []
    while isinstance(value, ir.FieldRead):
        names.append(value.field)
        value = value.source
    if isinstance(value, ir.Variable) and value.kind is ir.VariableKind.OWNER:
        names.append("owner")
    return ".".join(reversed(names)) or "…"
