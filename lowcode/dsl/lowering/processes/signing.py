"""What people do in scenarios: press buttons, submit, sign, hand over, read mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from lowcode.diagnostics.problems.process_names import UnknownProcess
from lowcode.dsl import ast, ast_scenarios
from lowcode.dsl.lowering.processes.approvals import steps_of
from lowcode.dsl.lowering.processes.records import lower_reader, lower_record, lower_user
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.lowering.processes.values import Values, given
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker import Checker
from lowcode.ir import expressions as ir
from lowcode.ir import process, scenarios

Deed: TypeAlias = (
    ast_scenarios.PressDecl
    | ast_scenarios.SubmitForDecl
    | ast_scenarios.SignDecl
    | ast_scenarios.TransferDecl
    | ast_scenarios.AddSignerDecl
    | ast_scenarios.DelegateDecl
    | ast_scenarios.ReadMailDecl
)


class Signing:
    """Lowers the deeds of one moment of a scenario."""

    def __init__(self, processes: Processes, checker: Checker, values: Values, rules: Sequence[process.Rule]) -> None:
        """`rules`: where buttons are found."""
        self._processes = processes
        self._lowering = processes.lowering
        self._checker = checker
        self._values = values
        self._rules = rules

    def lowered(self, declaration: Deed) -> Iterator[scenarios.Statement]:
        """The statement; none if it could not be understood."""
        match declaration:
            case ast_scenarios.PressDecl():
                yield from self._press(declaration)
            case ast_scenarios.SubmitForDecl():
                yield from self._submit(declaration)
            case ast_scenarios.SignDecl():
                yield from self._sign(declaration)
            case ast_scenarios.ReadMailDecl(event=event, text=text, reader=reader, span=span):
                to = lower_reader(self._processes, self._checker, reader)
                if to is not None:
                    yield scenarios.ReadMail(event.text, to, text.text, span)
            case _:
                yield from self._hand_over(declaration)

    def _record(self, target: ast.Expr) -> tuple[ir.Expression, EntitySymbol] | None:
        record = lower_record(self._processes, self._checker, target)
        entity = None if record is None else self._processes.entity_of(record)
        return None if record is None or entity is None else (record, entity)

    def _user(self, target: ast.Expr) -> ir.Expression | None:
        return lower_user(self._processes, self._checker, target)

    def _press(self, declaration: ast_scenarios.PressDecl) -> Iterator[scenarios.Statement]:
        found = self._record(declaration.target)
        if found is None:
            return
        record, entity = found
        buttons = {
            text: rule
            for rule in self._rules
            if rule.entity == entity.name and isinstance(rule.trigger, process.OnButton)
            for text in rule.trigger.label.texts
        }
        rule = buttons.get(declaration.button.text)
        values = self._values.lowered(entity, given(declaration.values))
        if rule is not None:
            yield scenarios.Press(record, rule.name, values, declaration.span)
            return
        self._lowering.report(
            UnknownProcess(
                span=declaration.button.span, kind="button", name=declaration.button.text, candidates=tuple(buttons)
            )
        )

    def _submit(self, declaration: ast_scenarios.SubmitForDecl) -> Iterator[scenarios.Statement]:
        found = self._record(declaration.target)
        chosen = [self._user(each) for each in declaration.chosen]
        if found is None:
            return
        record, entity = found
        approval = self._processes.approval(declaration.approval, entity.name)
        if approval is not None:
            people = tuple(each for each in chosen if each is not None)
            yield scenarios.Submit(approval.name.text, record, people, declaration.span)

    def _sign(self, declaration: ast_scenarios.SignDecl) -> Iterator[scenarios.Statement]:
        found = self._record(declaration.target)
        opinion = None if declaration.opinion is None else self._checker.single(declaration.opinion)
        if found is None:
            return
        record, entity = found
        values = self._values.lowered(entity, given(declaration.values))
        if declaration.step is not None:
            self._check_step(entity, declaration.step)
        step = None if declaration.step is None else declaration.step.text
        yield scenarios.Sign(declaration.decision.text, record, opinion, step, values, declaration.span)

    def _check_step(self, entity: EntitySymbol, name: ast.Name) -> None:
        steps = [
            step.name.text
            for approval in self._lowering.symbols.approvals.values()
            if approval.entity.text == entity.name
            for step in steps_of(approval)
        ]
        if name.text not in steps:
            self._lowering.report(
                UnknownProcess(span=name.span, kind="step", name=name.text, candidates=tuple(dict.fromkeys(steps)))
            )

    def _hand_over(
        self, declaration: ast_scenarios.TransferDecl | ast_scenarios.AddSignerDecl | ast_scenarios.DelegateDecl
    ) -> Iterator[scenarios.Statement]:
        if isinstance(declaration, ast_scenarios.DelegateDecl):
            to, length = self._user(declaration.to), None
            if declaration.duration is not None:
                length = self._processes.duration(declaration.duration, "for")
            if to is not None:
                yield scenarios.HandOver("delegate", None, to, length, declaration.span)
            return
        record = self._record(declaration.target)
        if isinstance(declaration, ast_scenarios.TransferDecl):
            kind, to = "transfer", self._user(declaration.to)
        else:
            kind, to = declaration.place.text, self._user(declaration.signer)
        if record is not None and to is not None:
            yield scenarios.HandOver(kind, record[0], to, None, declaration.span)
