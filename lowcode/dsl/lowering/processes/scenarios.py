"""Scenarios: tests in the words of the client."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lowcode import naming
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.process_details import NoRecordHere
from lowcode.dsl import ast, ast_actions, ast_scenarios
from lowcode.dsl.lowering.paths import entity_of
from lowcode.dsl.lowering.processes.blocks import check_depth, check_filled
from lowcode.dsl.lowering.processes.expectations import Expectation, lower_expectation
from lowcode.dsl.lowering.processes.records import lower_record, lower_user
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.lowering.processes.signing import Deed, Signing
from lowcode.dsl.lowering.processes.states import flow_with_state
from lowcode.dsl.lowering.processes.values import Values, by_record, given
from lowcode.dsl.type_checker import Checker, Scope
from lowcode.dsl.type_checker.context import Local
from lowcode.dsl.type_checker.names import ME
from lowcode.ir import process, scenarios


def lower_scenarios(
    processes: Processes, rules: Sequence[process.Rule], handles: Mapping[str, str]
) -> tuple[scenarios.Scenario, ...]:
    """All scenarios; `handles` are the named records of `data` and `sample` with their entities."""
    entities = processes.lowering.symbols.entities
    known = tuple(Local(handle, entities.get(entity)) for handle, entity in handles.items())
    scope = Scope(locals=known, reads_all=True, forbidden=frozenset({ME}))
    found: list[scenarios.Scenario] = []
    for title, declaration in processes.lowering.symbols.scenarios.items():
        if not title.strip():
            processes.lowering.report(structure_problems.EmptyLabel(span=declaration.title.span))
        found.append(
            scenarios.Scenario(
                title=title,
                identifier=processes.identifiers.scenarios[title],
                statements=_Scenario(processes, scope, rules).lowered(declaration.statements),
                documentation=declaration.documentation,
                span=declaration.title.span,
            )
        )
    return tuple(found)


class _Scenario:
    """What `let` names is known to all statements that follow, also behind the braces of `as`."""

    def __init__(self, processes: Processes, scope: Scope, rules: Sequence[process.Rule]) -> None:
        self.processes = processes
        self.lowering = processes.lowering
        self.scope = scope
        self.rules = rules
        self.expects_refusal = False
        self.blocks = 0

    @property
    def checker(self) -> Checker:
        return self.processes.checker(self.scope)

    @property
    def values(self) -> Values:
        """What must be refused may be tried, such as setting a state."""
        return Values(self.processes, self.checker, None, may_set_states=self.expects_refusal, may_bring_files=True)

    def lowered(self, declarations: Sequence[ast_scenarios.StatementDecl]) -> tuple[scenarios.Statement, ...]:
        return tuple(statement for each in declarations for statement in self.statement(each))

    def statement(self, declaration: ast_scenarios.StatementDecl) -> Iterator[scenarios.Statement]:
        match declaration:
            case ast_scenarios.AsDecl() | ast_scenarios.ExpectRefusedDecl():
                yield from self.block(declaration)
            case ast_actions.CreateDecl() | ast_actions.SetDecl() | ast_actions.DeleteDecl() | ast_scenarios.LetDecl():
                yield from self.change(declaration)
            case ast_scenarios.StepOnDecl():
                yield from self.step_on(declaration)
            case ast_scenarios.AfterDecl(duration=duration, span=span):
                yield scenarios.After(self.processes.duration(duration, "after"), span)
            case ast_scenarios.AtDecl(moment=moment, span=span):
                if isinstance(moment, ast.LiteralExpr) and isinstance(moment.value, datetime.datetime):
                    yield scenarios.At(moment.value, span)
            case _:
                yield from self.other(declaration)

    def other(self, declaration: Deed | Expectation) -> Iterator[scenarios.Statement]:
        if isinstance(declaration, Deed):
            yield from Signing(self.processes, self.checker, self.values, self.rules).lowered(declaration)
        else:
            yield from lower_expectation(self.processes, self.checker, declaration)

    def block(
        self, declaration: ast_scenarios.AsDecl | ast_scenarios.ExpectRefusedDecl
    ) -> Iterator[scenarios.Statement]:
        is_as = isinstance(declaration, ast_scenarios.AsDecl)
        check_filled(self.processes, declaration.span, "as" if is_as else "expect refused", declaration.statements)
        check_depth(self.processes, declaration.span, self.blocks + 1)
        if isinstance(declaration, ast_scenarios.AsDecl):
            user = lower_user(self.processes, self.checker, declaration.user)
            forbidden = self.scope.forbidden
            self.scope = replace(self.scope, forbidden=forbidden - {ME})
            self.blocks += 1
            statements = self.lowered(declaration.statements)
            self.blocks -= 1
            self.scope = replace(self.scope, forbidden=forbidden)
            if user is not None:
                yield scenarios.As(user, statements, declaration.span)
            return
        inside = _Scenario(self.processes, self.scope, self.rules)
        inside.expects_refusal = True
        inside.blocks = self.blocks + 1
        statements = inside.lowered(declaration.statements)
        text = None if declaration.text is None else declaration.text.text
        yield scenarios.ExpectRefused(text, statements, declaration.span)

    def change(
        self,
        declaration: (ast_actions.CreateDecl | ast_actions.SetDecl | ast_actions.DeleteDecl | ast_scenarios.LetDecl),
    ) -> Iterator[scenarios.Statement]:
        match declaration:
            case ast_actions.CreateDecl():
                yield from self.create(declaration)
            case ast_actions.SetDecl():
                yield from self.set(declaration)
            case ast_actions.DeleteDecl(target=target, span=span):
                record = None if target is None else lower_record(self.processes, self.checker, target)
                if record is not None:
                    yield scenarios.Delete(record, span)
            case ast_scenarios.LetDecl(variable=variable, value=value, span=span):
                self.processes.check_local(variable)
                record = lower_record(self.processes, self.checker, value)
                entity = None if record is None else self.processes.entity_of(record)
                self.scope = self.scope.with_local(variable.text, entity)
                if record is not None:
                    yield scenarios.Let(naming.local_identifier(variable.text), record, span)

    def create(self, declaration: ast_actions.CreateDecl) -> Iterator[scenarios.Statement]:
        entity = entity_of(self.lowering, declaration.entity)
        variable = declaration.variable
        if entity is not None:
            values = self.values.lowered(entity, given(declaration.values))
            name = None if variable is None else naming.local_identifier(variable.text)
            yield scenarios.LetCreate(name, entity.name, values, declaration.span)
        if variable is not None:
            self.processes.check_local(variable)
            self.scope = self.scope.with_local(variable.text, entity)

    def set(self, declaration: ast_actions.SetDecl) -> Iterator[scenarios.Statement]:
        for target, values in by_record(declaration):
            if target is None:
                self.lowering.report(NoRecordHere(span=values[0].field.span, what="set"))
                continue
            record = lower_record(self.processes, self.checker, target)
            entity = None if record is None else self.processes.entity_of(record)
            if record is not None and entity is not None:
                yield scenarios.Set(record, self.values.lowered(entity, values), declaration.span)

    def step_on(self, declaration: ast_scenarios.StepOnDecl) -> Iterator[scenarios.Statement]:
        record = lower_record(self.processes, self.checker, declaration.target)
        entity = None if record is None else self.processes.entity_of(record)
        if record is None or entity is None:
            return
        flow = flow_with_state(self.lowering, entity.name, declaration.state)
        values = self.values.lowered(entity, given(declaration.values))
        if flow is not None:
            yield scenarios.Move(record, flow.name.text, declaration.state.text, values, declaration.span)
