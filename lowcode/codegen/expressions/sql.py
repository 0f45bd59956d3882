"""Expressions as SQLAlchemy: conditions, and the way in.

In a WHERE an empty answer counts as no, and so it does under `and` and `or`; hence comparisons are written plainly
there and indexes work. Only where `not` or a value sees the answer, `columns.truth` makes two values of three.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from lowcode.codegen.expressions.analysis import granting_roles, identifier_of, is_exact, is_numeric, scale_of
from lowcode.codegen.expressions.scope import Compiled, Scope
from lowcode.codegen.expressions.source import COMPARISON, Source, grouped
from lowcode.codegen.expressions.sql_values import SqlValues
from lowcode.codegen.expressions.target import COMPARISON_HELPERS, common_type
from lowcode.codegen.python_source import literal
from lowcode.codegen.storage import column_of
from lowcode.ir.application import ManyChoiceFieldType, ManyReferenceFieldType
from lowcode.ir.expressions import (
    Aggregate,
    AggregateFunction,
    Binary,
    BinaryOperator,
    Call,
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
from lowcode.ir.types import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    IntegerType,
    ListType,
    RecordType,
    TextType,
    ValueType,
)

_JUNCTIONS = {BinaryOperator.AND: "and_", BinaryOperator.OR: "or_"}
_QUESTIONS = ("contains", "starts_with", "ends_with")
_SMALL_NUMBERS = frozenset({"length", "year", "quarter", "month", "week", "day", "weekday", "hour", "minute"})
"""Functions whose results never leave 64 bits, so that their results compare plainly."""
_MIRRORED = {
    BinaryOperator.LESS: BinaryOperator.GREATER,
    BinaryOperator.LESS_OR_EQUAL: BinaryOperator.GREATER_OR_EQUAL,
    BinaryOperator.GREATER: BinaryOperator.LESS,
    BinaryOperator.GREATER_OR_EQUAL: BinaryOperator.LESS_OR_EQUAL,
}
_BOOLEAN = BooleanType()


def compile_sql(expression: Expression, scope: Scope, target: ValueType | None = None) -> Compiled:
    """`expression` as a column element over `this` and `context`; a reference is the id.

    With a `target`, numbers have the form of its column: rounded to its scale, and an error with too many digits.
    """
    compiler = SqlTarget(scope)
    source = compiler.fitted(expression, target) if target is not None else compiler.element(expression)
    return Compiled(str(source), frozenset(compiler.imports))


def compile_condition(expression: Expression, scope: Scope, *, of_option: bool = False) -> Compiled:
    """`expression` as the condition of a query.

    `of_option`: the query is for what may be chosen (`option`), and `this` is the record as it stands in the form.
    """
    compiler = SqlTarget(scope, this_is_record=of_option)
    return Compiled(str(compiler.condition(expression)), frozenset(compiler.imports))


class SqlTarget(SqlValues):
    """The compiler to SQLAlchemy."""

    def fitted(self, expression: Expression, target: ValueType) -> str:
        """The value for a column of the type `target`."""
        if is_numeric(target) and is_numeric(expression.type) and self.depends_on_row(expression):
            if isinstance(expression, FieldRead) and scale_of(expression.type) == scale_of(target):
                return self.value(expression)
            if is_exact(target):
                return self.helper("fitted", self.value(expression), str(scale_of(target)))
            return self.helper("fitted_whole", self.value(expression))
        if isinstance(expression, Literal):
            return self.parameter(replace(expression, type=target))
        return self.converted(expression, target)

    # --- conditions --------------------------------------------------------------------------------

    def boolean(self, expression: Expression) -> str:
        """Yes or no, never empty."""
        condition = self.condition(expression)
        return condition if self._is_two_valued(expression) else self.helper("truth", condition)

    def condition(self, expression: Expression) -> str:
        """For a WHERE."""
        if not self.depends_on_row(expression):
            compiler = self.python()
            source = compiler.boolean(expression)
            self.imports |= compiler.imports
            return self.helper("condition_value", source)
        match expression:
            case Binary(operator=operator) if operator in _JUNCTIONS:
                parts = ", ".join(self.condition(part) for part in _flattened(expression, operator))
                return f"{self.sqlalchemy(_JUNCTIONS[operator])}({parts})"
            case Unary(operator=UnaryOperator.NOT, operand=operand):
                return f"{self.sqlalchemy('not_')}({self.boolean(operand)})"
            case Binary() | IsIn() | IsInPeriod() | IsWithin():
                return self._related(expression) or self._test(expression)
            case IsEmpty(operand=operand, negated=negated):
                return self._emptiness(operand, negated=negated)
            case IsMember():
                return self._is_member(expression)
            case HasRole(user=user, role=role):
                return self._has_role(user, role)
            case Aggregate(function=AggregateFunction.EXISTS):
                return self.aggregate(expression)
            case Call(function=name) if name in _QUESTIONS:
                return self.call(expression)
            case _:
                return f"{grouped(self.value(expression))}.is_(True)"

    def _is_two_valued(self, expression: Expression) -> bool:
        """Whether the condition is never empty as it is written."""
        match expression:
            case Binary(operator=operator, left=left, right=right) if operator in _JUNCTIONS:
                return self._is_two_valued(left) and self._is_two_valued(right)
            case Binary() | IsIn() | IsInPeriod() | IsWithin():
                return not self.depends_on_row(expression)
            case _:
                return True

    def _test(self, expression: Binary | IsIn | IsInPeriod | IsWithin) -> str:
        match expression:
            case Binary(operator=operator, left=left, right=right):
                return self._comparison(operator, left, right)
            case IsIn(operand=operand, items=items):
                return self._in_items(operand, items)
            case IsInPeriod(operand=operand, period=period):
                return self.helper("in_period", self.value(operand), f'"{period}"', "context")
            case IsWithin(operand=operand, root=root, parent_field=parent):
                assert isinstance(operand.type, RecordType)
                entity = self.application.entity(operand.type.entity)
                name = self.names.fresh(entity.identifier)
                self.names.release(name)
                up = f"lambda {name}: {name}.{identifier_of(entity, parent)}_id"
                return self.helper("is_within", self.value(operand), self.model(entity), up, self.element(root))

    # --- comparisons -------------------------------------------------------------------------------

    def _comparison(self, operator: BinaryOperator, left: Expression, right: Expression) -> str:
        common = common_type(left.type, right.type)
        if is_numeric(common):
            return self._number_comparison(operator, left, right)
        on_day = self._day_comparison(operator, left, right)
        if on_day is not None:
            return on_day
        first, second = self.converted_side(left, right), self.converted_side(right, left)
        if isinstance(common, TextType) and operator not in (BinaryOperator.EQUAL, BinaryOperator.NOT_EQUAL):
            first, second = self._by_code_point(left, first), self._by_code_point(right, second)
        if isinstance(right, Literal) and isinstance(right.value, bool):
            same = right.value is (operator is BinaryOperator.EQUAL)
            return f"{grouped(first)}.is_({same})"
        return Source(f"{grouped(first)} {operator.value} {grouped(second)}", COMPARISON)

    def _day_comparison(self, operator: BinaryOperator, left: Expression, right: Expression) -> str | None:
        """The day of an instant against a constant day is a range of instants."""
        if isinstance(right, Call) and right.function == "date" and not self.depends_on_row(left):
            return self._day_comparison(_MIRRORED.get(operator, operator), right, left)
        match left:
            case Call(function="date", arguments=(instant,)) if isinstance(instant.type, DateTimeType):
                if not self.depends_on_row(instant) or self.depends_on_row(right):
                    return None
                compiler = self.python()
                day = compiler.value(right)
                self.imports |= compiler.imports
                return self.helper("on_day", self.value(instant), f'"{operator.value}"', day, self.timezone())
        return None

    def converted_side(self, side: Expression, other: Expression) -> str:
        """A side of a comparison; what Python computes is a parameter, plain where it cannot be empty."""
        if not self.depends_on_row(side) and isinstance(side, Call) and side.function in ("now", "today"):
            return self.clock(side.function)
        return self.converted(side, common_type(side.type, other.type))

    def _by_code_point(self, side: Expression, source: str) -> str:
        return source if isinstance(side, FieldRead | Literal) else self.helper("code_points", source)

    def _number_comparison(self, operator: BinaryOperator, left: Expression, right: Expression) -> str:
        plain = self._plain_numbers(left, right)
        if plain is not None:
            return Source(f"{plain[0]} {operator.value} {plain[1]}", COMPARISON)
        return self.helper(COMPARISON_HELPERS[operator], self.value(left), self.value(right))

    def _plain_numbers(self, left: Expression, right: Expression) -> tuple[str, str] | None:
        """Both sides, if the database compares them exactly as they are stored."""
        if isinstance(left, Literal):
            if isinstance(right, Literal):
                return None
            swapped = self._plain_numbers(right, left)
            return None if swapped is None else (swapped[1], swapped[0])
        if not self._is_plain_number(left):
            return None
        if isinstance(right, Literal):
            constant = self._constant_like(left, right)
            return None if constant is None else (self.value(left), constant)
        same = self._is_plain_number(right) and _representation(left.type) == _representation(right.type)
        return (self.value(left), self.value(right)) if same else None

    def _constant_like(self, column: Expression, constant: Literal) -> str | None:
        """The constant in the form of the column, unless it has more digits."""
        value = constant.value
        if not isinstance(value, int | Decimal) or abs(value) >= 10 ** (18 - scale_of(column.type)):
            return None
        if round(Decimal(value), scale_of(column.type)) != value:
            return None
        return self.constant(Decimal(value) if is_exact(column.type) else int(value), column.type)

    def _is_plain_number(self, expression: Expression) -> bool:
        """Whether the value is a column, of this row or beyond a reference, or a small whole number."""
        match expression:
            case FieldRead(source=source, field=name):
                assert isinstance(source.type, RecordType)
                field = self.scope.field(source.type.entity, name)
                return self.depends_on_row(expression) and (field is None or column_of(field) is not None)
            case Call(function=name):
                return name in _SMALL_NUMBERS
            case _:
                return False

    # --- other questions ---------------------------------------------------------------------------

    def _emptiness(self, operand: Expression, *, negated: bool) -> str:
        if isinstance(operand.type, ListType):
            model, item, joined = self.enter(operand, -1)
            self.names.leave(-1)
            found = self.helper("exists", model, f"lambda {item}: {joined}")
            return found if negated else f"{self.sqlalchemy('not_')}({found})"
        return f"{grouped(self.value(operand))}.{'is_not' if negated else 'is_'}(None)"

    def _in_items(self, operand: Expression, items: tuple[Expression, ...]) -> str:
        literals = [item for item in items if isinstance(item, Literal) and item.value is not None]
        if len(literals) == len(items) and self.depends_on_row(operand):
            if not is_numeric(operand.type):
                return f"{grouped(self.value(operand))}.in_([{', '.join(map(self.value, items))}])"
            constants = [self._constant_like(operand, item) for item in literals]
            if self._is_plain_number(operand) and None not in constants:
                return f"{grouped(self.value(operand))}.in_([{', '.join(map(str, constants))}])"
        tests = [self._comparison(BinaryOperator.EQUAL, operand, item) for item in items]
        return tests[0] if len(tests) == 1 else f"{self.sqlalchemy('or_')}({', '.join(tests)})"

    def _is_member(self, expression: IsMember) -> str:
        list_ = expression.list
        assert isinstance(list_, FieldRead)
        assert isinstance(list_.source.type, RecordType)
        owner = self.application.entity(list_.source.type.entity)
        field = owner.field_by_name[list_.field]
        operand = self.value(expression.operand)
        if isinstance(field.type, ManyReferenceFieldType):
            return self.helper("linked", self.links(owner, field), self.element(list_.source), operand)
        column = "option" if isinstance(field.type, ManyChoiceFieldType) else "id"
        return self._has_item(list_, column, f" == {grouped(operand)}")

    def _has_item(self, list_: FieldRead, column: str, test: str) -> str:
        model, item, joined = self.enter(list_, -1)
        self.names.leave(-1)
        return self.helper("exists", model, f"lambda {item}: {self.all_of([joined, f'{item}.{column}{test}'])}")

    def _has_role(self, user: Expression, role: str) -> str:
        if role == "everyone":
            return self._emptiness(user, negated=True)
        roles = FieldRead(user, "roles", ListType(ChoiceType("Role")), user.span)
        granting = [literal(name) for name in granting_roles(self.application, role)]
        test = f" == {granting[0]}" if len(granting) == 1 else f".in_([{', '.join(granting)}])"
        return self._has_item(roles, "option", test)

    # --- conditions on related records -------------------------------------------------------------

    def _related(self, expression: Binary | IsIn | IsInPeriod | IsWithin) -> str | None:
        """A test of a constant against what a reference leads to, as a condition on the record over there."""
        operand = expression.left if isinstance(expression, Binary) else expression.operand
        others = _others(expression)
        if any(self.depends_on_row(each) for each in others):
            return None
        hop = _first_hop(operand)
        if hop is None or not self.depends_on_row(operand):
            return None
        assert isinstance(hop.type, RecordType)
        entity = self.application.entity(hop.type.entity)
        depth = -2 - _hops(operand)
        name = self.names.enter(depth, entity.identifier)
        beyond = _rebased(operand, hop, Variable(VariableKind.ITEM, depth, hop.type, hop.span))
        test = (
            replace(expression, left=beyond) if isinstance(expression, Binary) else replace(expression, operand=beyond)
        )
        condition = self.condition(test)
        self.names.leave(depth)
        return self.helper("related", self.value(hop), self.model(entity), f"lambda {name}: {condition}")


def _flattened(expression: Expression, operator: BinaryOperator) -> list[Expression]:
    """The operands of a chain of one operator."""
    if isinstance(expression, Binary) and expression.operator is operator:
        return [*_flattened(expression.left, operator), *_flattened(expression.right, operator)]
    return [expression]


def _representation(value_type: ValueType) -> int | None:
    return None if isinstance(value_type, IntegerType) else scale_of(value_type)


def _others(expression: Binary | IsIn | IsInPeriod | IsWithin) -> tuple[Expression, ...]:
    match expression:
        case Binary(right=right):
            return (right,)
        case IsIn(items=items):
            return items
        case IsInPeriod():
            return ()
        case IsWithin(root=root):
            return (root,)


def _first_hop(expression: Expression) -> FieldRead | None:
    """The first reference of a path that goes beyond it: `customer` of `customer.owner.name`."""
    hop: FieldRead | None = None
    while isinstance(expression, FieldRead):
        if isinstance(expression.source, FieldRead):
            hop = expression.source
        expression = expression.source
    is_row = isinstance(expression, Variable) and expression.kind is not VariableKind.OWNER
    return hop if is_row else None


def _hops(expression: Expression) -> int:
    return 1 + _hops(expression.source) if isinstance(expression, FieldRead) else 0


def _rebased(expression: Expression, hop: FieldRead, start: Variable) -> Expression:
    """The rest of the path behind `hop`, read from `start`."""
    if expression is hop:
        return start
    assert isinstance(expression, FieldRead)
    return replace(expression, source=_rebased(expression.source, hop, start))
