"""The part of the syntax tree that stands for names, texts and expressions; `lowcode.dsl.ast` has all of it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import Enum
from typing import Literal, TypeAlias

from lowcode.ir.expressions import Duration
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


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


LiteralContent: TypeAlias = int | bool | Decimal | datetime.date | datetime.time | datetime.datetime | Duration | None


@dataclass(frozen=True, slots=True)
class LiteralExpr:
    """Every constant but texts."""

    kind: LiteralKind
    value: LiteralContent
    span: Span


@dataclass(frozen=True, slots=True)
class TextExpr:
    """`"{customer.name} / {name}"`: the texts between are `TextDecl`s; the empty text has no parts."""

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
    """`source where condition`: an argument of a call, or the list of a `for` or of rows that are sent out."""

    source: Expr
    condition: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class OwnRecordsExpr:
    """`where condition` as the first argument of a measure: `count(where stage == won)`."""

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
    """`{ product = x1, qty = 2 }`: a sub-table row in a list."""

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
    | OwnRecordsExpr
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
    """`name = value` in a record that is seeded, created or updated, and in what a transition asks."""

    name: Name
    value: Expr
    span: Span
