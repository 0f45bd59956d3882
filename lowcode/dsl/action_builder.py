"""What the parser calls to make the nodes of people and actions: one method per production of the grammar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lowcode.diagnostics.problems.syntax import RepeatedPart
from lowcode.dsl.ast_actions import (
    ActionDecl,
    AudienceRef,
    BodyEntryDecl,
    BodyObjectDecl,
    BodyRowsDecl,
    CallDecl,
    CallOutDecl,
    ChosenRef,
    CreateDecl,
    DeleteDecl,
    FieldValueDecl,
    ForDecl,
    IfDecl,
    LaterDecl,
    LeadersRef,
    MoveDecl,
    NotifyDecl,
    PeopleRef,
    RepeatDecl,
    RoleRef,
    SendDecl,
    SetDecl,
    StopDecl,
    SubmitDecl,
    TaskDecl,
    UpdateDecl,
)
from lowcode.dsl.ast_expressions import (
    AssignmentDecl,
    Expr,
    LiteralExpr,
    MemberExpr,
    Name,
    NameExpr,
    TextExpr,
)
from lowcode.dsl.field_builder import FieldBuilder
from lowcode.dsl.tokens import TEXT, Token
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts of a statement that may come in any order, each once: `by owner`, `cc legal`."""

    word: str
    """What it is called: the keys of `ActionBuilder.parts`."""
    content: tuple[Any, ...]
    span: Span


class ActionBuilder(FieldBuilder):
    """Builds audiences and actions."""

    # --- parts ---

    def part(self, word: str, span: Span, *content: object) -> Part:
        """A part called `word`."""
        return Part(word, content, span)

    def parts(self, found: Sequence[Any]) -> Mapping[str, tuple[Any, ...]]:
        """The content of each part; one that comes twice is reported, and the first counts."""
        parts: dict[str, Part] = {}
        for each in found:
            if not isinstance(each, Part):
                continue
            first = parts.setdefault(each.word, each)
            if first is not each:
                place, earlier = self.first_word(each.span), self.first_word(first.span)
                word = self.source.text[place.start : place.end]
                self.problems.append(RepeatedPart(span=place, word=word, first=earlier))
        return {word: each.content for word, each in parts.items()}

    def first_word(self, span: Span) -> Span:
        """The place of the word with which a part begins."""
        word = self.source.text[span.start : span.end].split(maxsplit=1)[0]
        return Span(span.path, span.start, span.start + len(word))

    def word(self, _span: Span, token: Token) -> Name:
        """A word of a closed list."""
        return self.name_of(token)

    def names(self, _span: Span, *names: Token) -> tuple[Name, ...]:
        """`a, b`."""
        return self.names_of(names)

    def optional(self, _span: Span, *expressions: Expr) -> Expr | None:
        """An expression or nothing."""
        return expressions[0] if expressions else None

    def duration_of(self, token: Token) -> LiteralExpr:
        """The length of time that a token says."""
        return self.duration(self.at(token), token)

    def by_part(self, span: Span, who: tuple[AudienceRef, ...]) -> Part:
        """`by owner, manager`."""
        return self.part("by", span, *who)

    def asks_part(self, span: Span, fields: tuple[Name, ...]) -> Part:
        """`asks f, g`."""
        return self.part("asks", span, *fields)

    def channels_part(self, span: Span, channels: tuple[Name, ...]) -> Part:
        """`by app, email`."""
        return self.part("channels", span, *channels)

    def copies_part(self, span: Span, who: tuple[AudienceRef, ...]) -> Part:
        """`cc owner.manager`."""
        return self.part("cc", span, *who)

    def about_part(self, span: Span, target: Expr) -> Part:
        """`on c`."""
        return self.part("on", span, target)

    def due_part(self, span: Span, due: Expr) -> Part:
        """`due 3d`."""
        return self.part("due", span, due)

    # --- people ---

    def audiences(self, _span: Span, *audiences: AudienceRef) -> tuple[AudienceRef, ...]:
        """`owner, role sales`."""
        return audiences

    def people(self, span: Span, expression: Expr) -> PeopleRef:
        """`owner.manager`."""
        return PeopleRef(expression, span)

    def role_members(self, span: Span, role: Token) -> RoleRef:
        """`role sales`."""
        return RoleRef(self.name_of(role), span)

    def leader(self, span: Span, target: Expr) -> LeadersRef:
        """`leader of department`."""
        return LeadersRef(target, True, None, span)

    def leaders(self, span: Span, target: Expr, levels: LiteralExpr | None) -> LeadersRef:
        """`leaders of department up to 2`."""
        return LeadersRef(target, False, levels, span)

    def levels(self, _span: Span, *levels: Token) -> LiteralExpr | None:
        """`up to 2` or nothing."""
        return self.integer(self.at(levels[0]), levels[0]) if levels else None

    def chosen(self, span: Span, *among: Token) -> ChosenRef:
        """`chosen by submitter among sales`."""
        return ChosenRef(self.name_of(among[0]) if among else None, span)

    # --- changes of records ---

    def actions(self, _span: Span, *actions: ActionDecl) -> tuple[ActionDecl, ...]:
        """`{ actions }`."""
        return actions

    def set_action(self, span: Span, *values: FieldValueDecl) -> SetDecl:
        """`set f = e, x.g = e`."""
        return SetDecl(values, span)

    def field_value(self, span: Span, target: Expr, value: Expr) -> FieldValueDecl:
        """`x.f = e`."""
        if isinstance(target, MemberExpr):
            return FieldValueDecl(target.source, target.name, value, span)
        assert isinstance(target, NameExpr), "a target is a name or a member"
        return FieldValueDecl(None, target.name, value, span)

    def create_action(
        self, span: Span, entity: Token, variable: Name | None, values: tuple[AssignmentDecl, ...]
    ) -> CreateDecl:
        """`create E as x { f = e }`."""
        return CreateDecl(self.name_of(entity), variable, values, span)

    def variable(self, _span: Span, *names: Token) -> Name | None:
        """`as x` or nothing."""
        return self.name_of(names[0]) if names else None

    def update_action(self, span: Span, entity: Token, *rest: Any) -> UpdateDecl:
        """`update E where e { f = e }`."""
        where = rest[0] if len(rest) > 1 else None
        return UpdateDecl(self.name_of(entity), where, rest[-1], span)

    def delete_action(self, span: Span, *target: Expr) -> DeleteDecl:
        """`delete x`."""
        return DeleteDecl(self.optional(span, *target), span)

    def move_action(self, span: Span, *parts: Any) -> MoveDecl:
        """`move x -> state`."""
        return MoveDecl(self.optional(span, *parts[:-1]), self.name_of(parts[-1]), span)

    def submit_action(self, span: Span, approval: Token, *target: Expr) -> SubmitDecl:
        """`submit Approval for x`."""
        return SubmitDecl(self.name_of(approval), self.optional(span, *target), span)

    # --- words to people ---

    def notify_action(self, span: Span, to: tuple[AudienceRef, ...], *rest: Any) -> NotifyDecl:
        """`notify who by app cc who "text"`."""
        parts = self.parts(rest[:-1])
        return NotifyDecl(to, parts.get("channels", ()), parts.get("cc", ()), rest[-1], span)

    def send_action(self, span: Span, message: Token, to: tuple[AudienceRef, ...], *rest: Part) -> SendDecl:
        """`send Message to who by email cc who on x`."""
        parts = self.parts(rest)
        about = self.optional(span, *parts.get("on", ()))
        return SendDecl(self.name_of(message), to, parts.get("channels", ()), parts.get("cc", ()), about, span)

    def task_action(self, span: Span, to: tuple[AudienceRef, ...], text: TextExpr, *rest: Part) -> TaskDecl:
        """`task who "text" on x due 3d`."""
        parts = self.parts(rest)
        about = self.optional(span, *parts.get("on", ()))
        return TaskDecl(to, text, about, self.optional(span, *parts.get("due", ())), span)

    def stop_action(self, span: Span, message: TextExpr) -> StopDecl:
        """`stop "message"`."""
        return StopDecl(message, span)

    # --- calls out ---

    def call_out(
        self, span: Span, method: Name, connection: Token, path: TextExpr, body: BodyObjectDecl | None = None
    ) -> CallOutDecl:
        """`post Connection "/path" { … }`."""
        return CallOutDecl(method, self.name_of(connection), path, body, span)

    def delete_call(self, span: Span, connection: Token, path: TextExpr) -> CallOutDecl:
        """`delete Connection "/path"`."""
        method = Name("delete", self.first_word(span))
        return CallOutDecl(method, self.name_of(connection), path, None, span)

    def body_object(self, span: Span, *entries: BodyEntryDecl) -> BodyObjectDecl:
        """`{ a = e }`."""
        return BodyObjectDecl(entries, span)

    def body_entry(self, span: Span, name: Token, value: Expr | BodyObjectDecl | BodyRowsDecl) -> BodyEntryDecl:
        """`a = e`, `"a-b" = { … }`."""
        return BodyEntryDecl(self.plain_text(name) if name.kind == TEXT else self.name_of(name), value, span)

    def body_rows(self, span: Span, records: Expr, row: BodyObjectDecl) -> BodyRowsDecl:
        """`lines { product = product.code }`."""
        return BodyRowsDecl(records, row, span)

    # --- control ---

    def for_action(self, span: Span, variable: Token, records: Expr, actions: tuple[ActionDecl, ...]) -> ForDecl:
        """`for x in e { … }`."""
        return ForDecl(self.name_of(variable), records, actions, span)

    def if_action(
        self,
        span: Span,
        condition: Expr,
        then: tuple[ActionDecl, ...],
        otherwise: tuple[ActionDecl, ...] | IfDecl = (),
    ) -> IfDecl:
        """`if e { … } else { … }`."""
        return IfDecl(condition, then, (otherwise,) if isinstance(otherwise, IfDecl) else otherwise, span)

    def later_action(self, span: Span, duration: Token, *rest: Any) -> LaterDecl:
        """`after 3d unless e { … }`."""
        return LaterDecl(self.duration_of(duration), self.optional(span, *rest[:-1]), rest[-1], span)

    def repeat_action(self, span: Span, every: Token, *rest: Any) -> RepeatDecl:
        """`repeat every 1d until e max 3 { … }`."""
        parts = self.parts(rest[:-1])
        (until,) = parts.get("until", (None,))
        (most,) = parts.get("max", (None,))
        return RepeatDecl(self.duration_of(every), until, most, rest[-1], span)

    def until_part(self, span: Span, condition: Expr) -> Part:
        """`until e`."""
        return self.part("until", span, condition)

    def most_part(self, span: Span, most: Token) -> Part:
        """`max 3`."""
        return self.part("max", span, self.integer(self.at(most), most))

    def call_action(self, span: Span, function: Token, arguments: tuple[Expr, ...]) -> CallDecl:
        """`call function(…)`."""
        called = Span(span.path, function.start, span.end)
        return CallDecl(self.call(called, function, arguments), span)
