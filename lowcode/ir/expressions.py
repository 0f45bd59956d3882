"""Typed expressions. Each node carries the type of its value and the place it was written at.

The meaning is fixed in `docs/language.md`; `lowcode.codegen.expressions` has one compiler per
target (Python, SQL, JavaScript) and none of them may give another answer than the others.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from lowcode.ir.types import ValueType
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class Duration:
    """A literal such as `7d`, `3mo`, `24h`: calendar months, days and seconds (each may be zero)."""

    months: int = 0
    days: int = 0
    seconds: int = 0


LiteralValue: TypeAlias = (
    str | int | bool | Decimal | datetime.date | datetime.time | datetime.datetime | Duration | None
)


class VariableKind(Enum):
    """What a bare name or `this`, `me` stands for."""

    THIS = "this"
    """The record that the expression belongs to (the row, in a sub-table's field)."""
    OWNER = "owner"
    """In a sub-table's expression: the record that owns the row."""
    ME = "me"
    """The signed-in user."""
    ITEM = "item"
    """The record an aggregate is looking at; `depth` tells nested ones apart (outermost is 0)."""
    OPTION = "option"
    """In `options where`: the record, or the option, that may be chosen."""
    OLD = "old"
    """In rules and flows: the record as it was before the change; only its own columns can be read."""
    LOCAL = "local"
    """A record that an action or a scenario has named: `create … as x`, `for x in …`, `let x = …`."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A record in scope. Its type is a `RecordType` (or a `ChoiceType` for OPTION of a choice)."""

    kind: VariableKind
    depth: int
    type: ValueType
    span: Span
    name: str = ""
    """The identifier of a LOCAL; empty for the others."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant. `None` is `empty`. A `ChoiceType` literal holds the option's name."""

    value: LiteralValue
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class FieldRead:
    """`source.field`; empty when the source is empty. `field` is the name in the spec.

    System fields `id created_at created_by updated_at updated_by` are read the same way.
    """

    source: Expression
    field: str
    type: ValueType
    span: Span


class UnaryOperator(Enum):
    """Operators with one operand."""

    NOT = "not"
    NEGATE = "-"


@dataclass(frozen=True, slots=True)
class Unary:
    """`not e` or `-e`."""

    operator: UnaryOperator
    operand: Expression
    type: ValueType
    span: Span


class BinaryOperator(Enum):
    """Operators with two operands."""

    AND = "and"
    OR = "or"
    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    REMAINDER = "%"


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`.

    `+` also joins texts; dates and instants take a Duration on the right; date - date is an Integer of days.
    """

    operator: BinaryOperator
    left: Expression
    right: Expression
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """`operand is empty` (`negated`: `is not empty`). A text of no characters and a list of no items are empty."""

    operand: Expression
    negated: bool
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class IsIn:
    """`operand in [a, b]`. A choice literal that is a branch has already become its whole subtree."""

    operand: Expression
    items: tuple[Expression, ...]
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class IsMember:
    """`operand in list` where `list` is a `many of`, many-to-many or reverse list."""

    operand: Expression
    list: Expression
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class IsInPeriod:
    """`operand in this_month`: date or instant (in the app's time zone); `period` is the catalog name."""

    operand: Expression
    period: str
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class IsWithin:
    """`operand within root`: the record is `root` or below it along the entity's parent field."""

    operand: Expression
    root: Expression
    parent_field: str
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """`if condition then a else b`; an empty condition counts as false."""

    condition: Expression
    when_true: Expression
    when_false: Expression
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `lowcode.catalog.functions` by its name; arguments are already checked."""

    function: str
    arguments: tuple[Expression, ...]
    type: ValueType
    span: Span


class AggregateFunction(Enum):
    """What may be computed over a list."""

    COUNT = "count"
    SUM = "sum"
    MINIMUM = "min"
    MAXIMUM = "max"
    AVERAGE = "avg"
    EXISTS = "exists"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`sum(lines.amount where taxable)`.

    `list` is the list-typed read; `value` (None for count and exists) and `condition` are read with the
    variable ITEM of this `depth`. `count` and `sum` of nothing are 0, the others empty. `first` is by id.
    """

    function: AggregateFunction
    list: Expression
    depth: int
    value: Expression | None
    condition: Expression | None
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class HasRole:
    """`has_role(user, role)`; included roles count."""

    user: Expression
    role: str
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """`"text {expr}"`: parts are joined; an empty part adds nothing. Others are shown as `text(e)` shows them."""

    parts: tuple[Expression, ...]
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class AllRecords:
    """`Opportunity` where a list is expected, in rules and scenarios: every record of the entity, whoever asks.

    Only `Aggregate.list`, `ForEach.list` and `Pick` hold it; the condition there becomes part of the query.
    """

    entity: str
    type: ValueType
    span: Span


class PickStrategy(Enum):
    """How `pick` chooses."""

    FIRST = "first"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


@dataclass(frozen=True, slots=True)
class Pick:
    """`pick(User where e, least_loaded)`: one active user, in actions only, because asking twice answers twice.

    `condition` reads the candidate as ITEM of `depth`. `load` is the field that is being set (`Lead.owner`):
    the load of a user is the number of records, not in an end state, whose field names the user. `name` is the
    identifier of the cursor that round robin remembers.
    """

    entity: str
    depth: int
    condition: Expression | None
    strategy: PickStrategy
    load_entity: str | None
    load_field: str | None
    name: str
    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A call of a function that the app's owner writes in Python, by its name in the spec.

    In actions only: it may change records, and asking twice may answer twice.
    """

    function: str
    arguments: tuple[Expression, ...]
    type: ValueType
    """`EmptyType` for one that gives nothing."""
    span: Span


@dataclass(frozen=True, slots=True)
class FilteredList:
    """`lines where taxable`, `Order where e`: an argument of a hand-written function.

    `condition` reads the record as ITEM of `depth`; of all records of an entity it becomes part of the query.
    """

    list: Expression
    depth: int
    condition: Expression
    type: ValueType
    span: Span


Expression: TypeAlias = (
    Variable
    | Literal
    | FieldRead
    | Unary
    | Binary
    | IsEmpty
    | IsIn
    | IsMember
    | IsInPeriod
    | IsWithin
    | Conditional
    | Call
    | Aggregate
    | HasRole
    | TextTemplate
    | AllRecords
    | Pick
    | FunctionCall
    | FilteredList
)
