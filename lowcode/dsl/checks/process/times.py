"""Spans of approvals: what comes too late to come at all; escalations to those who sign anyway."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.flows_approvals import EscalatesToNobodyElse, NeverInTime
from lowcode.dsl.checks.process.people import audience_key, named
from lowcode.dsl.checks.process.signing import steps_of
from lowcode.ir import application as app
from lowcode.ir import process
from lowcode.ir.expressions import Duration
from lowcode.source import Span

_SECONDS_A_DAY = 86_400
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


def check_times(application: app.Application) -> Iterator[Problem]:
    """Reminders and escalations that never come.

    What an approval says of all steps has been copied into each, so it is at fault only if it comes in none of them.
    """
    for approval in application.approvals:
        steps = [step for _, step in steps_of(approval)]
        yield from _reminders(steps)
        yield from _escalations(steps)


def _reminders(steps: list[process.Step]) -> Iterator[Problem]:
    by_span: dict[Duration, list[process.Step]] = {}
    for step in steps:
        if step.remind_every is not None:
            by_span.setdefault(step.remind_every, []).append(step)
    for span, reminded in by_span.items():
        if all(_is_over(step, span) for step in reminded):
            yield _never("remind every", span, reminded[0], reminded[0].span)


def _escalations(steps: list[process.Step]) -> Iterator[Problem]:
    by_place: dict[Span, list[tuple[process.Step, process.Escalation]]] = {}
    for step in steps:
        if step.escalation is not None:
            by_place.setdefault(step.escalation.span, []).append((step, step.escalation))
    for place, found in by_place.items():
        step, escalation = found[0]
        if all(_is_over(each, escalation.after) for each, _ in found):
            yield _never("escalate after", escalation.after, step, place)
        if all(_has_signers(each, escalation) for each, _ in found):
            yield EscalatesToNobodyElse(
                span=place, who=tuple(map(named, escalation.to)), step=step.name, signers=step.span
            )


def _never(what: str, span: Duration, step: process.Step, place: Span) -> NeverInTime:
    assert step.time_limit is not None
    return NeverInTime(
        span=place, what=what, comes=span_in_words(span), limit=span_in_words(step.time_limit.after), step=step.name
    )


def _is_over(step: process.Step, span: Duration) -> bool:
    """Whether the step is certainly decided before the span has passed."""
    if step.time_limit is None:
        return False
    return _seconds(step.time_limit.after, _LONGEST_MONTH) <= _seconds(span, _SHORTEST_MONTH)


def _has_signers(step: process.Step, escalation: process.Escalation) -> bool:
    """Whether it changes nothing: where more than one must agree, an escalated signer decides for the silent ones."""
    signers = {audience_key(each) for each in step.signers}
    is_enough = step.mode is process.SignMode.ANY
    return is_enough and bool(escalation.to) and all(audience_key(each) in signers for each in escalation.to)


def _seconds(span: Duration, month: int) -> int:
    return (span.months * month + span.days) * _SECONDS_A_DAY + span.seconds


def span_in_words(span: Duration) -> str:
    """A span as it is written: `1d 12h`."""
    hours, minutes = span.seconds // 3_600, span.seconds % 3_600 // 60
    parts = ((span.months, "mo"), (span.days, "d"), (hours, "h"), (minutes, "m"), (span.seconds % 60, "s"))
    return " ".join(f"{number}{unit}" for number, unit in parts if number)
