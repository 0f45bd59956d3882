"""What the parser calls to make the nodes of `extend`, `remove` and `replace`: one method per production."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lowcode.dsl.ast import (
    AccessDecl,
    AppDecl,
    EntityMember,
    Expr,
    ExtendEntityDecl,
    FieldDecl,
    LocalizedTextDecl,
    MenuDecl,
    ModifierDecl,
    Name,
    OptionDecl,
    OwnDecl,
    PathRef,
    SettingDecl,
    TextDecl,
    TypeDecl,
    ViewLine,
)
from lowcode.dsl.ast_clients import (
    ExtendAccessDecl,
    ExtendAppDecl,
    ExtendApprovalDecl,
    ExtendChoiceDecl,
    ExtendDashboardDecl,
    ExtendFlowDecl,
    ExtendMenuDecl,
    ExtendPartDecl,
    ExtendRoleDecl,
    ExtendViewDecl,
    PlacedOption,
    PlacedState,
    PlacedStep,
    RemoveDecl,
    ReplaceDecl,
    ReplacedStep,
    ReplacedTransition,
    ReplaceFieldDecl,
)
from lowcode.dsl.ast_process import OutcomeHookDecl, StateDecl, StateHookDecl, StepDecl, TogetherDecl, TransitionDecl
from lowcode.dsl.builder import Builder
from lowcode.dsl.tokens import Token
from lowcode.source import Span


class ClientBuilder(Builder):
    """Builds all declarations, those with which a client changes its base among them."""

    # --- extend ---

    def part_path(self, span: Span, *names: Token) -> PathRef:
        """`Customer.name`."""
        return PathRef(self.names_of(names), span)

    def extend_entity(
        self, span: Span, path: PathRef, label: LocalizedTextDecl | None, members: tuple[EntityMember, ...]
    ) -> ExtendEntityDecl:
        """`extend entity Customer "Label" { members }`."""
        return ExtendEntityDecl(_dotted(path), members, self.doc(span), span, label)

    def extend_part(self, span: Span, path: PathRef, *lines: ModifierDecl | tuple[Name, ...]) -> ExtendPartDecl:
        """`extend Customer.name { label "…" required; not unique }`."""
        modifiers = tuple(line for line in lines if isinstance(line, ModifierDecl))
        taken = tuple(name for line in lines if isinstance(line, tuple) for name in line)
        return ExtendPartDecl(path, modifiers, taken, span)

    def part_color(self, span: Span, color: Expr | TextDecl) -> ModifierDecl:
        """`color blue`, of an option or state."""
        return self.color_modifier(span, color)

    def without(self, _span: Span, *words: Name) -> tuple[Name, ...]:
        """`not required, unique`."""
        return words

    def modifier_word(self, span: Span, *tokens: Token) -> Name:
        """`required`, or `on delete`, whose words have no values."""
        return self.name_of(tokens[0]) if tokens else Name("on delete", span)

    def extend_choice(
        self, span: Span, path: PathRef, label: LocalizedTextDecl | None, *options: OptionDecl | PlacedOption
    ) -> ExtendChoiceDecl:
        """`extend choice Source { fair "展会" }`."""
        return ExtendChoiceDecl(_dotted(path), label, options, span)

    def placed_option(self, span: Span, before: Token, option: OptionDecl) -> PlacedOption:
        """`before other expo "展会"`."""
        return PlacedOption(self.name_of(before), option, span)

    def extend_flow(self, span: Span, name: Token, label: LocalizedTextDecl | None, *lines: object) -> ExtendFlowDecl:
        """`extend flow Pipeline { states, transitions, hooks }`."""
        return ExtendFlowDecl(
            name=self.name_of(name),
            label=label,
            states=tuple(line for line in lines if isinstance(line, StateDecl | PlacedState)),
            transitions=tuple(line for line in lines if isinstance(line, TransitionDecl | ReplacedTransition)),
            hooks=tuple(line for line in lines if isinstance(line, StateHookDecl)),
            span=span,
        )

    def placed_state(self, span: Span, before: Token, state: StateDecl) -> PlacedState:
        """`before won demo "演示"`."""
        return PlacedState(self.name_of(before), state, span)

    def replaced_transition(self, span: Span, transition: TransitionDecl) -> ReplacedTransition:
        """`replace contact -> won "成交"`."""
        return ReplacedTransition(transition, span)

    def extend_approval(
        self, span: Span, name: Token, label: LocalizedTextDecl | None, *lines: Any
    ) -> ExtendApprovalDecl:
        """`extend approval Big { steps, settings, hooks }`."""
        said = self.approval(span, name, None, (), name, (), *lines)
        kinds = StepDecl | TogetherDecl | PlacedStep | ReplacedStep
        return ExtendApprovalDecl(
            name=said.name,
            label=label,
            stages=tuple(line for line in lines if isinstance(line, kinds)),
            settings=said.settings,
            rights=said.rights,
            copies=said.copies,
            skips_duplicate_signers=said.skips_duplicate_signers,
            skips_submitter=said.skips_submitter,
            hooks=tuple(line for line in lines if isinstance(line, OutcomeHookDecl)),
            span=span,
        )

    def placed_step(self, span: Span, before: Token, step: StepDecl) -> PlacedStep:
        """`before boss step law "法务": role legal`."""
        return PlacedStep(self.name_of(before), step, span)

    def replaced_step(self, span: Span, step: StepDecl) -> ReplacedStep:
        """`replace step law "法务": role legal`."""
        return ReplacedStep(step, span)

    def extend_role(
        self, span: Span, name: Token, label: LocalizedTextDecl | None, includes: tuple[Name, ...]
    ) -> ExtendRoleDecl:
        """`extend role sales includes partner`."""
        return ExtendRoleDecl(self.name_of(name), label, includes, span)

    def extend_dashboard(
        self, span: Span, name: Token, label: LocalizedTextDecl | None, *lines: Any
    ) -> ExtendDashboardDecl:
        """`extend dashboard Cockpit { filters, rows, refresh }`."""
        said = self.dashboard(span, name, label, (), *lines)
        return ExtendDashboardDecl(said.name, label, said.roles, said.filters, said.rows, said.refresh, span)

    def also_line(self, _span: Span, *lines: ViewLine | None) -> tuple[ViewLine, ...]:
        """`also list shop`."""
        return tuple(line for line in lines if line is not None)

    def extend_view(self, span: Span, entity: Token, *lines: ViewLine | tuple[ViewLine, ...] | None) -> ExtendViewDecl:
        """`extend view Customer { list …; also form { … } }`."""
        said = self.view(span, entity, *(line for line in lines if not isinstance(line, tuple)))
        also = self.view(span, entity, *(each for line in lines if isinstance(line, tuple) for each in line))
        return ExtendViewDecl(said, also, span)

    def extend_access(self, span: Span, access: AccessDecl) -> ExtendAccessDecl:
        """`extend access Customer { grants }`."""
        return ExtendAccessDecl(access, span)

    def extend_menu(self, span: Span, menu: MenuDecl) -> ExtendMenuDecl:
        """`extend menu { groups }`."""
        return ExtendMenuDecl(menu, span)

    def extend_app(self, span: Span, label: LocalizedTextDecl | None, *settings: SettingDecl) -> ExtendAppDecl:
        """`extend app { settings }`."""
        return ExtendAppDecl(None, label, (), settings, span)

    def rename_app(self, span: Span, app: AppDecl) -> ExtendAppDecl:
        """`extend app acme "Label" as package { settings }`."""
        return ExtendAppDecl(app.name, app.label, app.modifiers, app.settings, span)

    # --- remove ---

    def remove_part(self, span: Span, path: PathRef, reason: LocalizedTextDecl | None) -> RemoveDecl:
        """`remove Customer.fax "reason"`."""
        return RemoveDecl(None, path, None, None, None, reason, span)

    def remove_part_for(
        self, span: Span, path: PathRef, instead: Token, reason: LocalizedTextDecl | None
    ) -> RemoveDecl:
        """`remove Source.expo to web "reason"`."""
        return RemoveDecl(None, path, None, None, self.name_of(instead), reason, span)

    def remove_transition(
        self, span: Span, path: PathRef, target: Token, reason: LocalizedTextDecl | None
    ) -> RemoveDecl:
        """`remove Pipeline.contact -> won`."""
        return RemoveDecl(None, path, None, self.name_of(target), None, reason, span)

    def remove_named(self, span: Span, kind: Name, path: PathRef, reason: LocalizedTextDecl | None) -> RemoveDecl:
        """`remove rule Nurture "reason"`."""
        return RemoveDecl(kind, path, None, None, None, reason, span)

    def remove_named_for(
        self, span: Span, kind: Name, path: PathRef, instead: Token, reason: LocalizedTextDecl | None
    ) -> RemoveDecl:
        """`remove role boss to director "reason"`."""
        return RemoveDecl(kind, path, None, None, self.name_of(instead), reason, span)

    def remove_block(self, span: Span, kind: Name, reason: LocalizedTextDecl | None) -> RemoveDecl:
        """`remove menu`, `remove sample`, `remove scenarios`."""
        return RemoveDecl(kind, None, None, None, None, reason, span)

    def remove_scenario(self, span: Span, title: Token, reason: LocalizedTextDecl | None) -> RemoveDecl:
        """`remove scenario "title"`."""
        start = span.start + self.source.text[span.start : title.start].index("scenario")
        kind = Name("scenario", Span(span.path, start, start + len("scenario")))
        return RemoveDecl(kind, None, self.plain_text(title), None, None, reason, span)

    def remove_check(self, span: Span, path: PathRef, message: Token) -> RemoveDecl:
        """`remove check Customer "message"`."""
        start = span.start + self.source.text[span.start : path.span.start].index("check")
        kind = Name("check", Span(span.path, start, start + len("check")))
        return RemoveDecl(kind, path, self.plain_text(message), None, None, None, span)

    def remove_key(self, span: Span, kind: Name, path: PathRef, *fields: Token) -> RemoveDecl:
        """`remove unique Customer (a, b)`, `remove index Customer (a, b)`."""
        return RemoveDecl(kind, path, None, None, None, None, span, self.names_of(fields))

    def remove_verbs(self, span: Span, kind: Name, path: PathRef, *verbs: Token) -> RemoveDecl:
        """`remove access Customer.sales (update, delete)`."""
        return RemoveDecl(kind, path, None, None, None, None, span, self.names_of(verbs))

    def remove_hook(self, span: Span, event: Name, path: PathRef) -> RemoveDecl:
        """`remove on enter Pipeline.demo`."""
        return RemoveDecl(Name("hook", event.span), path, None, None, None, None, span, event=event)

    def remove_outcome_hook(self, span: Span, outcome: Name, approval: Token) -> RemoveDecl:
        """`remove on approved Big`."""
        return self.remove_hook(span, outcome, PathRef((self.name_of(approval),), self.at(approval)))

    def remove_filter(self, span: Span, path: PathRef) -> RemoveDecl:
        """`remove filter Cockpit.period`."""
        return RemoveDecl(Name("filter", span), path, None, None, None, None, span)

    def remove_record(self, span: Span, kind: Name, handle: Token) -> RemoveDecl:
        """`remove data east`, `remove sample acme`."""
        path = PathRef((self.name_of(handle),), self.at(handle))
        return RemoveDecl(Name("record", kind.span), path, None, None, None, None, span, event=kind)

    # --- replace ---

    def replace_whole(self, span: Span, declaration: OwnDecl) -> ReplaceDecl:
        """`replace rule Nurture … { … }`; comments stand above the word."""
        documentation = self.doc(span)
        if documentation and not getattr(declaration, "documentation", documentation):
            documented: Any = declaration
            declaration = replace(documented, documentation=documentation)
        return ReplaceDecl(declaration, span)

    def replace_field(
        self,
        span: Span,
        path: PathRef,
        label: LocalizedTextDecl | None,
        type_: TypeDecl,
        modifiers: tuple[ModifierDecl, ...],
        *rest: Expr | tuple[ModifierDecl, ...],
    ) -> ReplaceFieldDecl:
        """`replace Customer.size "规模": int required`."""
        last = path.names[-1]
        token = Token("WORD", last.text, last.span.start, last.span.end)
        place = Span(span.path, last.span.start, span.end)
        field: FieldDecl = self.field(place, token, label, type_, modifiers, *rest)
        return ReplaceFieldDecl(path, replace(field, documentation=self.doc(span)), span)


def _dotted(path: PathRef) -> Name:
    """`Order.lines` as the one name that the sub-table has."""
    return Name(".".join(name.text for name in path.names), path.span)
