"""Typed expressions at random: every node kind, operator and function of the language, by the rules of the type checker."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from lowcode.catalog.functions import FUNCTIONS, PERIODS, Argument, Signature
from lowcode.catalog.functions.base import Parameter
from lowcode.catalog.kinds import ValueKind
from lowcode.dsl.type_checker import kinds
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.ir.application import Application, Field, ReverseFieldType, RowsFieldType
from lowcode.source import Span
from tests.harness.expressions.values import dates, decimals, instants, integers, texts, times

NOWHERE = Span("", 0, 0)
BOOLEAN = t.BooleanType()
INTEGER = t.IntegerType()
TEXT = t.TextType()
_NUMERIC_KINDS = (ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.MONEY, ValueKind.PERCENT)
_COMPARED = (*_NUMERIC_KINDS, ValueKind.TEXT, ValueKind.DATE, ValueKind.TIME, ValueKind.DATETIME)
_SIMPLE_KINDS = (*_COMPARED, ValueKind.BOOLEAN)
_DURATIONS = (
    ir.Duration(days=1),
    ir.Duration(days=7),
    ir.Duration(months=1),
    ir.Duration(months=3),
    ir.Duration(months=12),
    ir.Duration(days=400),
)
_EXACT_DURATIONS = (*_DURATIONS, ir.Duration(seconds=900), ir.Duration(seconds=86_400))
_SYSTEM_FIELDS = {"created_at": t.DateTimeType()}

Item = TypeVar("Item")


class Expressions:
    """Draws expressions of `Deal`. One instance per expression."""

    def __init__(self, application: Application, draw: Callable[[st.SearchStrategy[Item]], Item]) -> None:
        self._application = application
        self._draw = draw
        self._items: list[str] = []
        self._on_read_allowed = True

    def choose(self, options: Sequence[Item]) -> Item:
        """One of the options; the first ones are the simplest."""
        return self._draw(st.sampled_from(list(options)))

    def any(self, depth: int) -> ir.Expression:
        """An expression of any type that a field may have."""
        kind = self.choose((*_SIMPLE_KINDS, ValueKind.CHOICE))
        return self.of_kind(kind, depth)

    def of_kind(self, kind: ValueKind, depth: int) -> ir.Expression:
        """An expression of the kind."""
        if kind is ValueKind.BOOLEAN:
            return self.boolean(depth)
        if kind is ValueKind.CHOICE:
            return self.option("Stage", depth)
        if depth <= 0:
            return self.leaf(kind)
        return self.choose(self._ways(kind))(depth - 1)

    def _ways(self, kind: ValueKind) -> list[Callable[[int], ir.Expression]]:
        ways: list[Callable[[int], ir.Expression]] = [lambda _depth: self.leaf(kind)]
        ways += [lambda depth: self._conditional(kind, depth)]
        ways += [lambda depth: self._aggregate_of(kind, depth)]
        ways += [lambda depth: self._call(kind, depth)] * 3
        if kind in _NUMERIC_KINDS:
            ways += [lambda depth: self._arithmetic(kind, depth)] * 4
            ways += [lambda depth: self._negation(kind, depth)]
        if kind is ValueKind.INTEGER:
            ways += [lambda depth: self._count(depth), lambda depth: self._days(depth)]
        if kind is ValueKind.TEXT:
            ways += [lambda depth: self._template(depth), lambda depth: self._join(depth)]
        if kind in (ValueKind.DATE, ValueKind.DATETIME):
            ways += [lambda depth: self._shift(kind, depth)] * 2
        return ways

    # --- leaves ------------------------------------------------------------------------------------

    def leaf(self, kind: ValueKind) -> ir.Expression:
        """A literal or a field."""
        if self._draw(st.integers(0, 3)) == 0:
            return self.literal(kind)
        fields = self._fields(self._variable_entity(), kind)
        if not fields:
            return self.literal(kind)
        source, name, value_type = self.choose(fields)
        return ir.FieldRead(source, name, value_type, NOWHERE)

    def literal(self, kind: ValueKind) -> ir.Expression:
        """A constant, or `empty`."""
        if self._draw(st.integers(0, 14)) == 0:
            return ir.Literal(None, self._type(kind), NOWHERE)
        strategies: dict[ValueKind, st.SearchStrategy[object]] = {
            ValueKind.TEXT: texts(),
            ValueKind.INTEGER: integers(),
            ValueKind.DATE: dates(),
            ValueKind.TIME: times(),
            ValueKind.DATETIME: instants(),
        }
        if kind in strategies:
            return ir.Literal(self._draw(strategies[kind]), self._type(kind), NOWHERE)  # type: ignore[arg-type]
        value = self._draw(decimals(18, self._draw(st.integers(0, 6))))
        scale = max(0, -int(value.as_tuple().exponent))
        return ir.Literal(value, kinds.with_scale(self._type(kind), scale), NOWHERE)

    def _type(self, kind: ValueKind) -> t.ValueType:
        return {
            ValueKind.TEXT: TEXT,
            ValueKind.INTEGER: INTEGER,
            ValueKind.DECIMAL: t.DecimalType(6),
            ValueKind.MONEY: t.MoneyType(2),
            ValueKind.PERCENT: t.PercentType(4),
            ValueKind.BOOLEAN: BOOLEAN,
            ValueKind.DATE: t.DateType(),
            ValueKind.TIME: t.TimeType(),
            ValueKind.DATETIME: t.DateTimeType(),
            ValueKind.CHOICE: t.ChoiceType("Stage"),
        }[kind]

    def _variable_entity(self) -> ir.Expression:
        """A record in scope, or one that a path leads to."""
        variables: list[ir.Expression] = [_variable(ir.VariableKind.THIS, "Deal")]
        for depth, entity in enumerate(self._items):
            variables.insert(0, _variable(ir.VariableKind.ITEM, entity, depth))
        variables.append(_variable(ir.VariableKind.ME, "User"))
        record = self.choose(variables)
        for _ in range(self._draw(st.sampled_from([0, 0, 0, 1, 1, 2]))):
            references = self._references(record)
            if references:
                record = self.choose(references)
        return record

    def _references(self, record: ir.Expression) -> list[ir.FieldRead]:
        return [
            ir.FieldRead(record, field.name, field.value_type, NOWHERE)
            for field in self._entity_fields(record)
            if isinstance(field.value_type, t.RecordType)
        ]

    def _entity_fields(self, record: ir.Expression) -> list[Field]:
        assert isinstance(record.type, t.RecordType)
        fields = self._application.entity(record.type.entity).fields
        return [field for field in fields if field.computed is None or self._on_read_allowed]

    def _fields(self, record: ir.Expression, kind: ValueKind) -> list[tuple[ir.Expression, str, t.ValueType]]:
        found: list[tuple[ir.Expression, str, t.ValueType]] = []
        for field in self._entity_fields(record):
            facts = kinds.facts(field.value_type)
            if facts is not None and facts.kind is kind and (kind is not ValueKind.CHOICE or facts.name == "Stage"):
                found.append((record, field.name, field.value_type))
        if kind is ValueKind.DATETIME:
            found.append((record, "created_at", t.DateTimeType()))
        return found

    # --- records and options -----------------------------------------------------------------------

    def record(self, entity: str, depth: int) -> ir.Expression | None:
        """A record of `entity`, if any path leads to one."""
        starts: list[ir.Expression] = [_variable(ir.VariableKind.THIS, "Deal"), _variable(ir.VariableKind.ME, "User")]
        starts += [_variable(ir.VariableKind.ITEM, each, index) for index, each in enumerate(self._items)]
        reached = list(starts)
        for start in starts:
            for first in self._references(start):
                reached += [first, *self._references(first)]
        fitting = [each for each in reached if each.type == t.RecordType(entity)]
        if not fitting:
            return None
        found = self.choose(fitting)
        if depth > 0 and self._draw(st.integers(0, 5)) == 0:
            other = self.choose(fitting)
            return ir.Conditional(self.boolean(depth - 1), found, other, found.type, NOWHERE)
        return found

    def option(self, choice: str, depth: int) -> ir.Expression:
        """An option of the choice."""
        if depth > 0 and self._draw(st.integers(0, 3)) == 0:
            return self._conditional(ValueKind.CHOICE, depth - 1)
        if self._draw(st.integers(0, 2)):
            fields = self._fields(self._variable_entity(), ValueKind.CHOICE)
            if fields and choice == "Stage":
                source, name, value_type = self.choose(fields)
                return ir.FieldRead(source, name, value_type, NOWHERE)
        return self._option_literal(choice)

    def _option_literal(self, choice: str) -> ir.Literal:
        names = [option.name for option in self._application.choice(choice).all_options]
        return ir.Literal(self.choose(names), t.ChoiceType(choice), NOWHERE)

    # --- compounds ---------------------------------------------------------------------------------

    def _conditional(self, kind: ValueKind, depth: int) -> ir.Expression:
        left, right = self._same_type(kind, depth)
        common = kinds.common_type(left.type, right.type)
        assert common is not None
        return ir.Conditional(self.boolean(depth), left, right, common, NOWHERE)

    def _same_type(self, kind: ValueKind, depth: int) -> tuple[ir.Expression, ir.Expression]:
        return self.of_kind(kind, depth), self.of_kind(kind, depth)

    def _negation(self, kind: ValueKind, depth: int) -> ir.Expression:
        operand = self.of_kind(kind, depth)
        return ir.Unary(ir.UnaryOperator.NEGATE, operand, operand.type, NOWHERE)

    def _arithmetic(self, kind: ValueKind, depth: int) -> ir.Expression:
        """Two numbers whose combination has the wanted kind."""
        rules: dict[ir.BinaryOperator, Callable[[t.ValueType, t.ValueType], t.ValueType | None]] = {
            ir.BinaryOperator.ADD: kinds.sum_type,
            ir.BinaryOperator.SUBTRACT: kinds.sum_type,
            ir.BinaryOperator.MULTIPLY: kinds.product_type,
            ir.BinaryOperator.DIVIDE: kinds.quotient_type,
            ir.BinaryOperator.REMAINDER: kinds.remainder_type,
        }
        candidates = []
        for operator, rule in rules.items():
            for first in _NUMERIC_KINDS:
                for second in _NUMERIC_KINDS:
                    result = rule(self._type(first), self._type(second))
                    facts = None if result is None else kinds.facts(result)
                    if facts is not None and facts.kind is kind:
                        candidates.append((operator, first, second, rule))
        operator, first, second, rule = self.choose(candidates)
        left, right = self.of_kind(first, depth), self.of_kind(second, depth)
        result = rule(left.type, right.type)
        assert result is not None
        return ir.Binary(operator, left, right, result, NOWHERE)

    def _days(self, depth: int) -> ir.Expression:
        left, right = self._same_type(ValueKind.DATE, depth)
        return ir.Binary(ir.BinaryOperator.SUBTRACT, left, right, INTEGER, NOWHERE)

    def _shift(self, kind: ValueKind, depth: int) -> ir.Expression:
        moment = self.of_kind(kind, depth)
        duration = self.choose(_DURATIONS if kind is ValueKind.DATE else _EXACT_DURATIONS)
        operator = self.choose((ir.BinaryOperator.ADD, ir.BinaryOperator.SUBTRACT))
        literal = ir.Literal(duration, t.DurationType(), NOWHERE)
        return ir.Binary(operator, moment, literal, moment.type, NOWHERE)

    def _template(self, depth: int) -> ir.Expression:
        parts = [self.any(depth) for _ in range(self._draw(st.integers(1, 3)))]
        return ir.TextTemplate(tuple(parts), TEXT, NOWHERE)

    def _join(self, depth: int) -> ir.Expression:
        left, right = self._same_type(ValueKind.TEXT, depth)
        return ir.Binary(ir.BinaryOperator.ADD, left, right, TEXT, NOWHERE)

    # --- functions ---------------------------------------------------------------------------------

    def _call(self, kind: ValueKind, depth: int) -> ir.Expression:
        candidates = [
            (function.name, signature)
            for function in FUNCTIONS
            for signature in function.signatures
            if self._may_give(signature, kind)
        ]
        if not candidates:
            return self.leaf(kind)
        name, signature = self.choose(candidates)
        arguments = self._arguments(signature, kind, depth)
        result = kinds.from_facts(signature.result(tuple(_argument(each) for each in arguments)))
        return ir.Call(name, arguments, result, NOWHERE)

    def _may_give(self, signature: Signature, kind: ValueKind) -> bool:
        return any(self._result_kind(signature, first) is kind for first in self._first_kinds(signature))

    def _first_kinds(self, signature: Signature) -> list[ValueKind | None]:
        if not signature.parameters:
            return [None]
        accepted = signature.parameters[0].accepts
        return [kind for kind in (*_SIMPLE_KINDS, ValueKind.CHOICE) if kind in accepted]

    def _result_kind(self, signature: Signature, first: ValueKind | None) -> ValueKind:
        arguments = []
        for index, parameter in enumerate(signature.parameters):
            wanted = first if index == 0 or signature.unified else self._some_kind(parameter)
            assert wanted is not None
            facts = kinds.facts(self._type(wanted))
            assert facts is not None
            arguments.append(Argument(facts, 1 if parameter.constant else None))
        return signature.result(tuple(arguments)).kind

    def _some_kind(self, parameter: Parameter) -> ValueKind:
        return next(kind for kind in (*_SIMPLE_KINDS, ValueKind.CHOICE) if kind in parameter.accepts)

    def _arguments(self, signature: Signature, kind: ValueKind, depth: int) -> tuple[ir.Expression, ...]:
        firsts = [first for first in self._first_kinds(signature) if self._result_kind(signature, first) is kind]
        first = self.choose(firsts)
        count = len(signature.parameters) + (self._draw(st.integers(0, 1)) if signature.repeats else 0)
        arguments: list[ir.Expression] = []
        for index in range(count):
            parameter = signature.parameter(index)
            if parameter.constant is not None:
                digits = self._draw(st.integers(parameter.constant[0], min(parameter.constant[1], 8)))
                arguments.append(ir.Literal(digits, INTEGER, NOWHERE))
            elif index == 0 or signature.unified:
                assert first is not None
                arguments.append(self.of_kind(first, depth))
            else:
                accepted = [each for each in (*_SIMPLE_KINDS, ValueKind.CHOICE) if each in parameter.accepts]
                arguments.append(self._argument_of(self.choose(accepted), depth))
        return tuple(arguments)

    def _argument_of(self, kind: ValueKind, depth: int) -> ir.Expression:
        """Counts are small more often than not."""
        if kind is ValueKind.INTEGER and self._draw(st.booleans()):
            return ir.Literal(self._draw(st.integers(-40, 40)), INTEGER, NOWHERE)
        return self.of_kind(kind, depth)

    # --- lists -------------------------------------------------------------------------------------

    def _lists(self) -> list[ir.FieldRead]:
        """The lists of records in reach."""
        found = []
        for record in (self._variable_entity(), _variable(ir.VariableKind.THIS, "Deal")):
            for field in self._entity_fields(record):
                if isinstance(field.value_type, t.ListType):
                    found.append(ir.FieldRead(record, field.name, field.value_type, NOWHERE))
        return found

    def _in_list(self, make: Callable[[int, str], Item]) -> tuple[ir.FieldRead, Item] | None:
        lists = [each for each in self._lists() if _item_entity(each) is not None]
        if not lists or len(self._items) >= 2:
            return None
        chosen = self.choose(lists)
        entity = _item_entity(chosen)
        assert entity is not None
        self._items.append(entity)
        try:
            return chosen, make(len(self._items) - 1, entity)
        finally:
            self._items.pop()

    def _aggregate_of(self, kind: ValueKind, depth: int) -> ir.Expression:
        functions = [ir.AggregateFunction.FIRST]
        if kind in _COMPARED:
            functions += [ir.AggregateFunction.MINIMUM, ir.AggregateFunction.MAXIMUM]
        if kind in _NUMERIC_KINDS:
            functions += [ir.AggregateFunction.SUM, ir.AggregateFunction.AVERAGE]
        function = self.choose(functions)
        wanted = ValueKind.INTEGER if function is ir.AggregateFunction.AVERAGE and kind is ValueKind.DECIMAL else kind
        if function is ir.AggregateFunction.AVERAGE and kind is ValueKind.INTEGER:
            return self.leaf(kind)

        def inside(index: int, entity: str) -> tuple[ir.Expression, ir.Expression | None] | None:
            item = _variable(ir.VariableKind.ITEM, entity, index)
            fields = self._fields(item, wanted)
            if not fields:
                return None
            value = ir.FieldRead(*self.choose(fields), NOWHERE)
            return value, self.boolean(depth) if self._draw(st.booleans()) else None

        found = self._in_list(inside)
        if found is None or found[1] is None:
            return self.leaf(kind)
        list_, (value, condition) = found
        result = value.type
        if function is ir.AggregateFunction.AVERAGE:
            result = (
                t.DecimalType(kinds.LEAST_QUOTIENT_SCALE)
                if isinstance(value.type, t.IntegerType)
                else kinds.with_scale(value.type, max(kinds.LEAST_QUOTIENT_SCALE, kinds.scale(value.type)))
            )
        return ir.Aggregate(function, list_, len(self._items), value, condition, result, NOWHERE)

    def _count(self, depth: int) -> ir.Expression:
        if self._draw(st.integers(0, 4)) == 0:
            kinds_list = _kinds_of_this()
            return ir.Aggregate(ir.AggregateFunction.COUNT, kinds_list, 0, None, None, INTEGER, NOWHERE)
        return self._tested(ir.AggregateFunction.COUNT, INTEGER, depth)

    def _tested(self, function: ir.AggregateFunction, result: t.ValueType, depth: int) -> ir.Expression:
        found = self._in_list(lambda _index, _entity: self.boolean(depth) if self._draw(st.booleans()) else None)
        if found is None:
            return ir.Literal(True, BOOLEAN, NOWHERE) if result == BOOLEAN else self.leaf(ValueKind.INTEGER)
        return ir.Aggregate(function, found[0], len(self._items), None, found[1], result, NOWHERE)

    # --- conditions --------------------------------------------------------------------------------

    def boolean(self, depth: int) -> ir.Expression:
        """A condition."""
        if depth <= 0:
            return self._bool_leaf()
        ways: list[Callable[[int], ir.Expression]] = [
            lambda _depth: self._bool_leaf(),
            self._comparison,
            self._comparison,
            self._junction,
            self._junction,
            self._not,
            self._is_empty,
            self._is_in,
            self._is_member,
            self._in_period,
            self._within,
            self._has_role,
            self._exists,
            lambda inner: self._call(ValueKind.BOOLEAN, inner),
            lambda inner: self._conditional(ValueKind.BOOLEAN, inner),
        ]
        return self.choose(ways)(depth - 1)

    def _bool_leaf(self) -> ir.Expression:
        if self._draw(st.integers(0, 5)) == 0:
            return ir.Literal(self._draw(st.booleans()), BOOLEAN, NOWHERE)
        fields = self._fields(self._variable_entity(), ValueKind.BOOLEAN)
        if not fields:
            return self._comparison(0)
        return ir.FieldRead(*self.choose(fields), NOWHERE)

    def _comparison(self, depth: int) -> ir.Expression:
        equality = (ir.BinaryOperator.EQUAL, ir.BinaryOperator.NOT_EQUAL)
        ordered = (
            ir.BinaryOperator.LESS,
            ir.BinaryOperator.LESS_OR_EQUAL,
            ir.BinaryOperator.GREATER,
            ir.BinaryOperator.GREATER_OR_EQUAL,
        )
        kind = self.choose((*_COMPARED, ValueKind.CHOICE, ValueKind.BOOLEAN, ValueKind.RECORD))
        if kind is ValueKind.RECORD:
            entity = self.choose(("User", "Customer", "Department"))
            left, right = self.record(entity, depth), self.record(entity, depth)
            if left is not None and right is not None:
                return ir.Binary(self.choose(equality), left, right, BOOLEAN, NOWHERE)
            kind = ValueKind.TEXT
        operator = self.choose((*equality, *ordered) if kind in _COMPARED else equality)
        left, right = self._same_type(kind, depth)
        return ir.Binary(operator, left, right, BOOLEAN, NOWHERE)

    def _junction(self, depth: int) -> ir.Expression:
        operator = self.choose((ir.BinaryOperator.AND, ir.BinaryOperator.OR))
        return ir.Binary(operator, self.boolean(depth), self.boolean(depth), BOOLEAN, NOWHERE)

    def _not(self, depth: int) -> ir.Expression:
        return ir.Unary(ir.UnaryOperator.NOT, self.boolean(depth), BOOLEAN, NOWHERE)

    def _is_empty(self, depth: int) -> ir.Expression:
        what = self._draw(st.integers(0, 4))
        operand: ir.Expression | None = None
        if what == 0:
            operand = self.choose([*self._lists(), _kinds_of_this()])
        elif what == 1:
            operand = self.record(self.choose(("User", "Customer", "Department")), depth)
        return ir.IsEmpty(operand or self.any(depth), self._draw(st.booleans()), BOOLEAN, NOWHERE)

    def _is_in(self, depth: int) -> ir.Expression:
        kind = self.choose((*_COMPARED, ValueKind.CHOICE))
        operand = self.of_kind(kind, depth)
        count = self._draw(st.integers(1, 3))
        constant = self._draw(st.booleans())
        items = []
        for _ in range(count):
            if kind is ValueKind.CHOICE:
                items.append(self._option_literal("Stage") if constant else self.option("Stage", 0))
            else:
                items.append(self.literal(kind) if constant else self.leaf(kind))
        return ir.IsIn(operand, tuple(items), BOOLEAN, NOWHERE)

    def _is_member(self, depth: int) -> ir.Expression:
        if self._draw(st.booleans()):
            return ir.IsMember(self._option_literal("Kind"), _kinds_of_this(), BOOLEAN, NOWHERE)
        lists = [each for each in self._lists() if _item_entity(each) in ("User", "Contact", "Customer")]
        if not lists:
            return self._bool_leaf()
        list_ = self.choose(lists)
        operand = self.record(_item_entity(list_) or "", depth)
        return self._bool_leaf() if operand is None else ir.IsMember(operand, list_, BOOLEAN, NOWHERE)

    def _in_period(self, depth: int) -> ir.Expression:
        operand = self.of_kind(self.choose((ValueKind.DATE, ValueKind.DATETIME)), depth)
        return ir.IsInPeriod(operand, self.choose(PERIODS.names), BOOLEAN, NOWHERE)

    def _within(self, depth: int) -> ir.Expression:
        entity = self.choose(("Department", "Customer"))
        operand, root = self.record(entity, depth), self.record(entity, 0)
        if operand is None or root is None:
            return self._bool_leaf()
        return ir.IsWithin(operand, root, "parent", BOOLEAN, NOWHERE)

    def _has_role(self, depth: int) -> ir.Expression:
        user = self.record("User", depth)
        assert user is not None
        return ir.HasRole(user, self.choose(("sales", "manager", "everyone")), BOOLEAN, NOWHERE)

    def _exists(self, depth: int) -> ir.Expression:
        return self._tested(ir.AggregateFunction.EXISTS, BOOLEAN, depth)


def _variable(kind: ir.VariableKind, entity: str, depth: int = 0) -> ir.Variable:
    return ir.Variable(kind, depth, t.RecordType(entity), NOWHERE)


def _kinds_of_this() -> ir.FieldRead:
    this = _variable(ir.VariableKind.THIS, "Deal")
    return ir.FieldRead(this, "kinds", t.ListType(t.ChoiceType("Kind")), NOWHERE)


def _item_entity(list_: ir.Expression) -> str | None:
    assert isinstance(list_.type, t.ListType)
    return list_.type.item.entity if isinstance(list_.type.item, t.RecordType) else None


def _argument(expression: ir.Expression) -> Argument:
    facts = kinds.facts(expression.type)
    assert facts is not None
    value = expression.value if isinstance(expression, ir.Literal) else None
    return Argument(facts, value if isinstance(value, int) and not isinstance(value, bool) else None)


def expressions(application: Application, depth: int) -> st.SearchStrategy[ir.Expression]:
    """Expressions of `Deal` of at most this depth."""

    @st.composite
    def build(draw: Callable[[st.SearchStrategy[Item]], Item]) -> ir.Expression:
        return Expressions(application, draw).any(depth)

    return build()


__all__ = ["Decimal", "Expressions", "ReverseFieldType", "RowsFieldType", "datetime", "expressions"]
