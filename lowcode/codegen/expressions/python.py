"""Expressions as Python on loaded records, typed so that emitted modules pass `mypy --strict`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

from lowcode.codegen.expressions.analysis import (
    REFERENCE_SYSTEM_FIELDS,
    computed_on_read,
    granting_roles,
    identifier_of,
    is_exact,
    scale_of,
)
from lowcode.codegen.expressions.names import Names
from lowcode.codegen.expressions.python_calls import PythonSource
from lowcode.codegen.expressions.scope import Compiled, Import, Scope
from lowcode.codegen.expressions.source import AND, COMPARISON, NOT, OR, TERNARY, Source, grouped
from lowcode.codegen.expressions.target import COMPARISON_HELPERS, common_type
from lowcode.codegen.python_source import decimal_literal, literal
from lowcode.codegen.storage import title_column
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
from lowcode.ir.types import DateType, IntegerType, ListType, RecordType, ValueType

VALUES = Import("lowcode.runtime", "values")

_AGGREGATE_HELPERS = {
    AggregateFunction.COUNT: "count",
    AggregateFunction.EXISTS: "exists",
    AggregateFunction.SUM: "total",
    AggregateFunction.MINIMUM: "minimum",
    AggregateFunction.MAXIMUM: "maximum",
}


def compile_python(expression: Expression, scope: Scope, target: ValueType | None = None) -> Compiled:
    """`expression` as Python over `this` and `context`; a reference is the record, empty is None."""
    compiler = PythonTarget(scope)
    source = compiler.converted(expression, target) if target is not None else compiler.value(expression)
    return Compiled(str(source), frozenset(compiler.imports))


@dataclass(frozen=True, slots=True)
class _Path:
    """A record by attributes from a variable; `guards` are the prefixes that may be None."""

    text: str
    entity: str
    guards: tuple[str, ...] = ()


class PythonTarget(PythonSource):
    """The compiler to Python."""

    def __init__(self, scope: Scope, names: Names | None = None) -> None:
        """`names` says what the variables are called; by default `this`, `option` and fresh names for items."""
        super().__init__(scope)
        self.imports: set[Import] = set()
        self.names = names or Names(scope.entity)

    # --- pieces ------------------------------------------------------------------------------------

    def helper(self, name: str, *arguments: str) -> str:
        """`values.name(…)`."""
        self.imports.add(VALUES)
        return f"values.{name}({', '.join(arguments)})"

    def constant(self, value: object, value_type: ValueType) -> str:
        """A literal of the type."""
        match value:
            case datetime.datetime():
                self.imports.add(Import("datetime"))
                parts = (value.year, value.month, value.day, value.hour, value.minute, value.second)
                return f"datetime.datetime({', '.join(map(str, parts))})"
            case datetime.date():
                self.imports.add(Import("datetime"))
                return f"datetime.date({value.year}, {value.month}, {value.day})"
            case datetime.time():
                self.imports.add(Import("datetime"))
                return f"datetime.time({value.hour}, {value.minute}, {value.second})"
            case bool() | str() | None:
                return literal(value)
            case int() | Decimal() if is_exact(value_type) or isinstance(value, Decimal):
                self.imports.add(Import("decimal", "Decimal"))
                return decimal_literal(Decimal(value))
            case int():
                return str(value)
            case _:
                raise TypeError(f"no literal for {value!r}")

    def clock(self, name: str) -> str:
        """`context.now`."""
        return f"context.{name}"

    def timezone(self) -> str:
        """The app's time zone."""
        return "context.timezone"

    def at_scale(self, source: str, found: ValueType, wanted: ValueType) -> str:
        """Whole numbers become decimals where decimals are wanted; decimals need nothing."""
        return self.helper("exact", source) if is_exact(wanted) and not is_exact(found) else source

    def conditional(self, expression: Conditional) -> str:
        """A conditional expression."""
        when_true = grouped(self.converted(expression.when_true, expression.type), OR)
        when_false = grouped(self.converted(expression.when_false, expression.type), OR)
        return Source(f"{when_true} if {grouped(self.boolean(expression.condition), OR)} else {when_false}", TERNARY)

    # --- records and fields ------------------------------------------------------------------------

    def variable(self, expression: Variable) -> str:
        """A record by its name."""
        path = self._path(expression)
        assert path is not None
        return path.text

    def title(self, expression: Expression) -> str:
        """The column that stands for the record."""
        assert isinstance(expression.type, RecordType)
        entity = self.application.entity(expression.type.entity)
        return self._attribute(expression, title_column(entity))

    def field(self, expression: FieldRead) -> str:
        """An attribute, or the expression itself where the field has no column."""
        entity = self._entity_of(expression.source)
        inner = computed_on_read(self.scope.field(entity, expression.field))
        if inner is not None:
            return self._computed(expression.source, entity, inner)
        if expression.field in REFERENCE_SYSTEM_FIELDS:
            user = self._class("User")
            return self.helper("record_of", "context.session", user, self.key(expression))
        name = identifier_of(self.application.entity(entity), expression.field)
        return self._attribute(expression.source, name, is_list=isinstance(expression.type, ListType))

    def key(self, expression: Expression) -> str:
        """The id of the record that `expression` stands for."""
        match expression:
            case Literal():
                return "None"
            case Variable(kind=VariableKind.ME):
                return "context.user_id"
            case FieldRead(source=source, field=name):
                entity = self._entity_of(source)
                inner = computed_on_read(self.scope.field(entity, name))
                if inner is None:
                    return self._attribute(source, f"{identifier_of(self.application.entity(entity), name)}_id")
        return self._attribute(expression, "id")

    def _entity_of(self, expression: Expression) -> str:
        assert isinstance(expression.type, RecordType)
        return expression.type.entity

    def _class(self, entity_name: str) -> str:
        entity = self.application.entity(entity_name)
        self.imports.add(Import(self.scope.model_module(entity), entity.class_name))
        return entity.class_name

    def _path(self, expression: Expression) -> _Path | None:
        """The record as a chain of attributes, if it is one."""
        match expression:
            case Variable(kind=kind, depth=depth, type=RecordType(entity=entity), name=name):
                text = self.names.of(kind, depth, name)
                return _Path(text, entity, (text,) if kind is VariableKind.ME else ())
            case Variable(kind=kind, depth=depth):
                return _Path(self.names.of(kind, depth), "")
            case FieldRead(source=source, field=name, type=RecordType(entity=entity)):
                path = self._path(source)
                if path is None or name in REFERENCE_SYSTEM_FIELDS:
                    return None
                field = self.scope.field(path.entity, name)
                if field is None or computed_on_read(field) is not None:
                    return None
                text = f"{path.text}.{field.identifier}"
                return _Path(text, entity, (*path.guards, text))
            case _:
                return None

    def _attribute(self, record: Expression, name: str, *, is_list: bool = False) -> str:
        """`record.name`, empty where there is no record."""
        path = self._path(record)
        if path is None:
            item = self.names.fresh(self.application.entity(self._entity_of(record)).identifier)
            self.names.release(item)
            found = self.helper("read", self.value(record), f"lambda {item}: {item}.{name}")
            return Source(f"{found} or []", OR) if is_list else found
        if not path.guards:
            return f"{path.text}.{name}"
        missing = " or ".join(f"{guard} is None" for guard in path.guards)
        return Source(f"{'[]' if is_list else 'None'} if {missing} else {path.text}.{name}", TERNARY)

    def _computed(self, record: Expression, entity: str, inner: Expression) -> str:
        """A field without a column: its expression, read from `record`."""
        path = self._path(record)
        if path is not None and not path.guards:
            return self._within(path.text, entity, inner)
        item = self.names.fresh(self.application.entity(entity).identifier)
        source = self._within(item, entity, inner)
        self.names.release(item)
        return self.helper("read", self.value(record), f"lambda {item}: {source}")

    def _within(self, this: str, entity: str, inner: Expression) -> str:
        """`inner` with another record as `this`."""
        compiler = PythonTarget(replace(self.scope, entity=entity), self.names.with_this(this, entity))
        source = compiler.value(inner)
        self.imports |= compiler.imports
        return source

    # --- conditions --------------------------------------------------------------------------------

    def boolean(self, expression: Expression) -> str:
        """A `bool`, never None."""
        match expression:
            case Binary(operator=BinaryOperator.AND, left=left, right=right):
                return Source(f"{grouped(self.boolean(left), AND)} and {grouped(self.boolean(right), AND)}", AND)
            case Binary(operator=BinaryOperator.OR, left=left, right=right):
                return Source(f"{grouped(self.boolean(left), OR)} or {grouped(self.boolean(right), OR)}", OR)
            case Unary(operator=UnaryOperator.NOT, operand=operand):
                return self._negation(operand)
            case Binary(operator=operator, left=left, right=right) if operator in COMPARISON_HELPERS:
                return self._comparison(operator, left, right)
            case Literal(value=bool() as value):
                return literal(value)
            case Aggregate(function=AggregateFunction.EXISTS):
                return self._exists(expression)
            case IsEmpty() | IsIn() | IsMember() | IsInPeriod() | IsWithin() | HasRole():
                return self._question(expression)
            case Call(function="contains" | "starts_with" | "ends_with"):
                return self.call(expression)
            case _:
                return Source(f"{grouped(self.value(expression), COMPARISON)} is True", COMPARISON)

    def _negation(self, operand: Expression) -> str:
        """`x is not None`, `x not in (…)`, `x is not True` where Python has a word for it."""
        match operand:
            case IsEmpty(operand=inner, negated=negated):
                return self._emptiness(inner, negated=not negated)
            case IsIn(operand=inner, items=items):
                return self._in_items(inner, items, negated=True)
            case FieldRead():
                return Source(f"{grouped(self.value(operand), COMPARISON)} is not True", COMPARISON)
            case _:
                return Source(f"not {grouped(self.boolean(operand), NOT)}", NOT)

    def _comparison(self, operator: BinaryOperator, left: Expression, right: Expression) -> str:
        if isinstance(left.type, RecordType):
            return self.helper(COMPARISON_HELPERS[operator], self.key(left), self.key(right))
        common = common_type(left.type, right.type)
        first, second = self.converted(left, common), self.converted(right, common)
        if operator is BinaryOperator.EQUAL:
            # None is equal to no constant, so nothing has to be asked about emptiness.
            for side, other, constant in ((first, second, right), (second, first, left)):
                if isinstance(constant, Literal) and constant.value is not None:
                    is_flag = isinstance(constant.value, bool) and not isinstance(left, Literal)
                    sign = "is" if is_flag else "=="
                    return Source(f"{grouped(side, COMPARISON + 1)} {sign} {other}", COMPARISON)
        return self.helper(COMPARISON_HELPERS[operator], first, second)

    def _question(self, expression: IsEmpty | IsIn | IsMember | IsInPeriod | IsWithin | HasRole) -> str:
        match expression:
            case IsEmpty(operand=operand, negated=negated):
                return self._emptiness(operand, negated=negated)
            case IsIn(operand=operand, items=items):
                return self._in_items(operand, items)
            case IsMember(operand=operand, list=list_):
                if isinstance(operand.type, RecordType):
                    return self.helper("has_record", self._list(list_), self.key(operand))
                return Source(f"{grouped(self.value(operand), COMPARISON + 1)} in {self._list(list_)}", COMPARISON)
            case IsInPeriod(operand=operand, period=period):
                day = self.converted(operand, DateType())
                return self.helper("in_period", day, literal(period), "context.today")
            case IsWithin(operand=operand, root=root, parent_field=parent):
                entity = self.application.entity(self._entity_of(operand))
                item = self.names.fresh(entity.identifier)
                walk = f"lambda {item}: {item}.{identifier_of(entity, parent)}"
                self.names.release(item)
                return self.helper("is_within", self.value(operand), self.key(root), walk)
            case HasRole(user=user, role=role):
                return self._has_role(user, role)

    def _emptiness(self, operand: Expression, *, negated: bool) -> str:
        if isinstance(operand, Literal):
            return str((operand.value is None) is not negated)
        if isinstance(operand.type, ListType):
            items = self._list(operand)
            return Source(f"len({items}) {'>' if negated else '=='} 0", COMPARISON)
        source = self.key(operand) if isinstance(operand, FieldRead) and _is_record(operand) else self.value(operand)
        return Source(f"{grouped(source, COMPARISON + 1)} is {'not ' if negated else ''}None", COMPARISON)

    def _in_items(self, operand: Expression, items: tuple[Expression, ...], *, negated: bool = False) -> str:
        common = operand.type
        for item in items:
            common = common_type(common, item.type)
        if isinstance(operand.type, RecordType):
            found = self.helper("is_one_of", self.key(operand), *(self.key(item) for item in items))
            return Source(f"not {found}", NOT) if negated else found
        source = self.converted(operand, common)
        sources = [self.converted(item, common) for item in items]
        if all(isinstance(item, Literal) and item.value is not None for item in items):
            comma = "," if len(sources) == 1 else ""
            word = "not in" if negated else "in"
            return Source(f"{grouped(source, COMPARISON + 1)} {word} ({', '.join(sources)}{comma})", COMPARISON)
        found = self.helper("is_one_of", source, *sources)
        return Source(f"not {found}", NOT) if negated else found

    def _has_role(self, user: Expression, role: str) -> str:
        if isinstance(user, Variable) and user.kind is VariableKind.ME:
            return f"context.has_role({literal(role)})"
        if role == "everyone":
            return self._emptiness(user, negated=True)
        roles = self._attribute(user, "roles", is_list=True)
        granting = ", ".join(literal(each) for each in granting_roles(self.application, role))
        return self.helper("has_role", roles, granting)

    # --- lists -------------------------------------------------------------------------------------

    def _list(self, expression: Expression) -> str:
        return grouped(self.value(expression))

    def aggregate(self, expression: Aggregate) -> str:
        """`sum(lines.amount where taxable)` over the records of the list."""
        match expression.function:
            case AggregateFunction.COUNT if expression.condition is None:
                return f"len({self.value(expression.list)})"
            case AggregateFunction.FIRST:
                return f"next(({self._generator(expression, in_order=True)}), None)"
            case AggregateFunction.AVERAGE:
                return self.helper("average", f"({self._generator(expression)})", str(scale_of(expression.type)))
            case AggregateFunction.SUM if isinstance(expression.type, IntegerType):
                return self.helper("whole_total", self._generator(expression))
            case function:
                return self.helper(_AGGREGATE_HELPERS[function], self._generator(expression))

    def _exists(self, expression: Aggregate) -> str:
        if expression.condition is None:
            return Source(f"len({self.value(expression.list)}) > 0", COMPARISON)
        return self.helper("exists", self._generator(expression))

    def _generator(self, expression: Aggregate, *, in_order: bool = False) -> str:
        """`value for item in list if condition`."""
        assert isinstance(expression.list.type, ListType)
        items = self._list(expression.list)
        if in_order:
            items = self.helper("by_id", items)
        kind = expression.list.type.item
        wanted = self.application.entity(kind.entity).identifier if isinstance(kind, RecordType) else "option_name"
        item = self.names.enter(expression.depth, wanted)
        value = item if expression.value is None else self.value(expression.value)
        condition = "" if expression.condition is None else f" if {grouped(self.boolean(expression.condition), OR)}"
        self.names.leave(expression.depth)
        return f"{value} for {item} in {items}{condition}"


def _is_record(expression: Expression) -> bool:
    return isinstance(expression.type, RecordType)
