"""What rules, states and approvals do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from lowcode import naming
from lowcode.diagnostics.problems import types as type_problems
from lowcode.diagnostics.problems.process_details import NoRecordHere, NothingToStop
from lowcode.diagnostics.problems.structure import EmptyLabel
from lowcode.dsl import ast, ast_actions
from lowcode.dsl.lowering.paths import entity_of
from lowcode.dsl.lowering.processes.blocks import check_depth, check_filled
from lowcode.dsl.lowering.processes.calls_out import lower_call_out
from lowcode.dsl.lowering.processes.functions import lower_call
from lowcode.dsl.lowering.processes.records import lower_record
from lowcode.dsl.lowering.processes.shared import Processes, this_of
from lowcode.dsl.lowering.processes.states import flow_with_state
from lowcode.dsl.lowering.processes.values import Values, by_record, given
from lowcode.dsl.lowering.processes.words import Words
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker import Checker, Scope, is_error, type_name
from lowcode.dsl.type_checker.aggregates import all_records
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.ir import types as t
from lowcode.naming import Numbering
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_MOST_REPEATS = 10_000
_Change: TypeAlias = ast_actions.SetDecl | ast_actions.CreateDecl | ast_actions.UpdateDecl | ast_actions.DeleteDecl


@dataclass(frozen=True, slots=True)
class Place:
    """Where actions stand."""

    owner: str
    """Identifier of the rule or hook, unique in the app; names the cursors of `pick`."""
    entity: EntitySymbol | None
    """What `this` is; None: nothing."""
    has_change: bool
    """Whether there is a change under way that `stop` can refuse."""
    has_old: bool
    """Whether the record before the change is known."""
    loops: int = 0
    """How many loops are around."""


def lower_actions(
    processes: Processes, place: Place, declarations: Sequence[ast_actions.ActionDecl]
) -> tuple[process.Action, ...]:
    """The actions of one rule or hook."""
    scope = replace(processes.scope(place.entity, has_old=place.has_old), calls=True)
    return _Block(processes, place, scope, Numbering()).lowered(declarations)


class _Block:
    """The actions between two braces; records named in it are known to those that follow."""

    def __init__(self, processes: Processes, place: Place, scope: Scope, names: Numbering) -> None:
        self.processes = processes
        self.lowering = processes.lowering
        self.place = place
        self.scope = scope
        self.names = names

    @property
    def checker(self) -> Checker:
        return self.processes.checker(self.scope)

    def inside(self, scope: Scope | None = None, place: Place | None = None) -> _Block:
        return _Block(self.processes, place or self.place, scope or self.scope, self.names)

    def lowered(self, declarations: Sequence[ast_actions.ActionDecl]) -> tuple[process.Action, ...]:
        return tuple(action for each in declarations for action in self.action(each))

    def action(self, declaration: ast_actions.ActionDecl) -> Iterator[process.Action]:
        match declaration:
            case ast_actions.SetDecl() | ast_actions.CreateDecl() | ast_actions.UpdateDecl() | ast_actions.DeleteDecl():
                yield from self.change(declaration)
            case ast_actions.NotifyDecl() | ast_actions.SendDecl() | ast_actions.TaskDecl():
                yield from Words(self.processes, self.checker, self.place.owner).lowered(declaration)
            case ast_actions.MoveDecl() | ast_actions.SubmitDecl():
                yield from self.request(declaration)
            case ast_actions.CallOutDecl():
                yield from lower_call_out(self.processes, self.checker, declaration)
            case ast_actions.StopDecl():
                yield from self.stop(declaration)
            case ast_actions.CallDecl(call=call, span=span):
                typed = lower_call(self.processes, self.checker, call)
                if typed is not None:
                    yield process.CallFunction(typed, span)
            case _:
                yield from self.nested(declaration)

    # --- changes -----------------------------------------------------------------------------------

    def change(self, declaration: _Change) -> Iterator[process.Action]:
        match declaration:
            case ast_actions.SetDecl():
                yield from self.set(declaration)
            case ast_actions.CreateDecl():
                yield from self.create(declaration)
            case ast_actions.UpdateDecl():
                yield from self.update(declaration)
            case ast_actions.DeleteDecl(target=target, span=span):
                record = self.record(target, "delete", span)
                if record is not None:
                    yield process.DeleteRecord(record, span)

    def values(self, checker: Checker | None = None) -> Values:
        return Values(self.processes, checker or self.checker, self.place.owner)

    def set(self, declaration: ast_actions.SetDecl) -> Iterator[process.Action]:
        """Values for the same record that stand side by side are set together."""
        for target, values in by_record(declaration):
            record = self.record(target, "set", values[0].span)
            entity = None if record is None else self.processes.entity_of(record)
            if record is None or entity is None:
                continue
            found = self.values().lowered(entity, values)
            if found:
                yield process.SetFields(record, found, declaration.span)

    def create(self, declaration: ast_actions.CreateDecl) -> Iterator[process.Action]:
        entity = entity_of(self.lowering, declaration.entity)
        variable = None if declaration.variable is None else naming.local_identifier(declaration.variable.text)
        if entity is not None:
            values = self.values().lowered(entity, given(declaration.values))
            yield process.CreateRecord(entity.name, variable, values, declaration.span)
        if declaration.variable is not None:
            self.processes.check_local(declaration.variable)
            self.scope = self.scope.with_local(declaration.variable.text, entity)

    def update(self, declaration: ast_actions.UpdateDecl) -> Iterator[process.Action]:
        entity = entity_of(self.lowering, declaration.entity)
        if entity is None:
            return
        depth = len(self.scope.items)
        inside = self.processes.checker(self.scope.inside_query(entity))
        where = None if declaration.where is None else inside.condition(declaration.where)
        values = self.values(self.processes.checker(self.scope.inside(entity))).lowered(
            entity, given(declaration.values)
        )
        yield process.UpdateRecords(entity.name, depth, where, values, declaration.span)

    def record(self, target: ast.Expr | None, what: str, span: Span) -> ir.Expression | None:
        """The record that an action is about: `this`, unless it names another."""
        if target is None:
            if self.place.entity is None:
                self.lowering.report(NoRecordHere(span=span, what=what))
                return None
            return this_of(self.place.entity, span)
        return lower_record(self.processes, self.checker, target)

    # --- flows and approvals -----------------------------------------------------------------------

    def request(self, declaration: ast_actions.MoveDecl | ast_actions.SubmitDecl) -> Iterator[process.Action]:
        is_move = isinstance(declaration, ast_actions.MoveDecl)
        record = self.record(declaration.target, "move" if is_move else "submit", declaration.span)
        entity = None if record is None else self.processes.entity_of(record)
        if record is None or entity is None:
            return
        if isinstance(declaration, ast_actions.MoveDecl):
            flow = flow_with_state(self.lowering, entity.name, declaration.state)
            if flow is not None:
                yield process.MoveState(record, flow.name.text, declaration.state.text, declaration.span)
            return
        approval = self.processes.approval(declaration.approval, entity.name)
        if approval is not None:
            yield process.SubmitApproval(approval.name.text, record, declaration.span)

    def stop(self, declaration: ast_actions.StopDecl) -> Iterator[process.Action]:
        if not self.place.has_change:
            self.lowering.report(NothingToStop(span=declaration.span))
        message = self.checker.single(declaration.message)
        if isinstance(message, ir.Literal) and not message.value and not is_error(message):
            self.lowering.report(EmptyLabel(span=declaration.message.span))
        yield process.Stop(message, declaration.span)

    # --- blocks ------------------------------------------------------------------------------------

    def nested(
        self,
        declaration: ast_actions.ForDecl | ast_actions.IfDecl | ast_actions.LaterDecl | ast_actions.RepeatDecl,
    ) -> Iterator[process.Action]:
        match declaration:
            case ast_actions.ForDecl():
                yield from self.loop(declaration)
            case ast_actions.IfDecl(condition=condition, then=then, otherwise=otherwise, span=span):
                typed = self.checker.condition(condition)
                check_filled(self.processes, span, "if", then)
                yield process.If(typed, self.inside().lowered(then), self.inside().lowered(otherwise), span)
            case ast_actions.LaterDecl(duration=duration, unless=unless, actions=actions, span=span):
                check_filled(self.processes, span, "after", actions)
                name, later = self.names.next("after"), self.later()
                yield process.Later(
                    name, self.processes.duration(duration, "after"), later.ending(unless), later.lowered(actions), span
                )
            case ast_actions.RepeatDecl(every=every, until=until, most=most, actions=actions, span=span):
                check_filled(self.processes, span, "repeat", actions)
                name, later = self.names.next("repeat"), self.later()
                span_ = self.processes.duration(every, "repeat every", ir.Duration(seconds=60))
                limit = None if most is None else self.processes.number(most, "max", 1, _MOST_REPEATS)
                yield process.Repeat(name, span_, later.ending(until), limit, later.lowered(actions), span)

    def later(self) -> _Block:
        """What runs at another moment: nothing can be refused then, and what was before has been forgotten."""
        return self.inside(replace(self.scope, old=None), replace(self.place, has_change=False, has_old=False, loops=0))

    def ending(self, condition: ast.Expr | None) -> ir.Expression | None:
        """A condition that the clock asks about does nothing itself."""
        if condition is None:
            return None
        return self.processes.checker(replace(self.scope, calls=False)).condition(condition)

    def loop(self, declaration: ast_actions.ForDecl) -> Iterator[process.Action]:
        variable = declaration.variable
        self.processes.check_local(variable)
        check_filled(self.processes, declaration.span, "for", declaration.actions)
        loops = self.place.loops + 1
        check_depth(self.processes, declaration.span, loops)
        filtered = declaration.list if isinstance(declaration.list, ast.FilteredExpr) else None
        source = declaration.list if filtered is None else filtered.source
        list_ = all_records(self.checker, source) or self.checker.check(source)
        entity = self.items_of(list_)
        depth = len(self.scope.items)
        condition = None
        if filtered is not None and entity is not None:
            is_query = isinstance(list_, ir.AllRecords)
            inside = self.scope.inside_query(entity) if is_query else self.scope.inside(entity)
            inside = replace(inside, item_names=((variable.text, depth),))
            condition = self.processes.checker(inside).condition(filtered.condition)
        block = self.inside(self.scope.with_local(variable.text, entity), replace(self.place, loops=loops))
        actions = block.lowered(declaration.actions)
        if entity is not None:
            name = naming.local_identifier(variable.text)
            yield process.ForEach(name, list_, depth, condition, actions, declaration.span)

    def items_of(self, list_: ir.Expression) -> EntitySymbol | None:
        if isinstance(list_.type, t.ListType) and isinstance(list_.type.item, t.RecordType):
            return self.lowering.symbols.entities[list_.type.item.entity]
        if not is_error(list_):
            self.lowering.report(type_problems.NotAList(span=list_.span, function="for", found=type_name(list_.type)))
        return None
