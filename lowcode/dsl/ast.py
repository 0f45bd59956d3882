"""What the text of a specification says, before any name is looked up.

Every node has a `span`; names and texts carry their own. Nodes are frozen and hold tuples.

What this release does not support never gets here: the parser reports it (`lowcode.dsl.planned`) and leaves it out.
Two exceptions let later phases stay silent about what follows from it:

* a declaration that is not supported is an `UnsupportedDecl` (its names exist, with unknown meaning);
* a field type is a `TypeRef` by name, because only the resolver knows whether `rating` is a choice of the
  spec, a built-in type or a planned one (`lowcode.dsl.planned.FIELD_TYPES`).
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import Enum
from typing import Literal, TypeAlias

from lowcode.ir.expressions import Duration
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

# --- names and texts --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class PathRef:
    """`customer.owner.department`, where only names may stand (columns, sort keys, filters)."""

    names: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TextDecl:
    """A plain text without interpolation; escapes are already undone."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class LocalizedTextDecl:
    """`"客户" / "Customer"`: one text per locale in the app's order, or one for all."""

    parts: tuple[TextDecl, ...]
    span: Span


# --- expressions ------------------------------------------------------------------------------


class LiteralKind(Enum):
    """What a `LiteralExpr` was written as."""

    INTEGER = "integer"
    """`value` is an int."""
    DECIMAL = "decimal"
    """`value` is a Decimal with the digits that were written."""
    PERCENT = "percent"
    """`30%`: `value` is the Decimal 0.30."""
    BOOLEAN = "boolean"
    EMPTY = "empty"
    """`value` is None."""
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    """`2026-11-21 09:00`, a local time of the app's time zone (naive)."""
    DURATION = "duration"
    """`7d`: `value` is an `ir.expressions.Duration`."""
    SIZE = "size"
    """`20MB`: `value` is the number of bytes."""


LiteralContent: TypeAlias = (
    int | bool | Decimal | datetime.date | datetime.time | datetime.datetime | Duration | None
)


@dataclass(frozen=True, slots=True)
class LiteralExpr:
    """Every constant but texts."""

    kind: LiteralKind
    value: LiteralContent
    span: Span


@dataclass(frozen=True, slots=True)
class TextExpr:
    """`"{customer.name} / {name}"`: the texts between are `TextDecl`s. A plain text has one part, the empty text none."""

    parts: tuple[TextDecl | Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class NameExpr:
    """A bare name: field, option, role, seed handle, `this`, `me`, `now`, `today`, `this_month`."""

    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class MemberExpr:
    """`source.name`: a field of a record, an option of a choice (`Region.east`)."""

    source: Expr
    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class CallExpr:
    """`function(argument, …)`, aggregates included. `sum(lines.amount where taxable)` has a `FilteredExpr` argument."""

    function: Name
    arguments: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FilteredExpr:
    """`source where condition`; only as an argument of a call."""

    source: Expr
    condition: Expr
    span: Span


UnaryOperatorText: TypeAlias = Literal["not", "-"]
BinaryOperatorText: TypeAlias = Literal[
    "and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "within", "+", "-", "*", "/", "%"
]


@dataclass(frozen=True, slots=True)
class UnaryExpr:
    """`not e`, `-e`."""

    operator: UnaryOperatorText
    operand: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class BinaryExpr:
    """`left operator right`. `x not in y` arrives as `not (x in y)`."""

    operator: BinaryOperatorText
    left: Expr
    right: Expr
    operator_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class IsEmptyExpr:
    """`operand is empty`, `operand is not empty`."""

    operand: Expr
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ConditionalExpr:
    """`if condition then a else b`."""

    condition: Expr
    when_true: Expr
    when_false: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class ListExpr:
    """`[a, b]`."""

    items: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RecordExpr:
    """`{ product = x1, qty = 2 }`: a sub-table row; only in seeds."""

    values: tuple[AssignmentDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ErrorExpr:
    """An expression that could not be read and has been reported; silent from then on."""

    span: Span


Expr: TypeAlias = (
    LiteralExpr
    | TextExpr
    | NameExpr
    | MemberExpr
    | CallExpr
    | FilteredExpr
    | UnaryExpr
    | BinaryExpr
    | IsEmptyExpr
    | ConditionalExpr
    | ListExpr
    | RecordExpr
    | ErrorExpr
)


@dataclass(frozen=True, slots=True)
class AssignmentDecl:
    """`name = value` in a seed record."""

    name: Name
    value: Expr
    span: Span


# --- entities and fields ----------------------------------------------------------------------


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
    TypeRef
    | RangeTypeRef
    | OneOfTypeDecl
    | ManyOfTypeDecl
    | ManyOfTypeRef
    | ManyTypeRef
    | RowsTypeDecl
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


EntityMember: TypeAlias = FieldDecl | TitleDecl | CheckDecl | UniqueDecl | IndexDecl


# --- declarations -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SettingDecl:
    """One line of `app`: `locale zh-CN, en`, `timezone "Asia/Shanghai"`. Words arrive as `Name`, texts as `TextDecl`."""

    name: Name
    values: tuple[Name | TextDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AppDecl:
    """`app name "Label" as package { settings }`."""

    name: Name
    label: LocalizedTextDecl | None
    settings: tuple[SettingDecl, ...]
    documentation: str
    span: Span
    modifiers: tuple[ModifierDecl, ...] = ()
    """`as package`."""


@dataclass(frozen=True, slots=True)
class RoleDecl:
    """`role name "Label" includes a, b`."""

    name: Name
    label: LocalizedTextDecl | None
    includes: tuple[Name, ...]
    modifiers: tuple[ModifierDecl, ...]
    """`as name`."""
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class ChoiceDecl:
    """`choice Name "Label" { options }`, or `from "data/x.yaml"`: then `source` is set and `options` is empty."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`."""
    options: tuple[OptionDecl, ...]
    source: TextDecl | None
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class EntityDecl:
    """`entity Name "Label" { members }`."""

    name: Name
    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`as name`."""
    members: tuple[EntityMember, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class ExtendEntityDecl:
    """`extend entity User { members }`; only the built-in entities can be extended, which the resolver checks."""

    name: Name
    members: tuple[EntityMember, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class GrantDecl:
    """`role verb, verb where e`, one per role where several are named.

    Verbs that this release does not support have been reported and left out.
    """

    role: Name
    verbs: tuple[Name, ...]
    """`read`, `create`, `update`, `delete`, `all` or a mistyped one; may be empty."""
    where: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class AccessDecl:
    """`access Entity { grants }`."""

    entity: Name
    grants: tuple[GrantDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SortDecl:
    """`field [asc|desc]`."""

    path: PathRef
    descending: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ListDecl:
    """`list a, b sort c desc filter d, e`."""

    columns: tuple[PathRef, ...]
    sort: tuple[SortDecl, ...]
    filters: tuple[PathRef, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SectionDecl:
    """`section "Label" { a, b }`; fields outside any section are in one whose label is None."""

    label: LocalizedTextDecl | None
    fields: tuple[PathRef, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FormDecl:
    """`form { sections }`."""

    sections: tuple[SectionDecl, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PageDecl:
    """`page { contacts, deals }`."""

    fields: tuple[PathRef, ...]
    span: Span


ViewLine: TypeAlias = ListDecl | FormDecl | PageDecl


@dataclass(frozen=True, slots=True)
class ViewDecl:
    """`view Entity { lines }`."""

    entity: Name
    lines: tuple[ViewLine, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class MenuGroupDecl:
    """`group "Label" [icon name] { Entity, Entity }`; entries outside any group are in one whose label is None."""

    label: LocalizedTextDecl | None
    modifiers: tuple[ModifierDecl, ...]
    """`icon`."""
    entries: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class MenuDecl:
    """`menu { groups }`."""

    groups: tuple[MenuGroupDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SeedRecordDecl:
    """`Customer huaxing { name = "…", owner = zhang }`; the handle may be missing."""

    entity: Name
    handle: Name | None
    values: tuple[AssignmentDecl, ...]
    span: Span
    title: LocalizedTextDecl | None = None
    """`Department east "华东区"`: the value of the field that is the title; `values` is empty then or holds the others."""


@dataclass(frozen=True, slots=True)
class DataDecl:
    """`data { records }`: ships with the app."""

    records: tuple[SeedRecordDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SampleDecl:
    """`sample { records }`: demonstration."""

    records: tuple[SeedRecordDecl, ...]
    documentation: str
    span: Span


@dataclass(frozen=True, slots=True)
class SampleCountDecl:
    """`sample Customer 200`."""

    entity: Name
    count: LiteralExpr
    span: Span


@dataclass(frozen=True, slots=True)
class ImportDecl:
    """`import "../base/crm.lc"`; the workspace has already followed it."""

    path: TextDecl
    span: Span


@dataclass(frozen=True, slots=True)
class UnsupportedDecl:
    """A declaration of the language that this release cannot compile; reported already.

    `flow LeadFlow for Lead` declares the name `LeadFlow`: a field of that type, a menu entry, a reference to
    it must stay silent. `extend entity User { region: Region }` has `extends` User and `members` region:
    those members count as known, with an unknown type.
    """

    kind: Name
    name: Name | None
    extends: Name | None
    members: tuple[Name, ...]
    span: Span


Declaration: TypeAlias = (
    AppDecl
    | RoleDecl
    | ChoiceDecl
    | EntityDecl
    | ExtendEntityDecl
    | AccessDecl
    | ViewDecl
    | MenuDecl
    | DataDecl
    | SampleDecl
    | SampleCountDecl
    | ImportDecl
    | UnsupportedDecl
)


@dataclass(frozen=True, slots=True)
class FileDecl:
    """One file: what could be read of it, in order."""

    path: str
    declarations: tuple[Declaration, ...]
