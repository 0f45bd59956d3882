"""Expressions as JavaScript over `record` and `context`, for the forms of the app.

Numbers are `BigInt`s in units of their (static) scale, dates and instants ISO texts, references objects with an `id`,
lists arrays; what is empty is null. A browser has only what the form carries: `needs` tells what else is read.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal

from lowcode.codegen.expressions.analysis import (
    computed_on_read,
    granting_roles,
    identifier_of,
    is_exact,
    scale_of,
)
from lowcode.codegen.expressions.names import Names
from lowcode.codegen.expressions.scope import CompiledScript, Scope
from lowcode.codegen.expressions.source import AND, COMPARISON, OR, TERNARY, Source, grouped
from lowcode.codegen.expressions.target import COMPARISON_HELPERS, Target, common_type
from lowcode.codegen.storage import title_column
from lowcode.ir.application import RowsFieldType
from lowcode.ir.expressions import (
    Aggregate,
    AggregateFunction,
    Binary,
    BinaryOperator,
    Call,
    Conditional,
    Expression,
    FieldRead,
    HasRole,
    IsEmpty,
    IsIn,
    IsInPeriod,
    IsMember,
    IsWithin,
    Literal,
    Unary,
    UnaryOperator,
    Variable,
    VariableKind,
)
from lowcode.ir.types import DateType, ListType, RecordType, TextType, ValueType

_AGGREGATE_HELPERS = {
    AggregateFunction.COUNT: "count",
    AggregateFunction.EXISTS: "exists",
    AggregateFunction.SUM: "total",
    AggregateFunction.MINIMUM: "minimum",
    AggregateFunction.MAXIMUM: "maximum",
    AggregateFunction.AVERAGE: "average",
    AggregateFunction.FIRST: "first",
}
_TAKES_VALUE = frozenset(_AGGREGATE_HELPERS) - {AggregateFunction.COUNT, AggregateFunction.EXISTS}
_EXACT = Context(prec=400)
_MOST_OPTIONS = 60


def compile_javascript(expression: Expression, scope: Scope, target: ValueType | None = None) -> CompiledScript:
    """`expression` as JavaScript, with helpers from `values`, and what it reads that is not in the form."""
    compiler = ScriptTarget(scope)
    source = compiler.converted(expression, target) if target is not None else compiler.value(expression)
    found = compiler.found
    return CompiledScript(str(source), frozenset(found.needs), frozenset(found.needs_user), found.on_server)


@dataclass(slots=True)
class _Found:
    """What a compilation has come across; shared with the compilers of inner expressions."""

    needs: set[tuple[str, ...]] = field(default_factory=set)
    needs_user: set[tuple[str, ...]] = field(default_factory=set)
    on_server: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """How a record is reached: by identifiers from the record (or the user); `beyond` the form or in it."""

    path: tuple[str, ...] = ()
    beyond: bool = False
    of_user: bool = False


def js_literal(value: str) -> str:
    """A string literal that is safe in scripts and in pages."""
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")


class ScriptTarget(Target):
    """The compiler to JavaScript."""

    def __init__(
        self, scope: Scope, names: Names | None = None, found: _Found | None = None, this: _Place = _Place()
    ) -> None:
        """`this` is where the record that the expression belongs to is found."""
        super().__init__(scope)
        self.names = names or Names(scope.entity, "record", "context.user")
        self.found = found or _Found()
        self._this = this
        self._items: dict[int, _Place] = {}

    # --- pieces ------------------------------------------------------------------------------------

    def helper(self, name: str, *arguments: str) -> str:
        """`values.name(…)`, in the spelling of JavaScript."""
        return f"values.{camel_case(name)}({', '.join(arguments)})"

    def constant(self, value: object, value_type: ValueType) -> str:
        """A literal of the type."""
        match value:
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case int() | Decimal():
                digits = scale_of(value_type) if is_exact(value_type) else 0
                return f"{_units(Decimal(value), digits)}n"
            case str():
                return js_literal(value)
            case datetime.datetime():
                return js_literal(value.isoformat(" ", "seconds"))
            case datetime.date():
                return js_literal(value.isoformat())
            case datetime.time():
                return js_literal(value.isoformat("seconds"))
            case _:
                raise TypeError(f"no literal for {value!r}")

    def clock(self, name: str) -> str:
        """`context.now`."""
        return f"context.{name}"

    def timezone(self) -> str:
        """The app's time zone."""
        return "context.timezone"

    def at_scale(self, source: str, found: ValueType, wanted: ValueType) -> str:
        """Units of another scale."""
        digits = scale_of(wanted) - scale_of(found)
        return source if not digits else self.helper("at_scale", source, str(digits))

    def numeric(self, name: str, expression: Expression, *arguments: str) -> str:
        """Helpers are told the scale."""
        return self.helper(name, self.value(expression), str(scale_of(expression.type)), *arguments)

    def quotient(self, left: Expression, right: Expression, scale: int) -> str:
        """Helper `divide`."""
        scales = (scale_of(left.type), scale_of(right.type), scale)
        return self.helper("divide", self.value(left), self.value(right), *map(str, scales))

    def rounded_product(self, source: str, found: int, scale: int) -> str:
        """Helper `rounded`."""
        return self.helper("rounded", source, str(found), str(scale))

    def whole(self, source: str) -> str:
        """Units of scale 0 are whole numbers."""
        return source

    def option_text(self, source: str, choice: str) -> str:
        """Helper `optionText` with the labels; those of a long choice stay on the server."""
        options = self.application.choice(choice).all_options
        if len(options) > _MOST_OPTIONS:
            self.found.on_server = True
            return "null"
        labels = ", ".join(f"{js_literal(option.name)}: {js_literal(option.label.texts[0])}" for option in options)
        return self.helper("option_text", f"{{ {labels} }}", source)

    def shift(self, source: str, of: ValueType, amounts: Mapping[str, str]) -> str:
        """Helper `shiftDate` or `shiftInstant`."""
        named = f"{{ {', '.join(f'{unit}: {amount}' for unit, amount in amounts.items())} }}"
        if isinstance(of, DateType):
            return self.helper("shift_date", source, named)
        return self.helper("shift_instant", source, self.timezone(), named)

    def conditional(self, expression: Conditional) -> str:
        """A conditional expression."""
        arms = [grouped(self.converted(each, expression.type), OR) for each in _arms(expression)]
        return Source(f"{grouped(self.boolean(expression.condition), OR)} ? {arms[0]} : {arms[1]}", TERNARY)

    # --- records and fields ------------------------------------------------------------------------

    def variable(self, expression: Variable) -> str:
        """A record by its name."""
        return self.names.of(expression.kind, expression.depth)

    def title(self, expression: Expression) -> str:
        """The column that stands for the record."""
        assert isinstance(expression.type, RecordType)
        column = title_column(self.application.entity(expression.type.entity))
        return self._attribute(expression, column)

    def field(self, expression: FieldRead) -> str:
        """An attribute, or the expression itself where the field has no column."""
        source = expression.source
        assert isinstance(source.type, RecordType)
        entity = self.application.entity(source.type.entity)
        inner = computed_on_read(entity.field_by_name.get(expression.field))
        if inner is not None:
            return self._computed(source, entity.name, inner)
        return self._attribute(source, identifier_of(entity, expression.field))

    def key(self, expression: Expression) -> str:
        """The id of a record."""
        if isinstance(expression, Literal):
            return "null"
        if isinstance(expression, FieldRead):
            self._place(expression)
        return f"{grouped(self.value(expression))}?.id"

    def _attribute(self, record: Expression, name: str) -> str:
        """`record.name`; undefined, which helpers take for null, where there is no record."""
        place = self._place(record)
        if place is None:
            self.found.on_server = True
        elif place.beyond or place.of_user:
            (self.found.needs_user if place.of_user else self.found.needs).add((*place.path, name))
        certain = isinstance(record, Variable) and record.kind is not VariableKind.ME
        return f"{grouped(self.value(record))}{'.' if certain else '?.'}{name}"

    def _place(self, expression: Expression) -> _Place | None:
        """Where the record is found; None where that is not a matter of paths."""
        match expression:
            case Variable(kind=VariableKind.THIS):
                return self._this
            case Variable(kind=VariableKind.ME):
                return _Place(of_user=True)
            case Variable(kind=VariableKind.OWNER):
                return replace(self._this, path=(*self._this.path, "owner_record"))
            case Variable(kind=VariableKind.ITEM, depth=depth):
                return self._items.get(depth)
            case Variable(kind=VariableKind.OPTION):
                return _Place(("option",), beyond=True)
            case FieldRead(source=source, field=name):
                return self._beyond(source, name)
            case _:
                return None

    def _beyond(self, source: Expression, name: str) -> _Place | None:
        place = self._place(source)
        if place is None or not isinstance(source.type, RecordType):
            return None
        entity = self.application.entity(source.type.entity)
        found = entity.field_by_name.get(name)
        is_own_row = found is not None and isinstance(found.type, RowsFieldType)
        return replace(place, path=(*place.path, identifier_of(entity, name)), beyond=place.beyond or not is_own_row)

    def _computed(self, record: Expression, entity: str, inner: Expression) -> str:
        """A field without a column: its expression, read from `record`."""
        place = self._place(record)
        if place is None:
            self.found.on_server = True
            return "null"
        if isinstance(record, Variable) and record.kind is not VariableKind.ME:
            return self._inside(self.variable(record), entity, place, inner)
        item = self.names.fresh(entity_name(self.scope, entity))
        source = self._inside(item, entity, place, inner)
        self.names.release(item)
        return self.helper("read", self.value(record), f"({item}) => {grouped(source, TERNARY)}")

    def _inside(self, this: str, entity: str, place: _Place, inner: Expression) -> str:
        scope = replace(self.scope, entity=entity)
        return ScriptTarget(scope, self.names.with_this(this, entity), self.found, place).value(inner)

    # --- conditions --------------------------------------------------------------------------------

    def boolean(self, expression: Expression) -> str:
        """`true` or `false`."""
        match expression:
            case Binary(operator=BinaryOperator.AND, left=left, right=right):
                return Source(f"{grouped(self.boolean(left), AND)} && {grouped(self.boolean(right), AND)}", AND)
            case Binary(operator=BinaryOperator.OR, left=left, right=right):
                return Source(f"{grouped(self.boolean(left), AND)} || {grouped(self.boolean(right), AND)}", OR)
            case Unary(operator=UnaryOperator.NOT, operand=operand):
                return f"!{grouped(self.boolean(operand))}"
            case Binary(operator=operator, left=left, right=right) if operator in COMPARISON_HELPERS:
                return self._comparison(operator, left, right)
            case Literal(value=bool() as value):
                return "true" if value else "false"
            case Aggregate(function=AggregateFunction.EXISTS):
                return self.aggregate(expression)
            case IsEmpty() | IsIn() | IsMember() | IsInPeriod() | IsWithin() | HasRole():
                return self._question(expression)
            case Call(function="contains" | "starts_with" | "ends_with"):
                return self.call(expression)
            case _:
                return Source(f"{grouped(self.value(expression))} === true", COMPARISON)

    def _comparison(self, operator: BinaryOperator, left: Expression, right: Expression) -> str:
        name = COMPARISON_HELPERS[operator]
        if isinstance(left.type, RecordType):
            return self.helper(f"{name}_ids", self.key(left), self.key(right))
        common = common_type(left.type, right.type)
        first, second = self.converted(left, common), self.converted(right, common)
        if operator is BinaryOperator.EQUAL:
            for side, other, constant in ((first, second, right), (second, first, left)):
                if isinstance(constant, Literal) and constant.value is not None:
                    return Source(f"{grouped(side)} === {other}", COMPARISON)
        is_ordered_text = isinstance(common, TextType) and name not in ("equal", "differ")
        return self.helper(f"{name}_text" if is_ordered_text else name, first, second)

    def _question(self, expression: IsEmpty | IsIn | IsMember | IsInPeriod | IsWithin | HasRole) -> str:
        match expression:
            case IsEmpty(operand=operand, negated=negated):
                source = self.key(operand) if isinstance(operand.type, RecordType) else self.value(operand)
                empty = self.helper("is_empty", source)
                return f"!{empty}" if negated else empty
            case IsIn(operand=operand, items=items):
                return self._in_items(operand, items)
            case IsMember(operand=operand, list=list_):
                if isinstance(operand.type, RecordType):
                    self._note_list(list_)
                    return self.helper("has_record", self.value(list_), self.key(operand))
                return self.helper("is_one_of_list", self.value(operand), self.value(list_))
            case IsInPeriod(operand=operand, period=period):
                day = self.converted(operand, DateType())
                return self.helper("in_period", day, js_literal(period), "context.today")
            case IsWithin():
                self.found.on_server = True
                return "false"
            case HasRole(user=user, role=role):
                return self._has_role(user, role)

    def _in_items(self, operand: Expression, items: tuple[Expression, ...]) -> str:
        if isinstance(operand.type, RecordType):
            return self.helper("is_one_of_ids", self.key(operand), *(self.key(item) for item in items))
        common: ValueType = operand.type
        for item in items:
            common = common_type(common, item.type)
        return self.helper("is_one_of", self.converted(operand, common), *(self.converted(i, common) for i in items))

    def _has_role(self, user: Expression, role: str) -> str:
        if isinstance(user, Variable) and user.kind is VariableKind.ME:
            return f"context.roles.includes({js_literal(role)})"
        if role == "everyone":
            return f"!{self.helper('is_empty', self.key(user))}"
        granting = ", ".join(js_literal(each) for each in granting_roles(self.application, role))
        return self.helper("has_role", self._attribute(user, "roles"), granting)

    # --- lists -------------------------------------------------------------------------------------

    def aggregate(self, expression: Aggregate) -> str:
        """`values.total(record.lines, (line) => line.amount, (line) => line.taxable === true)`."""
        assert isinstance(expression.list, FieldRead)
        assert isinstance(expression.list.type, ListType)
        items = self.value(expression.list)
        self._note_list(expression.list)
        kind = expression.list.type.item
        place = self._place(expression.list)
        if place is None:
            self.found.on_server = True
        wanted = entity_name(self.scope, kind.entity) if isinstance(kind, RecordType) else "option_name"
        item = self.names.enter(expression.depth, wanted)
        self._items[expression.depth] = place or _Place()
        arguments = [items]
        if expression.function in _TAKES_VALUE:
            value = item if expression.value is None else self.value(expression.value)
            arguments.append(f"({item}) => {grouped(value, TERNARY)}")
        if expression.condition is not None:
            arguments.append(f"({item}) => {grouped(self.boolean(expression.condition), TERNARY)}")
        self.names.leave(expression.depth)
        return self._aggregated(expression, arguments)

    def _aggregated(self, expression: Aggregate, arguments: list[str]) -> str:
        name = _AGGREGATE_HELPERS[expression.function]
        value = expression.value
        if expression.function is AggregateFunction.AVERAGE and value is not None:
            scales = f"{scale_of(value.type)}, {scale_of(expression.type)}"
            return self.helper(name, arguments[0], scales, *arguments[1:])
        is_extreme = expression.function in (AggregateFunction.MINIMUM, AggregateFunction.MAXIMUM)
        if is_extreme and isinstance(expression.type, TextType):
            name = f"{name}_text"
        return self.helper(name, *arguments)

    def _note_list(self, list_: Expression) -> None:
        """A list of other records has to be sent with the form."""
        if not isinstance(list_, FieldRead) or not isinstance(list_.source.type, RecordType):
            return
        place = self._place(list_)
        if place is not None and place.beyond:
            (self.found.needs_user if place.of_user else self.found.needs).add((*place.path, "id"))

    def chosen(self, helper: str, call: Call) -> str:
        """The smallest and greatest of texts go by code point."""
        is_text = isinstance(call.type, TextType) and helper != "first_given"
        return super().chosen(f"{helper}_text" if is_text else helper, call)


def entity_name(scope: Scope, entity: str) -> str:
    """What an item of the entity is called."""
    return camel_case(scope.application.entity(entity).identifier)


def camel_case(name: str) -> str:
    """`local_date` as `localDate`."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _arms(expression: Conditional) -> tuple[Expression, Expression]:
    return expression.when_true, expression.when_false


def _units(value: Decimal, digits: int) -> int:
    return int(_EXACT.scaleb(value, digits))
