"""What the parser calls to make the nodes of flows and approvals: one method per production of the grammar."""

from __future__ import annotations

from typing import Any

from lowcode.diagnostics.problems.names import BuiltInName
from lowcode.dsl.action_builder import ActionBuilder, Part
from lowcode.dsl.ast_actions import ActionDecl, AudienceRef
from lowcode.dsl.ast_expressions import Expr, LiteralExpr, LocalizedTextDecl, Name, TextDecl
from lowcode.dsl.ast_fields import ModifierDecl
from lowcode.dsl.ast_process import (
    ApprovalDecl,
    EscalationDecl,
    FlowDecl,
    FlowLine,
    OutcomeHookDecl,
    QuantifierDecl,
    StateDecl,
    StateHookDecl,
    StepDecl,
    StepSettingsDecl,
    TimeLimitDecl,
    TogetherDecl,
    TransitionDecl,
)
from lowcode.dsl.tokens import Token
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_ANY = "any"
"""The source that stands for all states that are no end."""


@dataclass(frozen=True, slots=True)
class _Signers:
    quantifier: QuantifierDecl | None
    people: tuple[AudienceRef, ...]


class ProcessBuilder(ActionBuilder):
    """Builds flows and approvals."""

    # --- flows ---

    def flow(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        entity: Token,
        *lines: FlowLine,
    ) -> FlowDecl:
        """`flow Name "Label" for Entity { lines }`."""
        return FlowDecl(
            name=self.name_of(name),
            label=label,
            modifiers=alias,
            entity=self.name_of(entity),
            states=tuple(line for line in lines if isinstance(line, StateDecl)),
            transitions=tuple(line for line in lines if isinstance(line, TransitionDecl)),
            hooks=tuple(line for line in lines if isinstance(line, StateHookDecl)),
            documentation=self.doc(span),
            span=span,
        )

    def state(self, span: Span, name: Token, label: LocalizedTextDecl | None, *found: Part | ModifierDecl) -> StateDecl:
        """`won "赢单" end color green`."""
        if name.text == _ANY:
            self.problems.append(BuiltInName(span=self.at(name), name=_ANY))
        parts = self.parts(found)
        (color,) = parts.get("color", (None,))
        former = tuple(each for each in found if isinstance(each, ModifierDecl))
        is_start, is_end = "start" in parts, "end" in parts
        return StateDecl(self.name_of(name), label, is_start, is_end, color, self.doc(span), span, former)

    def start_part(self, span: Span) -> Part:
        """`start`."""
        return self.part("start", span)

    def end_part(self, span: Span) -> Part:
        """`end`."""
        return self.part("end", span)

    def color_part(self, span: Span, color: Expr | TextDecl) -> Part:
        """`color green`."""
        return self.part("color", span, color)

    def transition(
        self,
        span: Span,
        sources: tuple[Name, ...],
        target: Token,
        label: LocalizedTextDecl | None,
        *found: Part,
    ) -> TransitionDecl:
        """`a, b -> c "Label" by who …`."""
        parts = self.parts(found)
        when, why_not = parts.get("when", (None, None))
        needs, needs_when = parts.get("needs", (None, None))
        (after,) = parts.get("after", (None,))
        (on,) = parts.get("on", (None,))
        return TransitionDecl(
            sources=tuple(source for source in sources if source.text != _ANY),
            is_from_any=any(source.text == _ANY for source in sources),
            target=self.name_of(target),
            label=label,
            by=parts.get("by", ()),
            when=when,
            why_not=why_not,
            needs=needs,
            needs_when=needs_when,
            asks=parts.get("asks", ()),
            after=after,
            on=on,
            documentation=self.doc(span),
            span=span,
        )

    def when_part(self, span: Span, condition: Expr, why_not: LocalizedTextDecl | None = None) -> Part:
        """`when e "why not"`."""
        return self.part("when", span, condition, why_not)

    def needs_part(self, span: Span, approval: Token, condition: Expr | None = None) -> Part:
        """`needs Approval when e`."""
        return self.part("needs", span, self.name_of(approval), condition)

    def after_part(self, span: Span, duration: Token) -> Part:
        """`after 30d`."""
        return self.part("after", span, self.duration_of(duration))

    def on_part(self, span: Span, condition: Expr) -> Part:
        """`on e`."""
        return self.part("on", span, condition)

    def state_hook(
        self, span: Span, event: Name, states: tuple[Name, ...], actions: tuple[ActionDecl, ...]
    ) -> StateHookDecl:
        """`on enter a, b { … }`."""
        return StateHookDecl(event, states, None, actions, span)

    def stay_hook(
        self, span: Span, states: tuple[Name, ...], duration: Token, actions: tuple[ActionDecl, ...]
    ) -> StateHookDecl:
        """`on stay a longer than 3d { … }`."""
        start = span.start + self.source.text[span.start : span.end].index("stay")
        event = Name("stay", Span(span.path, start, start + len("stay")))
        return StateHookDecl(event, states, self.duration_of(duration), actions, span)

    # --- approvals ---

    def approval(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        entity: Token,
        submitters: tuple[AudienceRef, ...],
        *lines: Part | StepDecl | TogetherDecl | OutcomeHookDecl,
    ) -> ApprovalDecl:
        """`approval Name "Label" for Entity by who { lines }`."""
        parts = self.parts(lines)
        return ApprovalDecl(
            name=self.name_of(name),
            label=label,
            modifiers=alias,
            entity=self.name_of(entity),
            submitters=submitters,
            stages=tuple(line for line in lines if isinstance(line, StepDecl | TogetherDecl)),
            settings=_settings(parts),
            rights=parts.get("allow", ()),
            copies=parts.get("cc", ()),
            skips_duplicate_signers="skip duplicate signers" in parts,
            skips_submitter="skip submitter" in parts,
            hooks=tuple(line for line in lines if isinstance(line, OutcomeHookDecl)),
            documentation=self.doc(span),
            span=span,
        )

    def submitters(self, _span: Span, *who: tuple[AudienceRef, ...]) -> tuple[AudienceRef, ...]:
        """`by owner` or nothing."""
        return who[0] if who else ()

    def step(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        former: tuple[ModifierDecl, ...],
        signers: _Signers,
        condition: tuple[Expr, ...],
        settings: StepSettingsDecl,
    ) -> StepDecl:
        """`step name "Label": all of who when e { settings }`."""
        when = condition[0] if condition else None
        return StepDecl(
            name=self.name_of(name),
            label=label,
            quantifier=signers.quantifier,
            signers=signers.people,
            when=when,
            settings=settings,
            documentation=self.doc(span),
            span=span,
            modifiers=former,
        )

    def signers(self, _span: Span, quantifier: QuantifierDecl | None, people: tuple[AudienceRef, ...]) -> _Signers:
        """`all of who`."""
        return _Signers(quantifier, people)

    def quantifier(self, span: Span, *quantity: Name | LiteralExpr) -> QuantifierDecl | None:
        """`all of`, `2 of` or nothing."""
        if not quantity:
            return None
        found = quantity[0]
        return QuantifierDecl(found, None, span) if isinstance(found, Name) else QuantifierDecl(None, found, span)

    def step_block(self, _span: Span, *lines: Part) -> StepSettingsDecl:
        """`{ remind every 1d }` or nothing."""
        return _settings(self.parts(lines))

    def together(self, span: Span, *steps: StepDecl) -> TogetherDecl:
        """`together { steps }`."""
        return TogetherDecl(steps, span)

    def remind_part(self, span: Span, every: Token) -> Part:
        """`remind every 1d`."""
        return self.part("remind", span, self.duration_of(every))

    def escalate_part(self, span: Span, after: Token, to: tuple[AudienceRef, ...]) -> Part:
        """`escalate after 24h to director`."""
        return self.part("escalate", span, EscalationDecl(self.duration_of(after), to, span))

    def limit_part(self, span: Span, after: Token, outcome: Name) -> Part:
        """`after 3d reject`."""
        return self.part("after", span, TimeLimitDecl(self.duration_of(after), outcome, span))

    def edit_part(self, span: Span, fields: tuple[Name, ...]) -> Part:
        """`edit f, g`."""
        return self.part("edit", span, *fields)

    def opinion_part(self, span: Span) -> Part:
        """`opinion required`."""
        return self.part("opinion", span)

    def allow_part(self, span: Span, *rights: Name) -> Part:
        """`allow transfer, withdraw`."""
        return self.part("allow", span, *rights)

    def skip_duplicates_part(self, span: Span) -> Part:
        """`skip duplicate signers`."""
        return self.part("skip duplicate signers", span)

    def skip_submitter_part(self, span: Span) -> Part:
        """`skip submitter`."""
        return self.part("skip submitter", span)

    def outcome_hook(self, span: Span, outcome: Name, actions: tuple[ActionDecl, ...]) -> OutcomeHookDecl:
        """`on rejected { … }`."""
        return OutcomeHookDecl(outcome, actions, span)


def _settings(parts: Any) -> StepSettingsDecl:
    (remind,) = parts.get("remind", (None,))
    (escalation,) = parts.get("escalate", (None,))
    (limit,) = parts.get("after", (None,))
    return StepSettingsDecl(remind, escalation, limit, parts.get("edit", ()), "opinion" in parts)
