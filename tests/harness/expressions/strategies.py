"""Typed expressions at random: every node kind, operator and function of the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from lowcode.catalog.functions import PERIODS
from lowcode.catalog.kinds import ValueKind
from lowcode.dsl.type_checker import kinds
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.ir.application import Application
from tests.harness.expressions.typed_values import BOOLEAN, COMPARED, INTEGER, NOWHERE, NUMERIC_KINDS, Values, variable

Item = TypeVar("Item")


class Expressions(Values):
    """Draws expressions of `Deal`. One instance per expression."""

    # --- lists -------------------------------------------------------------------------------------

    def _lists(self) -> list[ir.FieldRead]:
        """The lists of records in reach."""
        return [
            ir.FieldRead(record, field.name, field.value_type, NOWHERE)
            for record in (self.variable_entity(), variable(ir.VariableKind.THIS, "Deal"))
            for field in self.entity_fields(record)
            if isinstance(field.value_type, t.ListType)
        ]

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

    def aggregate_of(self, kind: ValueKind, depth: int) -> ir.Expression:
        """An aggregate whose value is of the kind."""
        functions = [ir.AggregateFunction.FIRST]
        if kind in COMPARED:
            functions += [ir.AggregateFunction.MINIMUM, ir.AggregateFunction.MAXIMUM]
        if kind in NUMERIC_KINDS:
            functions += [ir.AggregateFunction.SUM, ir.AggregateFunction.AVERAGE]
        function = self.choose(functions)
        wanted = ValueKind.INTEGER if function is ir.AggregateFunction.AVERAGE and kind is ValueKind.DECIMAL else kind
        if function is ir.AggregateFunction.AVERAGE and kind is ValueKind.INTEGER:
            return self.leaf(kind)

        def inside(index: int, entity: str) -> tuple[ir.Expression, ir.Expression | None] | None:
            item = variable(ir.VariableKind.ITEM, entity, index)
            fields = self.fields(item, wanted)
            if not fields:
                return None
            value = ir.FieldRead(*self.choose(fields), NOWHERE)
            return value, self.boolean(depth) if self._draw(st.booleans()) else None

        found = self._in_list(inside)
        if found is None or found[1] is None:
            return self.leaf(kind)
        list_, inner = found
        assert inner is not None
        value, condition = inner
        result: t.ValueType = value.type
        if function is ir.AggregateFunction.AVERAGE:
            result = (
                t.DecimalType(kinds.LEAST_QUOTIENT_SCALE)
                if isinstance(value.type, t.IntegerType)
                else kinds.with_scale(value.type, max(kinds.LEAST_QUOTIENT_SCALE, kinds.scale(value.type)))
            )
        return ir.Aggregate(function, list_, len(self._items), value, condition, result, NOWHERE)

    def count(self, depth: int) -> ir.Expression:
        """The number of items of a list."""
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
            lambda inner: self.call(ValueKind.BOOLEAN, inner),
            lambda inner: self.conditional(ValueKind.BOOLEAN, inner),
        ]
        return self.choose(ways)(depth - 1)

    def _bool_leaf(self) -> ir.Expression:
        if self._draw(st.integers(0, 5)) == 0:
            return ir.Literal(self._draw(st.booleans()), BOOLEAN, NOWHERE)
        fields = self.fields(self.variable_entity(), ValueKind.BOOLEAN)
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
        kind = self.choose((*COMPARED, ValueKind.CHOICE, ValueKind.BOOLEAN, ValueKind.RECORD))
        if kind is ValueKind.RECORD:
            entity = self.choose(("User", "Customer", "Department"))
            left, right = self.record(entity, depth), self.record(entity, depth)
            if left is not None and right is not None:
                return ir.Binary(self.choose(equality), left, right, BOOLEAN, NOWHERE)
            kind = ValueKind.TEXT
        operator = self.choose((*equality, *ordered) if kind in COMPARED else equality)
        left, right = self.same_type(kind, depth)
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
        kind = self.choose((*COMPARED, ValueKind.CHOICE))
        operand = self.of_kind(kind, depth)
        count = self._draw(st.integers(1, 3))
        constant = self._draw(st.booleans())
        items = []
        for _ in range(count):
            if kind is ValueKind.CHOICE:
                items.append(self.option_literal("Stage") if constant else self.option("Stage", 0))
            else:
                items.append(self.literal(kind) if constant else self.leaf(kind))
        return ir.IsIn(operand, tuple(items), BOOLEAN, NOWHERE)

    def _is_member(self, depth: int) -> ir.Expression:
        if self._draw(st.booleans()):
            return ir.IsMember(self.option_literal("Kind"), _kinds_of_this(), BOOLEAN, NOWHERE)
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


def _kinds_of_this() -> ir.FieldRead:
    this = variable(ir.VariableKind.THIS, "Deal")
    return ir.FieldRead(this, "kinds", t.ListType(t.ChoiceType("Kind")), NOWHERE)


def _item_entity(list_: ir.Expression) -> str | None:
    assert isinstance(list_.type, t.ListType)
    return list_.type.item.entity if isinstance(list_.type.item, t.RecordType) else None


def expressions(application: Application, depth: int) -> st.SearchStrategy[ir.Expression]:
    """Expressions of `Deal` of at most this depth."""

    @st.composite
    def build(draw: DrawFn) -> ir.Expression:
        return Expressions(application, draw).any(depth)

    return build()
