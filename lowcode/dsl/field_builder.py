"""What the parser calls to make the nodes of fields: labels, types, modifiers, options."""

from __future__ import annotations

from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.dsl.ast import (
    EntityMember,
    Expr,
    FormerNameDecl,
    LocalizedTextDecl,
    ManyOfTypeDecl,
    ManyOfTypeRef,
    ManyTypeRef,
    ModifierDecl,
    Name,
    NameExpr,
    OneOfTypeDecl,
    OptionDecl,
    PathRef,
    RangeTypeRef,
    RowsTypeDecl,
    TextDecl,
    TypeRef,
)
from lowcode.dsl.expression_builder import ExpressionBuilder, ParseExpression
from lowcode.dsl.tokens import TEXT, Token
from lowcode.source import SourceFile, Span

_UNSUPPORTED = ModifierDecl(Name("", Span("", 0, 0)), (), None, None, Span("", 0, 0))
"""Stands for a modifier that has been reported; never in a finished tree."""


class FieldBuilder(ExpressionBuilder):
    """Builds fields and options."""

    def __init__(self, source: SourceFile, documentation: dict[int, str], parse_expression: ParseExpression) -> None:
        super().__init__(source, parse_expression)
        self.documentation = documentation

    def doc(self, span: Span) -> str:
        """The comments and doc texts above the statement that begins there."""
        return self.documentation.get(span.start, "")

    def not_supported(self, span: Span) -> None:
        """Reports the word at `span` as planned."""
        word = self.source.text[span.start : span.end]
        self.problems.append(NotSupportedYet(span=span, word=word))

    # --- labels, names ---

    def label(self, span: Span, *tokens: Token) -> LocalizedTextDecl | None:
        """`"客户" / "Customer"` or nothing."""
        return self.message(span, *tokens) if tokens else None

    def message(self, span: Span, *tokens: Token) -> LocalizedTextDecl:
        """`"客户" / "Customer"`."""
        return LocalizedTextDecl(tuple(self.plain_text(token) for token in tokens), span)

    def path(self, span: Span, *names: Token) -> PathRef:
        """`customer.owner`."""
        return PathRef(self.names_of(names), span)

    def alias(self, span: Span, *names: Token) -> tuple[ModifierDecl, ...]:
        """`as name` or nothing."""
        return tuple(self.as_modifier(span, name) for name in names)

    # --- former names ---

    def header(self, _span: Span, *modifiers: ModifierDecl) -> tuple[ModifierDecl, ...]:
        """`as name was old` or nothing."""
        return modifiers

    former_names = header
    entity_header = header

    def was_modifier(self, span: Span, name: Token) -> ModifierDecl:
        """`was old`."""
        argument = NameExpr(self.name_of(name), self.at(name))
        return self.modifier("was", span, (argument,))

    def was_rows_modifier(self, span: Span, owner: Token, field: Token) -> ModifierDecl:
        """`was Order.lines`."""
        name = self.rows_name(owner, field)
        return self.modifier("was", span, (NameExpr(name, name.span),))

    def rows_name(self, owner: Token, field: Token) -> Name:
        """The name of a sub-table's entity."""
        name = f"{self.name_of(owner).text}.{self.name_of(field).text}"
        return Name(name, Span(self.source.path, owner.start, field.end))

    def from_modifier(self, span: Span, value: Expr) -> ModifierDecl:
        """`from e`."""
        return self.modifier("from", span, (value,))

    def former_name(self, span: Span, name: Token, field: Token | None = None) -> FormerNameDecl:
        """`was Old`, as a line."""
        return FormerNameDecl(self.name_of(name) if field is None else self.rows_name(name, field), span)

    # --- options ---

    def options(self, _span: Span, *options: OptionDecl) -> tuple[OptionDecl, ...]:
        """The options of a choice or branch."""
        return options

    def option(
        self,
        span: Span,
        name: Token,
        label: LocalizedTextDecl | None,
        modifiers: tuple[ModifierDecl, ...],
        options: tuple[OptionDecl, ...] = (),
    ) -> OptionDecl:
        """`name "Label" color red { options }`."""
        return OptionDecl(self.name_of(name), label, modifiers, options, self.doc(span), span)

    def color(self, span: Span, token: Token) -> Expr | TextDecl:
        """A word or a text."""
        if token.kind == TEXT:
            return self.plain_text(token)
        return NameExpr(Name(token.text, span), span)

    def color_modifier(self, span: Span, color: Expr | TextDecl) -> ModifierDecl:
        """`color red`."""
        return self.modifier("color", span, (color,))

    def icon_modifier(self, span: Span, icon: Expr | TextDecl) -> ModifierDecl:
        """`icon users`."""
        return self.modifier("icon", span, (icon,))

    def value_modifier(self, span: Span, value: Expr) -> ModifierDecl:
        """`value 10`."""
        return self.modifier("value", span, (value,))

    # --- types ---

    def type_ref(self, span: Span, name: Token, *arguments: Expr | TextDecl) -> TypeRef:
        """`text(200)`."""
        return TypeRef(self.name_of(name), arguments, span)

    def type_argument(self, span: Span, token: Token) -> Expr | TextDecl:
        """A constant; a text is plain."""
        match token.kind:
            case "STRING":
                return self.plain_text(token)
            case "INTEGER":
                return self.integer(span, token)
            case "DECIMAL":
                return self.decimal(span, token)
            case "DURATION":
                return self.duration(span, token)
            case "SIZE":
                return self.size(span, token)
            case "DATE":
                return self.date(span, token)
            case _:
                return self.name(span, token)

    def range_ref(self, span: Span, name: Token) -> RangeTypeRef:
        """`money range`."""
        return RangeTypeRef(TypeRef(self.name_of(name), (), self.at(name)), span)

    def one_of(self, span: Span, options: tuple[OptionDecl, ...]) -> OneOfTypeDecl:
        """`one of (…)`."""
        return OneOfTypeDecl(options, span)

    def many_of(self, span: Span, options: tuple[OptionDecl, ...]) -> ManyOfTypeDecl:
        """`many of (…)`."""
        return ManyOfTypeDecl(options, span)

    def many_of_ref(self, span: Span, choice: Token) -> ManyOfTypeRef:
        """`many of Choice`."""
        return ManyOfTypeRef(self.name_of(choice), span)

    def many_ref(self, span: Span, entity: Token, by: Token | None = None) -> ManyTypeRef:
        """`many Entity by field`."""
        return ManyTypeRef(self.name_of(entity), self.name_of(by) if by else None, span)

    def rows(self, span: Span, members: tuple[EntityMember, ...]) -> RowsTypeDecl:
        """`rows { … }`."""
        return RowsTypeDecl(members, span)

    # --- modifiers ---

    def modifiers(self, _span: Span, *modifiers: ModifierDecl) -> tuple[ModifierDecl, ...]:
        """The modifiers on the line of a field."""
        return _merged(modifiers)

    modifier_block = modifiers
    option_modifiers = modifiers
    group_modifiers = modifiers

    def condition(self, _span: Span, *expressions: Expr) -> tuple[Expr, ...]:
        """`when e` or nothing."""
        return expressions

    def modifier(
        self,
        word: str,
        span: Span,
        arguments: tuple[Expr | TextDecl, ...] = (),
        condition: Expr | None = None,
        message: LocalizedTextDecl | None = None,
    ) -> ModifierDecl:
        """A modifier whose name is `word`, at the start of `span`."""
        place = Span(span.path, span.start, span.start + len(word.partition(" ")[0]))
        return ModifierDecl(Name(word, place), arguments, condition, message, span)

    def conditional_modifier(
        self,
        word: str,
        span: Span,
        condition: tuple[Expr, ...],
        message: LocalizedTextDecl | None,
    ) -> ModifierDecl:
        """`required when e "message"`."""
        return self.modifier(word, span, (), condition[0] if condition else None, message)

    def required_modifier(
        self, span: Span, condition: tuple[Expr, ...], message: LocalizedTextDecl | None = None
    ) -> ModifierDecl:
        """`required [when e] ["message"]`."""
        return self.conditional_modifier("required", span, condition, message)

    def readonly_modifier(
        self, span: Span, condition: tuple[Expr, ...], message: LocalizedTextDecl | None = None
    ) -> ModifierDecl:
        """`readonly [when e] ["message"]`."""
        return self.conditional_modifier("readonly", span, condition, message)

    def visible_modifier(self, span: Span, condition: Expr) -> ModifierDecl:
        """`visible when e`."""
        return self.modifier("visible", span, (), condition)

    def options_modifier(self, span: Span, condition: Expr) -> ModifierDecl:
        """`options where e`."""
        return self.modifier("options", span, (), condition)

    def unique_modifier(self, span: Span) -> ModifierDecl:
        """`unique`."""
        return self.modifier("unique", span)

    def search_modifier(self, span: Span) -> ModifierDecl:
        """`search`."""
        return self.modifier("search", span)

    def index_modifier(self, span: Span) -> ModifierDecl:
        """`index`."""
        return self.modifier("index", span)

    def hidden_modifier(self, span: Span) -> ModifierDecl:
        """`hidden`."""
        return self.modifier("hidden", span)

    def default_modifier(self, span: Span, value: Expr) -> ModifierDecl:
        """`default e`."""
        return self.modifier("default", span, (value,))

    def min_modifier(self, span: Span, value: Expr) -> ModifierDecl:
        """`min e`."""
        return self.modifier("min", span, (value,))

    def max_modifier(self, span: Span, value: Expr) -> ModifierDecl:
        """`max e`."""
        return self.modifier("max", span, (value,))

    def length_modifier(self, span: Span, *bounds: Token) -> ModifierDecl:
        """`length a..b`."""
        return self.modifier("length", span, tuple(self.integer(self.at(bound), bound) for bound in bounds))

    def matches_modifier(self, span: Span, regex: Token, message: LocalizedTextDecl | None = None) -> ModifierDecl:
        r"""`matches "regex" "message"`; only `\"` is an escape in a regex."""
        pattern = TextDecl(regex.text[1:-1].replace('\\"', '"'), self.at(regex))
        return self.modifier("matches", span, (pattern,), None, message)

    def label_modifier(self, span: Span, message: LocalizedTextDecl) -> ModifierDecl:
        """`label "…"`, where a client changes a field or option."""
        return self.modifier("label", span, (), None, message)

    def help_modifier(self, span: Span, message: LocalizedTextDecl) -> ModifierDecl:
        """`help "…"`."""
        return self.modifier("help", span, (), None, message)

    def placeholder_modifier(self, span: Span, message: LocalizedTextDecl) -> ModifierDecl:
        """`placeholder "…"`."""
        return self.modifier("placeholder", span, (), None, message)

    def unit_modifier(self, span: Span, message: LocalizedTextDecl) -> ModifierDecl:
        """`unit "…"`."""
        return self.modifier("unit", span, (), None, message)

    def on_delete_modifier(self, span: Span, action: Token) -> ModifierDecl:
        """`on delete cascade`."""
        argument = NameExpr(self.name_of(action), self.at(action))
        return ModifierDecl(Name("on delete", span), (argument,), None, None, span)

    def as_modifier(self, span: Span, name: Token) -> ModifierDecl:
        """`as name`."""
        argument = NameExpr(self.name_of(name), self.at(name))
        return self.modifier("as", span, (argument,))

    def accept_modifier(self, span: Span, *extensions: Token) -> ModifierDecl:
        """`accept "pdf", "docx"`."""
        return self.modifier("accept", span, tuple(self.plain_text(each) for each in extensions))

    def max_size_modifier(self, span: Span, size: Token) -> ModifierDecl:
        """`max_size 20MB`."""
        return self.modifier("max_size", span, (self.size(self.at(size), size),))

    def planned_modifier(self, span: Span, *_tokens: Token) -> ModifierDecl:
        """`personal` and the like."""
        word = self.source.text[span.start : span.end].split(maxsplit=1)[0]
        self.not_supported(Span(span.path, span.start, span.start + len(word)))
        return _UNSUPPORTED

    def unknown(self, span: Span, name: Token, *parts: Expr | TextDecl) -> ModifierDecl:
        """A word that is no modifier, with what seems to belong to it."""
        return ModifierDecl(self.name_of(name), parts, None, None, span)

    unknown_argument = type_argument


def _merged(modifiers: tuple[ModifierDecl, ...]) -> tuple[ModifierDecl, ...]:
    """Leaves out what is not supported; of unknown words in a row, the later are arguments of the first.

    So `dafault me` is one problem, not two.
    """
    found: list[ModifierDecl] = []
    is_unknown = False
    for each in modifiers:
        if each is _UNSUPPORTED:
            is_unknown = False
            continue
        was_unknown, is_unknown = is_unknown, not _is_known(each)
        if was_unknown and is_unknown:
            first = found.pop()
            span = Span(first.span.path, first.span.start, each.span.end)
            arguments = (*first.arguments, NameExpr(each.name, each.name.span), *each.arguments)
            found.append(ModifierDecl(first.name, arguments, None, None, span))
        else:
            found.append(each)
    return tuple(found)


KNOWN_MODIFIERS = frozenset(
    {
        "required", "readonly", "visible", "options", "unique", "search", "index", "hidden", "default", "min",
        "max", "length", "matches", "help", "placeholder", "unit", "on delete", "accept", "max_size", "as", "was",
        "from", "color", "icon", "value", "label",
    }
)  # fmt: skip


def _is_known(modifier: ModifierDecl) -> bool:
    return modifier.name.text in KNOWN_MODIFIERS
