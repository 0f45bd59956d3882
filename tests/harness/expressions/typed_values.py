"""Typed values at random: literals, fields, arithmetic, functions, by the rules of the type checker."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from lowcode.catalog.functions import FUNCTIONS, Argument, Signature
from lowcode.catalog.functions.base import Parameter
from lowcode.catalog.kinds import ValueKind
from lowcode.dsl.type_checker import kinds
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.ir.application import Application, Field
from lowcode.ir.value_types import from_facts
from lowcode.source import Span
from tests.harness.expressions.values import dates, decimals, instants, integers, texts, times

NOWHERE = Span("", 0, 0)
BOOLEAN = t.BooleanType()
INTEGER = t.IntegerType()
TEXT = t.TextType()
NUMERIC_KINDS = (ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.MONEY, ValueKind.PERCENT)
COMPARED = (*NUMERIC_KINDS, ValueKind.TEXT, ValueKind.DATE, ValueKind.TIME, ValueKind.DATETIME)
SIMPLE_KINDS = (*COMPARED, ValueKind.BOOLEAN)
_DURATIONS = (
    ir.Duration(days=1),
    ir.Duration(days=7),
    ir.Duration(months=1),
    ir.Duration(months=3),
    ir.Duration(months=12),
    ir.Duration(days=400),
)
_EXACT_DURATIONS = (*_DURATIONS, ir.Duration(seconds=900), ir.Duration(seconds=86_400))
Item = TypeVar("Item")


class Values(ABC):
    """Draws values of `Deal`; conditions and lists are in `Expressions`. One instance per expression."""

    def __init__(self, application: Application, draw: DrawFn) -> None:
        self._application = application
        self._draw = draw
        self._items: list[str] = []

    def choose(self, options: Sequence[Item]) -> Item:
        """One of the options; the first ones are the simplest."""
        return self._draw(st.sampled_from(list(options)))

    def any(self, depth: int) -> ir.Expression:
        """An expression of any type that a field may have."""
        kind = self.choose((*SIMPLE_KINDS, ValueKind.CHOICE))
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
        ways: list[Callable[[int], ir.Expression]] = [
            lambda _depth: self.leaf(kind),
            lambda depth: self.conditional(kind, depth),
            lambda depth: self.aggregate_of(kind, depth),
        ]
        ways += [lambda depth: self.call(kind, depth)] * 3
        if kind in NUMERIC_KINDS:
            ways += [lambda depth: self._arithmetic(kind, depth)] * 4
            ways += [lambda depth: self._negation(kind, depth)]
        if kind is ValueKind.INTEGER:
            ways += [self.count, self._days]
        if kind is ValueKind.TEXT:
            ways += [self._template, self._join]
        if kind in (ValueKind.DATE, ValueKind.DATETIME):
            ways += [lambda depth: self._shift(kind, depth)] * 2
        return ways

    @abstractmethod
    def boolean(self, depth: int) -> ir.Expression:
        """A condition."""

    @abstractmethod
    def aggregate_of(self, kind: ValueKind, depth: int) -> ir.Expression:
        """An aggregate whose value is of the kind."""

    @abstractmethod
    def count(self, depth: int) -> ir.Expression:
        """The number of items of a list."""

    # --- leaves ------------------------------------------------------------------------------------

    def leaf(self, kind: ValueKind) -> ir.Expression:
        """A literal or a field."""
        if self._draw(st.integers(0, 3)) == 0:
            return self.literal(kind)
        fields = self.fields(self.variable_entity(), kind)
        if not fields:
            return self.literal(kind)
        source, name, value_type = self.choose(fields)
        return ir.FieldRead(source, name, value_type, NOWHERE)

    def literal(self, kind: ValueKind) -> ir.Expression:
        """A constant, or `empty`."""
        if self._draw(st.integers(0, 14)) == 0:
            return ir.Literal(None, self.type_of(kind), NOWHERE)
        strategies: dict[ValueKind, st.SearchStrategy[ir.LiteralValue]] = {
            ValueKind.TEXT: texts(),
            ValueKind.INTEGER: integers(),
            ValueKind.DATE: dates(),
            ValueKind.TIME: times(),
            ValueKind.DATETIME: instants(),
        }
        if kind in strategies:
            return ir.Literal(self._draw(strategies[kind]), self.type_of(kind), NOWHERE)
        value = self._draw(decimals(18, self._draw(st.integers(0, 6))))
        scale = max(0, -int(value.as_tuple().exponent))
        return ir.Literal(value, kinds.with_scale(self.type_of(kind), scale), NOWHERE)

    def type_of(self, kind: ValueKind) -> t.ValueType:
        """The type of a plain value of the kind."""
        types: dict[ValueKind, t.ValueType] = {
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
        }
        return types[kind]

    def variable_entity(self) -> ir.Expression:
        """A record in scope, or one that a path leads to."""
        variables: list[ir.Expression] = [variable(ir.VariableKind.THIS, "Deal")]
        for depth, entity in enumerate(self._items):
            variables.insert(0, variable(ir.VariableKind.ITEM, entity, depth))
        variables.append(variable(ir.VariableKind.ME, "User"))
        record = self.choose(variables)
        for _ in range(self._draw(st.sampled_from([0, 0, 0, 1, 1, 2]))):
            references = self._references(record)
            if references:
                record = self.choose(references)
        return record

    def _references(self, record: ir.Expression) -> list[ir.FieldRead]:
        return [
            ir.FieldRead(record, field.name, field.value_type, NOWHERE)
            for field in self.entity_fields(record)
            if isinstance(field.value_type, t.RecordType)
        ]

    def entity_fields(self, record: ir.Expression) -> list[Field]:
        """The fields of the record's entity."""
        assert isinstance(record.type, t.RecordType)
        return list(self._application.entity(record.type.entity).fields)

    def fields(self, record: ir.Expression, kind: ValueKind) -> list[tuple[ir.Expression, str, t.ValueType]]:
        """The fields of the record that have the kind, with their types."""
        found: list[tuple[ir.Expression, str, t.ValueType]] = []
        for field in self.entity_fields(record):
            facts = kinds.facts(field.value_type)
            if facts is not None and facts.kind is kind and (kind is not ValueKind.CHOICE or facts.name == "Stage"):
                found.append((record, field.name, field.value_type))
        if kind is ValueKind.DATETIME:
            found.append((record, "created_at", t.DateTimeType()))
        return found

    # --- records and options -----------------------------------------------------------------------

    def record(self, entity: str, depth: int) -> ir.Expression | None:
        """A record of `entity`, if any path leads to one."""
        starts: list[ir.Expression] = [variable(ir.VariableKind.THIS, "Deal"), variable(ir.VariableKind.ME, "User")]
        starts += [variable(ir.VariableKind.ITEM, each, index) for index, each in enumerate(self._items)]
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
            return self.conditional(ValueKind.CHOICE, depth - 1)
        if self._draw(st.integers(0, 2)):
            fields = self.fields(self.variable_entity(), ValueKind.CHOICE)
            if fields and choice == "Stage":
                source, name, value_type = self.choose(fields)
                return ir.FieldRead(source, name, value_type, NOWHERE)
        return self.option_literal(choice)

    def option_literal(self, choice: str) -> ir.Literal:
        """An option of the choice, as a constant."""
        names = [option.name for option in self._application.choice(choice).all_options]
        return ir.Literal(self.choose(names), t.ChoiceType(choice), NOWHERE)

    # --- compounds ---------------------------------------------------------------------------------

    def conditional(self, kind: ValueKind, depth: int) -> ir.Expression:
        """`if … then … else …`."""
        left, right = self.same_type(kind, depth)
        common = kinds.common_type(left.type, right.type)
        assert common is not None
        return ir.Conditional(self.boolean(depth), left, right, common, NOWHERE)

    def same_type(self, kind: ValueKind, depth: int) -> tuple[ir.Expression, ir.Expression]:
        """Two expressions of the kind."""
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
            for first in NUMERIC_KINDS:
                for second in NUMERIC_KINDS:
                    result = rule(self.type_of(first), self.type_of(second))
                    facts = None if result is None else kinds.facts(result)
                    if facts is not None and facts.kind is kind:
                        candidates.append((operator, first, second, rule))
        operator, first, second, rule = self.choose(candidates)
        left, right = self.of_kind(first, depth), self.of_kind(second, depth)
        result = rule(left.type, right.type)
        assert result is not None
        return ir.Binary(operator, left, right, result, NOWHERE)

    def _days(self, depth: int) -> ir.Expression:
        left, right = self.same_type(ValueKind.DATE, depth)
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
        left, right = self.same_type(ValueKind.TEXT, depth)
        return ir.Binary(ir.BinaryOperator.ADD, left, right, TEXT, NOWHERE)

    # --- functions ---------------------------------------------------------------------------------

    def call(self, kind: ValueKind, depth: int) -> ir.Expression:
        """A call of some function that gives the kind."""
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
        result = from_facts(signature.result(tuple(argument_of(each) for each in arguments)))
        return ir.Call(name, arguments, result, NOWHERE)

    def _may_give(self, signature: Signature, kind: ValueKind) -> bool:
        return any(self._result_kind(signature, first) is kind for first in self._first_kinds(signature))

    def _first_kinds(self, signature: Signature) -> list[ValueKind | None]:
        if not signature.parameters:
            return [None]
        accepted = signature.parameters[0].accepts
        return [kind for kind in (*SIMPLE_KINDS, ValueKind.CHOICE) if kind in accepted]

    def _result_kind(self, signature: Signature, first: ValueKind | None) -> ValueKind:
        arguments = []
        for index, parameter in enumerate(signature.parameters):
            wanted = first if index == 0 or signature.unified else self._some_kind(parameter)
            assert wanted is not None
            facts = kinds.facts(self.type_of(wanted))
            assert facts is not None
            arguments.append(Argument(facts, 1 if parameter.constant else None))
        return signature.result(tuple(arguments)).kind

    def _some_kind(self, parameter: Parameter) -> ValueKind:
        return next(kind for kind in (*SIMPLE_KINDS, ValueKind.CHOICE) if kind in parameter.accepts)

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
                accepted = [each for each in (*SIMPLE_KINDS, ValueKind.CHOICE) if each in parameter.accepts]
                arguments.append(self._argument_of(self.choose(accepted), depth))
        return tuple(arguments)

    def _argument_of(self, kind: ValueKind, depth: int) -> ir.Expression:
        """Counts are small more often than not."""
        if kind is ValueKind.INTEGER and self._draw(st.booleans()):
            return ir.Literal(self._draw(st.integers(-40, 40)), INTEGER, NOWHERE)
        return self.of_kind(kind, depth)


def variable(kind: ir.VariableKind, entity: str, depth: int = 0) -> ir.Variable:
    """A record in scope."""
    return ir.Variable(kind, depth, t.RecordType(entity), NOWHERE)


def argument_of(expression: ir.Expression) -> Argument:
    """What a signature is told about an argument."""
    facts = kinds.facts(expression.type)
    assert facts is not None
    value = expression.value if isinstance(expression, ir.Literal) else None
    return Argument(facts, value if isinstance(value, int) and not isinstance(value, bool) else None)
