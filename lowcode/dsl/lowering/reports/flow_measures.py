"""`entered(won)`, `reached(proposal)`, `conversion(contact, won)`, `time_in(proposal)`: what records went through."""

from __future__ import annotations

from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.process_names import UnknownState
from lowcode.diagnostics.problems.report_types import NoFlowHere
from lowcode.dsl import ast
from lowcode.dsl.ast_process import FlowDecl
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.processes.states import flow_with_state, flows_of, has_state, state_field
from lowcode.dsl.lowering.reports.dimensions import TypedDimension
from lowcode.dsl.lowering.reports.sources import TypedSource
from lowcode.dsl.lowering.reports.units import PERCENT_SCALE
from lowcode.dsl.type_checker.measures import CONVERSION, ENTERED, REACHED, TIME_IN
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from lowcode.quick_dataclass import dataclass

_SIGNATURES = {
    ENTERED: "entered(state)",
    REACHED: "reached(state)",
    CONVERSION: "conversion(state, later_state)",
    TIME_IN: "time_in(state)",
}
_COUNTS = {ENTERED: (0, 1), REACHED: (0, 1), CONVERSION: (2,), TIME_IN: (1,)}
_DAYS_SCALE = 1


@dataclass(frozen=True, slots=True)
class _State:
    """A state of a flow of one source; `name` None for the state of each group."""

    source: TypedSource
    flow: str
    name: str | None


class FlowMeasures:
    """Types the measures of flows."""

    def __init__(
        self, lowering: Lowering, sources: tuple[TypedSource, ...], dimensions: tuple[TypedDimension | None, ...]
    ) -> None:
        """`dimensions`: the chart's, in its first source; None for those that are not understood."""
        self._lowering = lowering
        self._sources = sources
        self._dimensions = dimensions

    def typed(self, call: ast.CallExpr) -> rep.MeasureExpression | None:
        """The typed call, or None after a problem."""
        name = call.function.text
        if len(call.arguments) not in _COUNTS[name]:
            self._lowering.report(
                type_problems.WrongArgumentCount(
                    span=call.span, name=name, signature=_SIGNATURES[name], found=len(call.arguments)
                )
            )
            return None
        if name == CONVERSION:
            return self._conversion(call)
        state = self._state(call, call.arguments[0]) if call.arguments else self._state_of_group(call, self._sources[0])
        if state is None:
            return None
        if name == TIME_IN:
            if state.name is None:
                self._refuse(call, call.arguments[0])
                return None
            return rep.TimeInState(state.source.index, state.flow, state.name, t.DecimalType(_DAYS_SCALE), call.span)
        is_reached = name == REACHED
        return rep.Entered(state.source.index, state.flow, state.name, is_reached, t.IntegerType(), call.span)

    def _conversion(self, call: ast.CallExpr) -> rep.Conversion | None:
        start, end = (self._state(call, each) for each in call.arguments)
        if start is None or end is None:
            return None
        if start.name is None or end.name is None or start.flow != end.flow or start.source != end.source:
            self._refuse(call, call.arguments[0] if start.name is None else call.arguments[1])
            return None
        return rep.Conversion(
            start.source.index, start.flow, start.name, end.name, t.PercentType(PERCENT_SCALE), call.span
        )

    # --- states ------------------------------------------------------------------------------------

    def _state(self, call: ast.CallExpr, argument: ast.Expr) -> _State | None:
        """`won`, `Pipeline.won`, `leads.converted`, `leads.LeadFlow.converted`, `leads`."""
        names = _names(argument)
        if names is None:
            self._refuse(call, argument)
            return None
        source = self._sources[0]
        named = next((each for each in self._sources if each.name == names[0].text), None)
        if named is not None and (len(names) > 1 or not self._is_state(source, names[0])):
            source, names = named, names[1:]
        if not names:
            return self._state_of_group(call, source)
        flows = self._flows(call, source)
        if flows is None:
            return None
        if len(names) > 1:
            return self._state_of_flow(call, argument, source, flows, names)
        flow = flow_with_state(self._lowering, source.entity.name, names[0])
        return None if flow is None else _State(source, flow.name.text, names[0].text)

    def _is_state(self, source: TypedSource, name: ast.Name) -> bool:
        return any(has_state(each, name.text) for each in flows_of(self._lowering.symbols, source.entity.name))

    def _flows(self, call: ast.CallExpr, source: TypedSource) -> list[FlowDecl] | None:
        flows = flows_of(self._lowering.symbols, source.entity.name)
        if flows:
            return flows
        function = call.function.text
        self._lowering.report(NoFlowHere(span=call.span, function=function, entity=source.entity.name, has_flow=False))
        return None

    def _state_of_flow(
        self,
        call: ast.CallExpr,
        argument: ast.Expr,
        source: TypedSource,
        flows: list[FlowDecl],
        names: tuple[ast.Name, ...],
    ) -> _State | None:
        flow = next((each for each in flows if each.name.text == names[0].text), None)
        if flow is None or len(names) > 2:
            self._refuse(call, argument)
            return None
        state = names[1]
        if has_state(flow, state.text):
            return _State(source, flow.name.text, state.text)
        candidates = tuple(each.name.text for each in flow.states)
        self._lowering.report(
            UnknownState(span=state.span, entity=source.entity.name, state=state.text, candidates=candidates)
        )
        return None

    def _state_of_group(self, call: ast.CallExpr, source: TypedSource) -> _State | None:
        """Without a state: the one that the group of the first dimension stands for."""
        flows = self._flows(call, source)
        if flows is None:
            return None
        first = self._dimensions[0] if self._dimensions else None
        if self._dimensions and first is None:
            return None
        for flow in flows:
            field = state_field(self._lowering.symbols, flow)
            if field is not None and first is not None and _is_read_of(first, field.name):
                return _State(source, flow.name.text, None)
        self._lowering.report(
            NoFlowHere(span=call.span, function=call.function.text, entity=source.entity.name, has_flow=True)
        )
        return None

    def _refuse(self, call: ast.CallExpr, argument: ast.Expr) -> None:
        if isinstance(argument, ast.ErrorExpr):
            return
        name = call.function.text
        self._lowering.report(
            type_problems.WrongArgument(
                span=argument.span, name=name, signature=_SIGNATURES[name], expected="state", found="?"
            )
        )


def _is_read_of(dimension: TypedDimension, field: str) -> bool:
    """Whether the dimension is the record's own field of that name."""
    match dimension.expression:
        case ir.FieldRead(source=ir.Variable(kind=ir.VariableKind.THIS), field=name):
            return name == field and isinstance(dimension.grouping, rep.ByValue)
        case _:
            return False


def _names(argument: ast.Expr) -> tuple[ast.Name, ...] | None:
    """The names of a path; None for anything else."""
    match argument:
        case ast.NameExpr(name=name):
            return (name,)
        case ast.MemberExpr(source=source, name=name):
            before = _names(source)
            return None if before is None else (*before, name)
        case _:
            return None
