"""The part of the syntax tree that stands for fields and what an entity holds; `lowcode.dsl.ast` has all of it."""

from __future__ import annotations

from typing import TypeAlias

from lowcode.dsl.ast_expressions import Expr, LocalizedTextDecl, Name, TextDecl
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class ModifierDecl:
    """One modifier of a field or option; `name` says which, known or not.

    Where the parts of the known ones are:

    * `default e`, `min e`, `max e`: `arguments == (e,)`
    * `required`, `visible`, `readonly` `[when e] ["message"]`: `condition`, `message`
    * `options where e`: `condition`
    * `length a..b`: `arguments == (a, b)`; `length n`: `arguments == (n,)`
    * `matches "regex" "message"`: `arguments == (TextDecl,)` and `message`
    * `help`, `placeholder`, `unit`: `message`
    * `on delete cascade`: name `on delete`, `arguments == (NameExpr,)`
    * `accept "pdf", "docx"`: `arguments` are `TextDecl`s; `max_size 20MB`: `arguments == (LiteralExpr,)`, in bytes
    * `from e`: `arguments == (e,)`; `was name`: `arguments == (NameExpr,)`, the only one that may come twice
    * `as name`, `color blue`, `color "#1677ff"`, `value e`, `icon x`: `arguments == (e,)`
    * `unique`, `search`, `index`, `hidden`: nothing
    """

    name: Name
    arguments: tuple[Expr | TextDecl, ...]
    condition: Expr | None
    message: LocalizedTextDecl | None
    span: Span


@dataclass(frozen=True, slots=True)
class OptionDecl:
    """One option of a choice, with those below it."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`color`, `value`, `as` and whatever else was written."""
    options: tuple[OptionDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class TypeRef:
    """`text(200)`, `decimal(10, 2)`, `autonumber("KH-{seq:4}")`, `Source`, `User`.

    A text argument is a `TextDecl` (braces in it are not interpolation).
    """

    name: Name
    arguments: tuple[Expr | TextDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RangeTypeRef:
    """`money range`; not supported in this release, the resolver says so."""

    item: TypeRef
    span: Span


@dataclass(frozen=True, slots=True)
class OneOfTypeDecl:
    """`one of (a "A", b "B")`."""

    options: tuple[OptionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ManyOfTypeDecl:
    """`many of (a "A", b "B")`."""

    options: tuple[OptionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ManyOfTypeRef:
    """`many of Choice`."""

    choice: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ManyTypeRef:
    """`many Entity` (many to many) or `many Entity by field` (the other side of a reference)."""

    entity: Name
    by: Name | None
    span: Span


@dataclass(frozen=True, slots=True)
class RowsTypeDecl:
    """`rows { … }`: a sub-table owned by the record."""

    members: tuple[EntityMember, ...]
    span: Span


TypeDecl: TypeAlias = (
    TypeRef | RangeTypeRef | OneOfTypeDecl | ManyOfTypeDecl | ManyOfTypeRef | ManyTypeRef | RowsTypeDecl
)


@dataclass(frozen=True, slots=True)
class FieldDecl:
    """`name "Label": type modifiers… [= expression]`."""

    name: Name
    label: LocalizedTextDecl | None
    type: TypeDecl
    modifiers: tuple[ModifierDecl, ...]
    """In the order of the text, those in the `{ }` block after the ones on the line."""
    computed: Expr | None
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class TitleDecl:
    """`title e`."""

    expression: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class CheckDecl:
    """`check e "message"`."""

    expression: Expr
    message: LocalizedTextDecl | None
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class UniqueDecl:
    """`unique (a, b) [when e] ["message"]`."""

    fields: tuple[Name, ...]
    when: Expr | None
    message: LocalizedTextDecl | None
    span: Span


@dataclass(frozen=True, slots=True)
class IndexDecl:
    """`index (a, b)`."""

    fields: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class MergeDecl:
    """`merge on phone, email`."""

    fields: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FormerNameDecl:
    """`was Client`, as a line of an entity."""

    name: Name
    span: Span


EntityMember: TypeAlias = FieldDecl | TitleDecl | CheckDecl | UniqueDecl | IndexDecl | MergeDecl | FormerNameDecl
