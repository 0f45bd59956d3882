"""Approvals: steps, signers, and what becomes of a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lowcode import naming
from lowcode.diagnostics.problems.generated_names import IdentifierClash
from lowcode.diagnostics.problems.names import DefinedTwice
from lowcode.diagnostics.problems.process_details import NumberOutOfRange
from lowcode.diagnostics.problems.structure import NothingInIt
from lowcode.dsl import ast
from lowcode.dsl.ast_process import (
    ApprovalDecl,
    EscalationDecl,
    OutcomeHookDecl,
    QuantifierDecl,
    StepDecl,
    TimeLimitDecl,
    TogetherDecl,
)
from lowcode.dsl.lowering.paths import entity_of
from lowcode.dsl.lowering.processes.actions import Place, lower_actions
from lowcode.dsl.lowering.processes.asking import lower_asks
from lowcode.dsl.lowering.processes.audiences import Allowed, lower_audiences
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.lowering.processes.watching import inputs
from lowcode.dsl.symbols import EntitySymbol
from lowcode.dsl.type_checker import Scope, forbidding
from lowcode.dsl.type_checker.names import ME
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.naming import Numbering

_SHORTEST = ir.Duration(seconds=60)
_MOST_SIGNERS = 1_000


def lower_approvals(
    processes: Processes, flows: Sequence[process.Flow], views: Sequence[app.View]
) -> tuple[process.Approval, ...]:
    """All approvals whose entity is known."""
    forms = {view.entity: tuple(name for section in view.form for name in section.fields) for view in views}
    found: list[process.Approval] = []
    for declaration in processes.lowering.symbols.approvals.values():
        entity = entity_of(processes.lowering, declaration.entity)
        if entity is not None:
            approval = _Approval(processes, declaration, entity)
            found.append(approval.lowered(flows, forms.get(entity.name, ())))
    return tuple(found)


class _Approval:
    def __init__(self, processes: Processes, declaration: ApprovalDecl, entity: EntitySymbol) -> None:
        self.processes = processes
        self.lowering = processes.lowering
        self.declaration = declaration
        self.entity = entity
        self.identifier = processes.identifiers.approvals[declaration.name.text]
        self.checker = processes.checker(forbidding(Scope(this=entity), frozenset({ME})))

    def lowered(self, flows: Sequence[process.Flow], form: tuple[str, ...]) -> process.Approval:
        declaration = self.declaration
        name = declaration.name
        if not declaration.stages:
            self.lowering.report(NothingInIt(span=name.span, what="approval", name=name.text))
        self.check_step_names()
        stages = tuple(self.stage(each) for each in declaration.stages)
        names = Numbering()
        return process.Approval(
            name=name.text,
            identifier=self.identifier,
            label=self.lowering.labels.label(declaration.label, name.text),
            entity=self.entity.name,
            stages=stages,
            rights=frozenset(process.ApprovalRight(each.text) for each in declaration.rights),
            copies=lower_audiences(self.processes, declaration.copies, self.checker, Allowed.PEOPLE),
            skips_duplicate_signers=declaration.skips_duplicate_signers,
            skips_submitter=declaration.skips_submitter,
            hooks=tuple(self.hook(each, names) for each in declaration.hooks),
            locked_fields=self.locked_fields(stages, flows),
            shown_fields=form,
            submitters=lower_audiences(self.processes, declaration.submitters, self.checker, Allowed.PEOPLE),
            documentation=declaration.documentation,
            span=name.span,
        )

    # --- steps -------------------------------------------------------------------------------------

    def check_step_names(self) -> None:
        """Steps are known by their names, in the request and in the scenarios."""
        first: dict[str, ast.Name] = {}
        for step in steps_of(self.declaration):
            identifier = naming.identifier(step.name.text)
            other = first.setdefault(identifier, step.name)
            if other is step.name:
                continue
            if other.text == step.name.text:
                self.lowering.report(DefinedTwice(span=step.name.span, name=other.text, first=other.span))
            else:
                self.lowering.report(
                    IdentifierClash(
                        span=step.name.span,
                        name=step.name.text,
                        other=other.text,
                        identifier=identifier,
                        first=other.span,
                    )
                )

    def stage(self, declaration: StepDecl | TogetherDecl) -> process.Stage:
        if isinstance(declaration, StepDecl):
            return self.step(declaration)
        if not declaration.steps:
            self.lowering.report(NothingInIt(span=declaration.span, what="together", name=self.declaration.name.text))
        return process.Together(tuple(self.step(each) for each in declaration.steps), declaration.span)

    def step(self, declaration: StepDecl) -> process.Step:
        """The step with what the approval says about all steps, unless it says something else itself."""
        own, common = declaration.settings, self.declaration.settings
        mode, quota = self.quantifier(declaration.quantifier)
        remind = own.remind_every or common.remind_every
        return process.Step(
            name=declaration.name.text,
            label=self.lowering.labels.label(declaration.label, declaration.name.text),
            mode=mode,
            quota=quota,
            signers=lower_audiences(self.processes, declaration.signers, self.checker, Allowed.CHOSEN),
            when=None if declaration.when is None else self.checker.condition(declaration.when),
            remind_every=None if remind is None else self.processes.duration(remind, "remind every", _SHORTEST),
            escalation=self.escalation(own.escalation or common.escalation),
            time_limit=self.time_limit(own.time_limit or common.time_limit),
            edits=lower_asks(self.processes, self.entity, own.edits or common.edits),
            is_opinion_required=own.is_opinion_required or common.is_opinion_required,
            documentation=declaration.documentation,
            span=declaration.span,
        )

    def quantifier(self, declaration: QuantifierDecl | None) -> tuple[process.SignMode, int | Decimal | None]:
        if declaration is None:
            return process.SignMode.ANY, None
        if declaration.word is not None:
            return process.SignMode(declaration.word.text), None
        quota = declaration.quota
        if quota is None or quota.kind is not ast.LiteralKind.PERCENT:
            number = 1 if quota is None else self.processes.number(quota, "… of", 1, _MOST_SIGNERS)
            return process.SignMode.COUNT, number
        share = quota.value
        assert isinstance(share, Decimal)
        if not 0 < share <= 1:
            self.lowering.report(NumberOutOfRange(span=quota.span, what="… of", minimum="1%", maximum="100%"))
        return process.SignMode.SHARE, share

    def escalation(self, declaration: EscalationDecl | None) -> process.Escalation | None:
        if declaration is None:
            return None
        after = self.processes.duration(declaration.after, "escalate after", _SHORTEST)
        to = lower_audiences(self.processes, declaration.to, self.checker, Allowed.PEOPLE)
        return process.Escalation(after, to, declaration.span)

    def time_limit(self, declaration: TimeLimitDecl | None) -> process.TimeLimit | None:
        if declaration is None:
            return None
        after = self.processes.duration(declaration.after, "after", _SHORTEST)
        return process.TimeLimit(after, process.TimeoutOutcome(declaration.outcome.text), declaration.span)

    # --- the whole ---------------------------------------------------------------------------------

    def hook(self, declaration: OutcomeHookDecl, names: Numbering) -> process.OutcomeHook:
        name = names.first_plain(f"on_{declaration.outcome.text}")
        place = Place(f"{self.identifier}_{name}", self.entity, has_change=True, has_old=False)
        actions = lower_actions(self.processes, place, declaration.actions)
        return process.OutcomeHook(name, process.ApprovalOutcome(declaration.outcome.text), actions, declaration.span)

    def locked_fields(self, stages: Sequence[process.Stage], flows: Sequence[process.Flow]) -> tuple[str, ...]:
        """What the request was decided on, in the order of the entity: changing it would change who must sign."""
        entity = self.lowering.entities[self.entity.name]
        found: set[str] = set()
        for expression in self.deciding(stages, flows):
            found |= inputs(entity, expression)
        return tuple(field.name for field in entity.fields if field.name in found)

    def deciding(self, stages: Sequence[process.Stage], flows: Sequence[process.Flow]) -> Iterator[ir.Expression]:
        for stage in stages:
            for step in stage.steps if isinstance(stage, process.Together) else (stage,):
                if step.when is not None:
                    yield step.when
                for signer in step.signers:
                    if isinstance(signer, process.People | process.Leaders):
                        yield signer.expression
        for flow in flows:
            for transition in flow.transitions:
                if transition.needs == self.declaration.name.text and transition.needs_when is not None:
                    yield transition.needs_when


def steps_of(declaration: ApprovalDecl) -> Iterator[StepDecl]:
    """All steps of an approval, in order."""
    for stage in declaration.stages:
        if isinstance(stage, TogetherDecl):
            yield from stage.steps
        else:
            yield stage
