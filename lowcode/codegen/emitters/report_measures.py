"""Measures of reports as source: what is aggregated in a source, and the arithmetic on top of it."""

from __future__ import annotations

from typing import assert_never

from lowcode.codegen.emitters.report_values import ReportFunctions
from lowcode.codegen.flow_order import reached_states
from lowcode.codegen.labels import label_source
from lowcode.codegen.python_source import call, dictionary, literal, tuple_of_texts
from lowcode.ir.naming import named
from lowcode.ir.process import Flow
from lowcode.ir.reports import (
    Aggregated,
    Combined,
    Conversion,
    Cumulative,
    Entered,
    Measure,
    MeasureExpression,
    Number,
    Previous,
    Report,
    Share,
    TimeInState,
)


class MeasureEmitter:
    """Writes the measures of one report."""

    def __init__(self, report: Report, functions: ReportFunctions) -> None:
        self._report = report
        self._functions = functions
        self._word = functions.word

    def measure(self, measure: Measure) -> str:
        """`Measure(…)`."""
        imports = self._functions.imports
        return call(
            self._word("Measure"),
            name=literal(measure.name),
            label=label_source(imports, measure.label),
            expression=self.expression(measure.expression, measure.name),
            form=self._functions.form(measure.type),
            unit=label_source(imports, measure.unit) if measure.unit is not None else None,
        )

    def expression(self, expression: MeasureExpression, wanted: str) -> str:
        """The measure as values of the vocabulary; `wanted` names the functions it needs."""
        match expression:
            case Aggregated():
                return self._aggregated(expression, wanted)
            case Entered() | Conversion() | TimeInState():
                return self._of_flow(expression)
            case Number(value=value):
                return call(self._word("Number"), self._functions.decimal(value))
            case Combined(operator=operator, left=left, right=right):
                sign = f"{self._word('MeasureOperator')}.{operator.name}"
                parts = (self.expression(left, wanted), self.expression(right, wanted))
                return call(self._word("Combined"), sign, *parts)
            case Share(of=of):
                return call(self._word("Share"), self.expression(of, wanted))
            case Cumulative(of=of):
                return call(self._word("Cumulative"), self.expression(of, wanted))
            case Previous(of=of, against=against, as_growth=as_growth):
                earlier = f"{self._word('Earlier')}.{against.name}"
                return call(
                    self._word("Previous"), self.expression(of, wanted), against=earlier, as_growth=str(as_growth)
                )
            case _:
                assert_never(expression)

    def _aggregated(self, aggregated: Aggregated, wanted: str) -> str:
        functions = self._functions
        entity = self._report.sources[aggregated.source].entity
        value, condition, share = aggregated.value, aggregated.condition, aggregated.share
        return call(
            self._word("Aggregated"),
            function=f"{self._word('MeasureFunction')}.{aggregated.function.name}",
            form=functions.form(aggregated.type),
            source=_source(aggregated.source),
            value=functions.reading(entity, value, wanted) if value is not None else None,
            where=functions.condition(entity, condition, wanted) if condition is not None else None,
            reads=functions.reads(entity, condition) if condition is not None else None,
            share=functions.decimal(share) if share is not None else None,
        )

    def _of_flow(self, measure: Entered | Conversion | TimeInState) -> str:
        flow = named(self._functions.project.application.flows, measure.flow)
        name, source = literal(flow.identifier), _source(measure.source)
        match measure:
            case Entered():
                return self._entered(measure, flow)
            case Conversion(start=start, end=end):
                return call(self._word("Conversion"), flow=name, start=literal(start), end=literal(end), source=source)
            case TimeInState(state=state):
                return call(self._word("TimeInState"), flow=name, state=literal(state), source=source)

    def _entered(self, entered: Entered, flow: Flow) -> str:
        def counted(state: str) -> str:
            return tuple_of_texts(reached_states(flow, state) if entered.or_later else (state,))

        by_state = {state.name: counted(state.name) for state in flow.states}
        return call(
            self._word("Entered"),
            flow=literal(flow.identifier),
            states=counted(entered.state) if entered.state is not None else "None",
            by_state=dictionary(by_state) if entered.state is None else None,
            source=_source(entered.source),
        )


def _source(index: int) -> str | None:
    """The first source stays unwritten."""
    return str(index) if index else None
