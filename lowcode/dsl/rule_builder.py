"""What the parser calls to make the nodes of rules, messages, connections and functions: one method per production."""

from __future__ import annotations

from typing import Any

from lowcode.dsl.action_builder import Part
from lowcode.dsl.ast_actions import ActionDecl
from lowcode.dsl.ast_expressions import Expr, LocalizedTextDecl, Name, TextDecl, TextExpr
from lowcode.dsl.ast_fields import ModifierDecl, TypeDecl
from lowcode.dsl.ast_functions import FunctionDecl, ParameterDecl
from lowcode.dsl.ast_process import (
    AuthenticationDecl,
    ButtonTriggerDecl,
    CalendarTriggerDecl,
    ConditionTriggerDecl,
    ConnectionDecl,
    HeaderDecl,
    IntervalTriggerDecl,
    MessageDecl,
    MessageTriggerDecl,
    OutcomeTriggerDecl,
    RuleDecl,
    SaveTriggerDecl,
    SecretRef,
    StateTriggerDecl,
    TriggerDecl,
    UnsupportedTriggerDecl,
)
from lowcode.dsl.process_builder import ProcessBuilder
from lowcode.dsl.tokens import Token
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class _Body:
    when: Expr | None
    actions: tuple[ActionDecl, ...]


@dataclass(frozen=True, slots=True)
class _When:
    condition: Expr


class RuleBuilder(ProcessBuilder):
    """Builds rules, messages, connections and functions."""

    # --- functions ---

    def function_declaration(
        self,
        span: Span,
        name: Token,
        alias: tuple[ModifierDecl, ...],
        parameters: tuple[ParameterDecl, ...],
        result: TypeDecl | None,
        about: str,
    ) -> FunctionDecl:
        """`function name(parameters) -> type "doc"`."""
        documentation = "\n\n".join(text for text in (about, self.doc(span)) if text)
        return FunctionDecl(self.name_of(name), alias, parameters, result, documentation, span)

    def function_parameters(self, _span: Span, *parameters: ParameterDecl) -> tuple[ParameterDecl, ...]:
        """`lead: Lead required, points: int` or nothing."""
        return parameters

    def function_parameter(self, span: Span, name: Token, type_: TypeDecl) -> ParameterDecl:
        """`points: int`."""
        return ParameterDecl(self.name_of(name), type_, False, span)

    def required_parameter(self, span: Span, name: Token, type_: TypeDecl) -> ParameterDecl:
        """`lead: Lead required`."""
        return ParameterDecl(self.name_of(name), type_, True, span)

    def function_result(self, _span: Span, *types: TypeDecl) -> TypeDecl | None:
        """`-> type` or nothing."""
        return types[0] if types else None

    def function_about(self, _span: Span, *texts: Token) -> str:
        """`"doc"` or nothing."""
        return self.plain_text(texts[0]).text if texts else ""

    # --- rules ---

    def rule(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        entity: Name | None,
        trigger: TriggerDecl,
        body: _Body,
    ) -> RuleDecl:
        """`rule Name "Label" for Entity trigger { when e; actions }`."""
        documentation = self.doc(span)
        return RuleDecl(self.name_of(name), label, alias, entity, trigger, body.when, body.actions, documentation, span)

    def rule_entity(self, _span: Span, *names: Token) -> Name | None:
        """`for Entity` or nothing."""
        return self.name_of(names[0]) if names else None

    def rule_body(self, _span: Span, *lines: ActionDecl | _When | None) -> _Body:
        """`when e` and actions, those that are supported."""
        whens = [line.condition for line in lines if isinstance(line, _When)]
        actions = tuple(line for line in lines if line is not None and not isinstance(line, _When))
        return _Body(whens[0] if whens else None, actions)

    def rule_when(self, _span: Span, condition: Expr) -> _When:
        """`when e`."""
        return _When(condition)

    def save_trigger(self, span: Span, event: Name, fields: tuple[Name, ...] = ()) -> SaveTriggerDecl:
        """`on create`, `on change of f`."""
        return SaveTriggerDecl(event, fields, span)

    def state_trigger(self, span: Span, event: Name, states: tuple[Name, ...]) -> StateTriggerDecl:
        """`on enter won`."""
        return StateTriggerDecl(event, states, span)

    def condition_trigger(self, span: Span, condition: Expr) -> ConditionTriggerDecl:
        """`on e`."""
        return ConditionTriggerDecl(condition, span)

    def outcome_trigger(self, span: Span, outcome: Name, approval: Token) -> OutcomeTriggerDecl:
        """`on approved X`."""
        return OutcomeTriggerDecl(outcome, self.name_of(approval), span)

    def message_trigger(self, span: Span, event: Name, message: Token) -> MessageTriggerDecl:
        """`on opened X`."""
        return MessageTriggerDecl(event, self.name_of(message), span)

    def button_trigger(self, span: Span, label: LocalizedTextDecl, *found: Part) -> ButtonTriggerDecl:
        """`on button "Label" by who asks f`."""
        parts = self.parts(found)
        return ButtonTriggerDecl(label, parts.get("by", ()), parts.get("asks", ()), span)

    def planned_trigger(self, span: Span, _source: Token) -> UnsupportedTriggerDecl:
        """`on inbound X`."""
        start = span.start + self.source.text[span.start : span.end].index("inbound")
        self.not_supported(Span(span.path, start, start + len("inbound")))
        return UnsupportedTriggerDecl(span)

    def calendar_trigger(self, span: Span, unit: Name, *rest: Any) -> CalendarTriggerDecl:
        """`every monday at 09:00`, `every month on 1`."""
        day = self.integer(self.at(rest[0]), rest[0]) if len(rest) > 1 else None
        return CalendarTriggerDecl(unit, day, rest[-1], span)

    def time_of_day(self, _span: Span, *times: Token) -> Expr | None:
        """`at 09:00` or nothing."""
        return self.time(self.at(times[0]), times[0]) if times else None

    def interval_trigger(self, span: Span, every: Token) -> IntervalTriggerDecl:
        """`every 2h`."""
        return IntervalTriggerDecl(self.duration_of(every), span)

    # --- messages ---

    def message_declaration(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        entity: Name | None,
        channels: tuple[Name, ...],
        *found: Part,
    ) -> MessageDecl:
        """`message Name "Label" for Entity by email { subject "…"; body "…" }`."""
        parts = self.parts(found)
        (subject,) = parts.get("subject", (None,))
        (body,) = parts.get("body", (None,))
        documentation = self.doc(span)
        return MessageDecl(self.name_of(name), label, alias, entity, channels, subject, body, documentation, span)

    message_entity = rule_entity

    def message_channels(self, _span: Span, *channels: tuple[Name, ...]) -> tuple[Name, ...]:
        """`by email, sms` or nothing."""
        return channels[0] if channels else ()

    def subject_part(self, span: Span, text: TextExpr) -> Part:
        """`subject "…"`."""
        return self.part("subject", span, text)

    def body_part(self, span: Span, text: TextExpr) -> Part:
        """`body "…"`."""
        return self.part("body", span, text)

    # --- connections ---

    def connection(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        *lines: Part | HeaderDecl,
    ) -> ConnectionDecl:
        """`connection Name "Label" { lines }`."""
        parts = self.parts(lines)
        said = {word: content[0] for word, content in parts.items()}
        return ConnectionDecl(
            name=self.name_of(name),
            label=label,
            modifiers=alias,
            base=said.get("base"),
            authentication=said.get("auth"),
            format=said.get("format"),
            headers=tuple(line for line in lines if isinstance(line, HeaderDecl)),
            timeout=said.get("timeout"),
            attempts=said.get("attempts"),
            network=said.get("network"),
            documentation=self.doc(span),
            span=span,
        )

    def base_part(self, span: Span, base: Token | SecretRef) -> Part:
        """`base "https://…"`, `base env URL`."""
        return self.part("base", span, base if isinstance(base, SecretRef) else self.plain_text(base))

    def secret(self, span: Span, variable: Token) -> SecretRef:
        """`env NAME`."""
        return SecretRef(self.name_of(variable), span)

    def auth_part(self, span: Span, kind: Name, *rest: Any) -> Part:
        """`auth bearer env T`."""
        headers = [self.plain_text(each) for each in rest if isinstance(each, Token)]
        secrets = tuple(each for each in rest if isinstance(each, SecretRef))
        header: TextDecl | None = headers[0] if headers else None
        return self.part("auth", span, AuthenticationDecl(kind, header, secrets, span))

    def format_part(self, span: Span, word: Name) -> Part:
        """`format xml`."""
        return self.part("format", span, word)

    def header_part(self, span: Span, name: Token, value: Token) -> HeaderDecl:
        """`header "X-App" "crm"`."""
        return HeaderDecl(self.plain_text(name), self.plain_text(value), span)

    def timeout_part(self, span: Span, duration: Token) -> Part:
        """`timeout 10s`."""
        return self.part("timeout", span, self.duration_of(duration))

    def attempts_part(self, span: Span, count: Token) -> Part:
        """`attempts 8`."""
        return self.part("attempts", span, self.integer(self.at(count), count))

    def network_part(self, span: Span, word: Name) -> Part:
        """`network private`."""
        return self.part("network", span, word)
