"""Approvals: whether each request finds somebody who signs, and somebody else than the one who submits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows_approvals import (
    EditsDecision,
    NobodySigns,
    NobodySubmits,
    SignsForHimself,
    StepsMeet,
)
from lowcode.dsl.checks.process.conditions import Conditions
from lowcode.dsl.checks.process.formulas import TRUE, Formula, Not, either
from lowcode.dsl.checks.process.people import audience_key, named
from lowcode.dsl.checks.process.scripts import all_actions, scripts_of
from lowcode.dsl.checks.process.ways import meeting_value
from lowcode.dsl.checks.process.wording import in_words
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import process
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


def steps_of(approval: process.Approval) -> Iterator[tuple[int, process.Step]]:
    """The steps with the number of their stage."""
    for number, stage in enumerate(approval.stages):
        for step in stage.steps if isinstance(stage, process.Together) else (stage,):
            yield number, step


def check_signing(application: app.Application) -> Iterator[Problem]:
    """Everything about requests of all approvals."""
    submitted = {
        placed.action.approval
        for script in scripts_of(application)
        for placed in all_actions(script.actions)
        if isinstance(placed.action, process.SubmitApproval)
    }
    for approval in application.approvals:
        checker = _Signing(application, approval, is_submitted=approval.name in submitted)
        yield from checker.submits()
        yield from checker.nobody()
        yield from checker.meet()
        yield from checker.alone()
        yield from checker.edits()


@dataclass(frozen=True)
class _Signing:
    application: app.Application
    approval: process.Approval
    is_submitted: bool
    """Whether a rule submits."""

    @cached_property
    def transitions(self) -> tuple[process.Transition, ...]:
        """Those that need the approval."""
        flows = (each for each in self.application.flows if each.entity == self.approval.entity)
        return tuple(each for flow in flows for each in flow.transitions if each.needs == self.approval.name)

    @cached_property
    def steps(self) -> tuple[tuple[int, process.Step], ...]:
        return tuple(steps_of(self.approval))

    @cached_property
    def conditions(self) -> Conditions:
        return Conditions(self.application, self.application.entity(self.approval.entity), {})

    def submits(self) -> Iterator[Problem]:
        if not (self.transitions or self.is_submitted or self.approval.submitters):
            yield NobodySubmits(span=self.approval.span, approval=self.approval.name, entity=self.approval.entity)

    def nobody(self) -> Iterator[Problem]:
        whens = [step.when for _, step in self.steps]
        if not whens or any(each is None for each in whens):
            return
        found = self.conditions.witness(Not(either(*map(self.conditions.formula, whens))), self._submitted_when())
        if found:
            yield NobodySigns(
                span=self.approval.span,
                approval=self.approval.name,
                witness=in_words(found),
                steps=tuple(step.name for _, step in self.steps),
            )

    def meet(self) -> Iterator[Problem]:
        """Alternatives that meet at a single value."""
        guarded = [(step, step.when) for _, step in self.steps if step.when is not None]
        for (one, first), (other, second) in combinations(guarded, 2):
            found = meeting_value(self.conditions, self.conditions.formula(first), self.conditions.formula(second))
            if found:
                yield StepsMeet(
                    span=second.span, step=other.name, other=one.name, witness=in_words(found), first=first.span
                )

    def _submitted_when(self) -> Formula:
        """What is known of records that are submitted, if only transitions submit."""
        if self.is_submitted or self.approval.submitters or not self.transitions:
            return TRUE
        return either(*(self.conditions.formula(each.needs_when) for each in self.transitions))

    def alone(self) -> Iterator[Problem]:
        if self.approval.skips_submitter:
            return
        for audience, span in self._submitters():
            own = [step.name for _, step in self.steps if self._may_sign_alone(step, audience)]
            others = [step for _, step in self.steps if step.name not in own and step.when is None]
            if own and not others:
                yield SignsForHimself(
                    span=self.approval.span,
                    who=named(audience),
                    approval=self.approval.name,
                    steps=tuple(own),
                    submits=span,
                )
                return

    @staticmethod
    def _may_sign_alone(step: process.Step, submitter: process.Audience) -> bool:
        """Whether one decision is enough and may be his; all of a role are more people than one."""
        is_his = [audience_key(each) == audience_key(submitter) for each in step.signers]
        return any(is_his) if step.mode is process.SignMode.ANY else bool(is_his) and all(is_his) and _is_one(submitter)

    def _submitters(self) -> Iterator[tuple[process.Audience, Span]]:
        for audience in self.approval.submitters:
            yield audience, audience.span
        for transition in self.transitions:
            for audience in transition.by:
                yield audience, transition.span

    def edits(self) -> Iterator[Problem]:
        asked = [each.needs_when for each in self.transitions if each.needs_when is not None]
        for number, step in self.steps:
            earlier = [*asked, *(each.when for stage, each in self.steps if stage <= number and each.when is not None)]
            for name in step.edits:
                reader = self._reader_of(name, earlier)
                if reader is not None:
                    yield EditsDecision(span=step.span, field=name, step=step.name, reader=reader.span)

    def _reader_of(self, name: str, conditions: Sequence[ir.Expression]) -> ir.Expression | None:
        return next((each for each in conditions if name in self.conditions.inputs(each)), None)


def _is_one(audience: process.Audience) -> bool:
    is_single = isinstance(audience, process.People) and not hasattr(audience.expression.type, "item")
    return is_single or (isinstance(audience, process.Leaders) and audience.levels == 1)
