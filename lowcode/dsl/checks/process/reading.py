"""From typed conditions to formulas."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

from lowcode.dsl.checks.process.bounds import bounds_of, may_be_empty
from lowcode.dsl.checks.process.domains import holds, is_ordered
from lowcode.dsl.checks.process.formulas import (
    FALSE,
    TRUE,
    Constant,
    Formula,
    Not,
    Opaque,
    Operator,
    Subject,
    Test,
    both,
    either,
)
from lowcode.dsl.checks.process.shapes import shape_of, written
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.quick_dataclass import dataclass

_Kind = ir.BinaryOperator
_MIRRORED = {
    Operator.LESS: Operator.GREATER,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
    Operator.EQUAL: Operator.EQUAL,
    Operator.NOT_EQUAL: Operator.NOT_EQUAL,
}
_COMPARISONS = {each.value: each for each in _MIRRORED}
_ROOTS = {
    ir.VariableKind.THIS: "this",
    ir.VariableKind.OLD: "old",
    ir.VariableKind.OWNER: "owner",
    ir.VariableKind.ME: "me",
}
_UNITS = {"money", "percent", "decimal"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads conditions of one application. `known`: fields of `this` whose value is known, such as the state."""

    application: app.Application
    known: Mapping[str, ir.LiteralValue]

    def formula(self, expression: ir.Expression | None) -> Formula:
        """What must hold for the condition to be true; no condition always is."""
        if expression is None:
            return TRUE
        match expression:
            case ir.Literal(value=value):
                return Constant(value is True)
            case ir.Unary(operator=ir.UnaryOperator.NOT, operand=operand):
                return Not(self.formula(operand))
            case ir.Binary(operator=_Kind.AND, left=left, right=right):
                return both(self.formula(left), self.formula(right))
            case ir.Binary(operator=_Kind.OR, left=left, right=right):
                return either(self.formula(left), self.formula(right))
            case ir.Binary(operator=operator, left=left, right=right) if operator.value in _COMPARISONS:
                return self._comparison(_COMPARISONS[operator.value], left, right)
            case ir.IsEmpty(operand=operand, negated=negated):
                empty = self._empty(operand)
                return Not(empty) if negated else empty
            case ir.IsIn(operand=operand, items=items):
                return either(*(self._comparison(Operator.EQUAL, operand, each) for each in items))
            case ir.Conditional(condition=condition, when_true=when_true, when_false=when_false):
                test = self.formula(condition)
                return either(both(test, self.formula(when_true)), both(Not(test), self.formula(when_false)))
            case ir.FieldRead():
                return self._yes(expression)
            case _:
                return Opaque(shape_of(expression))

    def field(self, entity: app.Entity, name: str) -> Subject | None:
        """The subject for a field of `this`."""
        field = entity.field_by_name.get(name)
        if field is None:
            return None
        this = ir.Variable(ir.VariableKind.THIS, 0, t.RecordType(entity.name), field.span)
        return self._subject(ir.FieldRead(this, name, field.value_type, field.span))

    def _yes(self, read: ir.FieldRead) -> Formula:
        field = self._field(read)
        is_this = isinstance(read.source, ir.Variable) and read.source.kind is ir.VariableKind.THIS
        if field is not None and field.computed is not None and is_this:
            return self.formula(field.computed.expression)
        subject = self._subject(read)
        return Opaque(shape_of(read)) if subject is None else self._test(subject, Operator.EQUAL, True)

    def _comparison(self, operator: Operator, left: ir.Expression, right: ir.Expression) -> Formula:
        first, second = _constant(left), _constant(right)
        if first is not None and second is None:
            return self._comparison(_MIRRORED[operator], right, left)
        if second is not None:
            if first is not None:
                subject = Subject("", "", left.type, may_be_empty=False, expression=left, is_free=False)
                return _settled(Test(subject, operator, second.value), first.value)
            subject_ = self._subject(left)
            is_decidable = operator in (Operator.EQUAL, Operator.NOT_EQUAL) or is_ordered(left.type)
            if second.value in (None, ""):
                return FALSE
            if subject_ is not None and is_decidable and _fits(left.type, second.value):
                return self._test(subject_, operator, second.value)
        return self._of_two(operator, left, right)

    def _of_two(self, operator: Operator, left: ir.Expression, right: ir.Expression) -> Formula:
        """Two values of which nothing is known: which is smaller is one question, whether they are equal another."""
        one, other = shape_of(left), shape_of(right)
        if other < one:
            return self._of_two(_MIRRORED[operator], right, left)
        less, equal = Opaque(f"{one} < {other}"), Opaque(f"{one} == {other}")
        outcome: Formula
        match operator:
            case Operator.LESS:
                outcome = both(less, Not(equal))
            case Operator.LESS_OR_EQUAL:
                outcome = either(less, equal)
            case Operator.GREATER:
                outcome = both(Not(less), Not(equal))
            case Operator.GREATER_OR_EQUAL:
                outcome = either(Not(less), equal)
            case Operator.EQUAL:
                outcome = equal
            case _:
                outcome = Not(equal)
        return both(outcome, Not(self._empty(left)), Not(self._empty(right)))

    def _empty(self, expression: ir.Expression) -> Formula:
        if isinstance(expression, ir.Literal):
            return Constant(expression.value in (None, ""))
        subject = self._subject(expression)
        return Opaque(f"{shape_of(expression)} is empty") if subject is None else self._test(subject, Operator.EMPTY)

    def _test(self, subject: Subject, operator: Operator, operand: ir.LiteralValue = None) -> Formula:
        test = Test(subject, operator, operand)
        if len(subject.path) == 2 and subject.path[0] == "this" and subject.path[1] in self.known:
            return _settled(test, self.known[subject.path[1]])
        return test

    def _subject(self, expression: ir.Expression) -> Subject | None:
        path = self._path(expression)
        if path is not None and isinstance(expression, ir.FieldRead):
            field = self._field(expression)
            low, high = bounds_of(self.application, expression)
            return Subject(
                key=".".join(path),
                name=".".join(path[1:] if path[0] == "this" else path),
                type=expression.type,
                may_be_empty=may_be_empty(self.application, expression),
                expression=expression,
                is_free=_occurs(field),
                path=path,
                low=low,
                high=high,
            )
        if not is_ordered(expression.type) or isinstance(expression, ir.Literal):
            return None
        low, high = bounds_of(self.application, expression)
        is_count = isinstance(expression, ir.Aggregate) and expression.function is ir.AggregateFunction.COUNT
        empty = may_be_empty(self.application, expression)
        return Subject(
            shape_of(expression), written(expression), expression.type, empty, expression, is_count, (), low, high
        )

    def _path(self, expression: ir.Expression) -> tuple[str, ...] | None:
        names: list[str] = []
        while isinstance(expression, ir.FieldRead):
            names.append(expression.field)
            expression = expression.source
        if not isinstance(expression, ir.Variable) or not names:
            return None
        root = _ROOTS.get(expression.kind)
        if root is None:
            root = expression.name or f"{expression.kind.value}{expression.depth}"
        return (root, *reversed(names))

    def _field(self, read: ir.FieldRead) -> app.Field | None:
        if not isinstance(read.source.type, t.RecordType):
            return None
        return self.application.entity(read.source.type.entity).field_by_name.get(read.field)


def _occurs(field: app.Field | None) -> bool:
    """Whether every value of the field may occur: not for those that the app itself gives, nor for most formulas."""
    if field is None or isinstance(field.type, app.AutonumberFieldType):
        return False
    if field.computed is None:
        return True
    return field.computed.storage is app.ComputedStorage.STORED and is_ordered(field.value_type)


def _settled(test: Test, value: ir.LiteralValue) -> Formula:
    return Constant(holds(test, value))


def _fits(type_: t.ValueType, value: ir.LiteralValue) -> bool:
    if isinstance(type_, t.IntegerType | t.DecimalType | t.MoneyType | t.PercentType):
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    return not isinstance(type_, t.ErrorType | t.RecordType | t.ListType)


def _constant(expression: ir.Expression) -> ir.Literal | None:
    match expression:
        case ir.Literal():
            return expression
        case ir.Unary(
            operator=ir.UnaryOperator.NEGATE, operand=ir.Literal(value=Decimal() | int() as value) as operand
        ):
            return ir.Literal(-value, expression.type, operand.span)
        case ir.Call(function="datetime", arguments=(ir.Literal(value=datetime.date() as day), *rest)):
            hour = rest[0].value if rest and isinstance(rest[0], ir.Literal) else datetime.time()
            if not isinstance(hour, datetime.time):
                return None
            return ir.Literal(datetime.datetime.combine(day, hour), expression.type, expression.span)
        case ir.Call(function=name, arguments=(argument,)) if name in _UNITS:
            found = _constant(argument)
            return None if found is None else ir.Literal(found.value, expression.type, expression.span)
        case _:
            return None
