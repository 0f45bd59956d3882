"""What the parser calls to make the nodes of declarations: one method per production of the grammar.

What this release does not support is reported here and left out of the tree.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from lowcode.diagnostics.problems.syntax import NotSupportedYet, SingleEquals, UnknownStatement
from lowcode.dsl import planned
from lowcode.dsl.ast import (
    AccessDecl,
    AppDecl,
    AssignmentDecl,
    BoardDecl,
    CheckDecl,
    ChoiceDecl,
    DataDecl,
    Declaration,
    DropDecl,
    EntityDecl,
    EntityMember,
    ErrorExpr,
    Expr,
    FieldAccessDecl,
    FieldDecl,
    FieldGrantDecl,
    FormDecl,
    GrantDecl,
    ImportDecl,
    IndexDecl,
    ListDecl,
    LocalizedTextDecl,
    MemberExpr,
    MenuDecl,
    MenuGroupDecl,
    MergeDecl,
    ModifierDecl,
    Name,
    NameExpr,
    OptionDecl,
    PageDecl,
    PathRef,
    RoleDecl,
    SampleCountDecl,
    SampleDecl,
    SectionDecl,
    SeedRecordDecl,
    SettingDecl,
    SortDecl,
    TextDecl,
    TitleDecl,
    TypeDecl,
    UniqueDecl,
    UnsupportedDecl,
    ViewDecl,
    ViewLine,
)
from lowcode.dsl.expression_builder import ParseExpression
from lowcode.dsl.report_builder import ReportBuilder
from lowcode.dsl.tokens import Token
from lowcode.source import SourceFile, Span

_VIEW_STATEMENTS = ("list", "form", "page", "board")


class Builder(ReportBuilder):
    """Builds one declaration."""

    def __init__(self, source: SourceFile, documentation: dict[int, str], parse_expression: ParseExpression) -> None:
        super().__init__(source, documentation, parse_expression)

    # --- app, role, choice ---

    def app(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        *settings: SettingDecl,
    ) -> AppDecl:
        """`app name "Label" as package { settings }`."""
        return AppDecl(self.name_of(name), label, settings, self.doc(span), span, alias)

    def setting(self, span: Span, name: Token, *values: Name | TextDecl) -> SettingDecl:
        """`locale zh-CN, en`."""
        return SettingDecl(self.name_of(name), values, span)

    def setting_text(self, _span: Span, token: Token) -> TextDecl:
        """`"Asia/Shanghai"`."""
        return self.plain_text(token)

    def setting_word(self, span: Span, *_tokens: Token) -> Name:
        """`zh-CN`."""
        return Name(self.source.text[span.start : span.end], span)

    def role(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        includes: tuple[Name, ...],
    ) -> RoleDecl:
        """`role name "Label" includes a, b`."""
        return RoleDecl(self.name_of(name), label, includes, alias, self.doc(span), span)

    def includes(self, _span: Span, *names: Token) -> tuple[Name, ...]:
        """`includes a, b`."""
        return self.names_of(names)

    def choice(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        options: tuple[OptionDecl, ...],
    ) -> ChoiceDecl:
        """`choice Name "Label" { options }`."""
        return ChoiceDecl(self.name_of(name), label, alias, options, None, self.doc(span), span)

    def choice_from(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        source: Token,
    ) -> ChoiceDecl:
        """`choice Name "Label" from "data/x.yaml"`."""
        path = self.plain_text(source)
        return ChoiceDecl(self.name_of(name), label, alias, (), path, self.doc(span), span)

    # --- entity ---

    def entity(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        alias: tuple[ModifierDecl, ...],
        members: tuple[EntityMember, ...],
    ) -> EntityDecl:
        """`entity Name "Label" { members }`."""
        return EntityDecl(self.name_of(name), label, alias, members, self.doc(span), span)

    def members(self, _span: Span, *members: EntityMember | None) -> tuple[EntityMember, ...]:
        """The lines of an entity or sub-table."""
        return tuple(member for member in members if member is not None)

    def field(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        type_: TypeDecl,
        modifiers: tuple[ModifierDecl, ...],
        *rest: Expr | tuple[ModifierDecl, ...],
    ) -> FieldDecl:
        """`name "Label": type modifiers = expression modifiers { modifiers }`."""
        computed: Expr | None = None
        found = list(modifiers)
        for part in rest:
            if isinstance(part, tuple):
                found += part
            elif self.is_comparison(modifiers, part):
                found[-1] = replace(found[-1], condition=ErrorExpr(found[-1].span))
            else:
                computed = part
        documentation = self.doc(span)
        return FieldDecl(self.name_of(name), label, type_, tuple(found), computed, documentation, span)

    def is_comparison(self, modifiers: tuple[ModifierDecl, ...], value: Expr) -> bool:
        """Whether `required when status = done` was written for `==`; a computed field is never required."""
        last = modifiers[-1] if modifiers else None
        if last is None or last.condition is None or last.message or last.name.text not in ("required", "readonly"):
            return False
        between = self.source.text[last.span.end : value.span.start]
        if not isinstance(last.condition, NameExpr | MemberExpr) or between.strip() != "=":
            return False
        start = last.span.end + between.index("=")
        self.problems.append(SingleEquals(span=Span(value.span.path, start, start + 1)))
        return True

    def title(self, span: Span, expression: Expr) -> TitleDecl:
        """`title e`."""
        return TitleDecl(expression, span)

    def check(self, span: Span, expression: Expr, message: LocalizedTextDecl | None = None) -> CheckDecl:
        """`check e "message"`."""
        return CheckDecl(expression, message, self.doc(span), span)

    def unique_key(self, span: Span, *parts: Token | tuple[Expr, ...] | LocalizedTextDecl) -> UniqueDecl:
        """`unique (a, b) when e "message"`."""
        fields = tuple(self.name_of(part) for part in parts if isinstance(part, Token))
        conditions = [condition for part in parts if isinstance(part, tuple) for condition in part]
        messages = [part for part in parts if isinstance(part, LocalizedTextDecl)]
        when = conditions[0] if conditions else None
        return UniqueDecl(fields, when, messages[0] if messages else None, span)

    def index_key(self, span: Span, *fields: Token) -> IndexDecl:
        """`index (a, b)`."""
        return IndexDecl(self.names_of(fields), span)

    def merge_keys(self, span: Span, *fields: Token) -> MergeDecl:
        """`merge on phone, email`."""
        return MergeDecl(self.names_of(fields), span)

    def planned_line(self, span: Span, *_tokens: Token) -> None:
        """`history off`."""
        word = self.source.text[span.start : span.end].split()[0]
        self.not_supported(Span(span.path, span.start, span.start + len(word)))

    # --- access ---

    def access(self, span: Span, entity: Token, *lines: tuple[GrantDecl, ...] | FieldAccessDecl) -> AccessDecl:
        """`access Entity { grants, field blocks }`."""
        grants = tuple(grant for line in lines if isinstance(line, tuple) for grant in line)
        fields = tuple(line for line in lines if isinstance(line, FieldAccessDecl))
        return AccessDecl(self.name_of(entity), grants, fields, self.doc(span), span)

    def grant(
        self,
        span: Span,
        roles: tuple[Name, ...],
        verbs: tuple[Name, ...],
        where: Expr | None = None,
    ) -> tuple[GrantDecl, ...]:
        """`role, role verb, verb where e`: one grant per role."""
        return tuple(GrantDecl(role, verbs, where, span) for role in roles)

    def roles(self, _span: Span, *names: Token) -> tuple[Name, ...]:
        """The roles of a grant."""
        return self.names_of(names)

    def verbs(self, _span: Span, *names: Token) -> tuple[Name, ...]:
        """The verbs of a grant that are supported."""
        for name in names:
            if name.text in planned.VERBS:
                self.not_supported(self.at(name))
        return self.names_of(tuple(name for name in names if name.text not in planned.VERBS))

    def field_access(self, span: Span, field: Token, *grants: FieldGrantDecl) -> FieldAccessDecl:
        """`field revenue { read manager; update director }`."""
        return FieldAccessDecl(self.name_of(field), grants, span)

    def field_grant(
        self, span: Span, right: Token, roles: tuple[Name, ...], where: Expr | None = None
    ) -> FieldGrantDecl:
        """`read roles where e`, `update roles`."""
        return FieldGrantDecl(self.name_of(right), roles, where, span)

    def masked_grant(self, span: Span, roles: tuple[Name, ...], where: Expr | None = None) -> FieldGrantDecl:
        """`masked for roles where e`."""
        word = "masked"
        return FieldGrantDecl(Name(word, Span(span.path, span.start, span.start + len(word))), roles, where, span)

    # --- view ---

    def view(self, span: Span, entity: Token, *lines: ViewLine | None) -> ViewDecl:
        """`view Entity { lines }`; `sort` and `filter` on lines of their own belong to the list before them."""
        found: list[ViewLine] = []
        for line in lines:
            previous = found[-1] if found else None
            if isinstance(line, ListDecl) and not line.columns and isinstance(previous, ListDecl):
                found[-1] = ListDecl(
                    previous.columns,
                    (*previous.sort, *line.sort),
                    (*previous.filters, *line.filters),
                    Span(span.path, previous.span.start, line.span.end),
                )
            elif line is not None:
                found.append(line)
        return ViewDecl(self.name_of(entity), tuple(found), self.doc(span), span)

    def sort_line(self, span: Span, *keys: SortDecl) -> ListDecl:
        """`sort a` on a line of its own."""
        return ListDecl((), keys, (), span)

    def filter_line(self, span: Span, *paths: PathRef) -> ListDecl:
        """`filter a` on a line of its own."""
        return ListDecl((), (), paths, span)

    def list_line(
        self,
        span: Span,
        columns: tuple[PathRef, ...],
        sort: tuple[SortDecl, ...],
        filters: tuple[PathRef, ...],
    ) -> ListDecl:
        """`list a, b sort c desc filter d, e`."""
        return ListDecl(columns, sort, filters, span)

    def columns(self, _span: Span, *paths: PathRef) -> tuple[PathRef, ...]:
        """The columns of a list."""
        return paths

    def filters(self, _span: Span, *paths: PathRef) -> tuple[PathRef, ...]:
        """`filter a, b`."""
        return paths

    def sort(self, _span: Span, *keys: SortDecl) -> tuple[SortDecl, ...]:
        """`sort a, b desc`."""
        return keys

    def ascending(self, span: Span, path: PathRef) -> SortDecl:
        """`a asc`."""
        return SortDecl(path, False, span)

    def descending(self, span: Span, path: PathRef) -> SortDecl:
        """`a desc`."""
        return SortDecl(path, True, span)

    def form(self, span: Span, *items: SectionDecl | PathRef) -> FormDecl:
        """`form { sections }`; fields between sections make sections without a label."""
        sections: list[SectionDecl] = []
        for is_section, group in groupby(items, key=lambda item: isinstance(item, SectionDecl)):
            found = list(group)
            if is_section:
                sections += [item for item in found if isinstance(item, SectionDecl)]
            else:
                paths = tuple(item for item in found if isinstance(item, PathRef))
                place = Span(span.path, paths[0].span.start, paths[-1].span.end)
                sections.append(SectionDecl(None, paths, place))
        return FormDecl(tuple(sections), span)

    def section(self, span: Span, label: LocalizedTextDecl | None, *paths: PathRef) -> SectionDecl:
        """`section "Label" { a, b }`."""
        return SectionDecl(label, paths, span)

    def page(self, span: Span, *paths: PathRef) -> PageDecl:
        """`page { contacts, deals }`."""
        return PageDecl(paths, span)

    def board(self, span: Span, by: Token, card: tuple[PathRef, ...]) -> BoardDecl:
        """`board by stage card name, owner`."""
        return BoardDecl(self.name_of(by), card, span)

    def card(self, _span: Span, *paths: PathRef) -> tuple[PathRef, ...]:
        """`card name, owner` or nothing."""
        return paths

    def other_line(self, _span: Span, name: Token, *_rest: Token) -> None:
        """`map by location`, or a mistyped line."""
        if name.text in planned.VIEW_LINES:
            self.not_supported(self.at(name))
        else:
            statements = (*_VIEW_STATEMENTS, *sorted(planned.VIEW_LINES))
            self.problems.append(UnknownStatement(span=self.at(name), word=name.text, statements=statements))

    # --- menu ---

    def menu(self, span: Span, *items: MenuGroupDecl | Token) -> MenuDecl:
        """`menu { groups }`; entries between groups make groups without a label."""
        groups: list[MenuGroupDecl] = []
        for is_entry, group in groupby(items, key=lambda item: isinstance(item, Token)):
            found = list(group)
            if is_entry:
                entries = self.names_of(tuple(item for item in found if isinstance(item, Token)))
                place = Span(span.path, entries[0].span.start, entries[-1].span.end)
                groups.append(MenuGroupDecl(None, (), entries, place))
            else:
                groups += [item for item in found if isinstance(item, MenuGroupDecl)]
        return MenuDecl(tuple(groups), self.doc(span), span)

    def group(
        self,
        span: Span,
        label: LocalizedTextDecl | None,
        modifiers: tuple[ModifierDecl, ...],
        *entries: Token,
    ) -> MenuGroupDecl:
        """`group "Label" icon users { Customer, Contact }`."""
        return MenuGroupDecl(label, modifiers, self.names_of(entries), span)

    # --- data, sample, import ---

    def data(self, span: Span, *records: SeedRecordDecl) -> DataDecl:
        """`data { records }`."""
        return DataDecl(records, self.doc(span), span)

    def data_from(self, span: Span, entity: Token, _path: Token) -> Declaration:
        """`data Entity from "x.yaml"`."""
        word = Span(span.path, span.start, span.start + len("data"))
        self.problems.append(NotSupportedYet(span=word, word="data … from"))
        return UnsupportedDecl(Name("data", word), None, self.name_of(entity), (), span)

    def sample(self, span: Span, *records: SeedRecordDecl) -> SampleDecl:
        """`sample { records }`."""
        return SampleDecl(records, self.doc(span), span)

    def sample_count(self, span: Span, entity: Token, count: Token) -> SampleCountDecl:
        """`sample Customer 200`."""
        return SampleCountDecl(self.name_of(entity), self.integer(self.at(count), count), span)

    def record(
        self,
        span: Span,
        entity: Token,
        handle: Token,
        title: LocalizedTextDecl | None,
        values: tuple[AssignmentDecl, ...] = (),
    ) -> SeedRecordDecl:
        """`Customer huaxing { name = "…" }`, `Department east "华东区"`."""
        return SeedRecordDecl(self.name_of(entity), self.name_of(handle), values, span, title)

    def record_without_handle(self, span: Span, entity: Token, values: tuple[AssignmentDecl, ...]) -> SeedRecordDecl:
        """`Customer { name = "…" }`."""
        return SeedRecordDecl(self.name_of(entity), None, values, span)

    # --- drop ---

    def drop(
        self, span: Span, kind: Name, path: PathRef, replacement: Name | None, reason: LocalizedTextDecl | None
    ) -> DropDecl:
        """`drop option Source.expo to web "reason"`."""
        return DropDecl(kind, path, replacement, reason, span)

    def replacement(self, _span: Span, *names: Token) -> Name | None:
        """`to web` or nothing."""
        return self.name_of(names[0]) if names else None

    def drop_reason(self, _span: Span, *reasons: LocalizedTextDecl) -> LocalizedTextDecl | None:
        """The text that says why, or nothing."""
        return reasons[0] if reasons else None

    def import_file(self, span: Span, path: Token) -> ImportDecl:
        """`import "../base/crm.lc"`."""
        return ImportDecl(self.plain_text(path), span)
