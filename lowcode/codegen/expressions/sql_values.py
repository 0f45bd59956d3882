"""Values as SQLAlchemy, on a mapped class or an alias of it.

A record stands for its id here; reading beyond a reference is a subquery (`columns.read`). What does not depend on the
row of the query is compiled to Python and becomes a parameter. Conditions are in `sql_conditions`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace

from lowcode.codegen.expressions.analysis import (
    computed_on_read,
    depends_on_row,
    identifier_of,
    is_exact,
    is_numeric,
    scale_of,
)
from lowcode.codegen.expressions.names import Names
from lowcode.codegen.expressions.python import PythonTarget
from lowcode.codegen.expressions.python_calls import PythonSource
from lowcode.codegen.expressions.scope import Import, Scope
from lowcode.codegen.expressions.source import OR, grouped
from lowcode.codegen.storage import link_class, link_table, title_column
from lowcode.ir.application import (
    Entity,
    Field,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
)
from lowcode.ir.expressions import (
    Aggregate,
    AggregateFunction,
    Conditional,
    Expression,
    FieldRead,
    IsEmpty,
    Literal,
    Unary,
    UnaryOperator,
    Variable,
    VariableKind,
)
from lowcode.ir.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DecimalType,
    IntegerType,
    ListType,
    MoneyType,
    PercentType,
    RecordType,
    TimeType,
    ValueType,
)

COLUMNS = Import("lowcode.runtime.values", "columns")

_AGGREGATE_HELPERS = {
    AggregateFunction.COUNT: "count",
    AggregateFunction.SUM: "total",
    AggregateFunction.MINIMUM: "minimum",
    AggregateFunction.MAXIMUM: "maximum",
    AggregateFunction.AVERAGE: "average",
    AggregateFunction.FIRST: "first",
    AggregateFunction.EXISTS: "exists",
}
_VALUE_HELPERS: Mapping[type, str] = {
    IntegerType: "integer_value",
    RecordType: "integer_value",
    BooleanType: "boolean_value",
    DateType: "date_value",
    TimeType: "time_value",
    DateTimeType: "instant_value",
}


class SqlValues(PythonSource):
    """The compiler of values to SQLAlchemy; `SqlTarget` of `sql_conditions` adds conditions."""

    def __init__(self, scope: Scope, names: Names | None = None, *, this_is_record: bool = False) -> None:
        """`this_is_record`: the rows are those of `option`, and `this` is a record at hand (`options where`)."""
        super().__init__(scope)
        self.imports: set[Import] = set()
        self.names = names or Names(scope.entity)
        self.this_is_record = this_is_record

    # --- pieces ------------------------------------------------------------------------------------

    def helper(self, name: str, *arguments: str) -> str:
        """`columns.name(…)`."""
        self.imports.add(COLUMNS)
        return f"columns.{name}({', '.join(arguments)})"

    def sqlalchemy(self, name: str) -> str:
        """A name of SQLAlchemy."""
        self.imports.add(Import("sqlalchemy", name))
        return name

    def python(self) -> PythonTarget:
        """The compiler for what does not depend on the row."""
        return PythonTarget(self.scope, self.names)

    def depends_on_row(self, expression: Expression) -> bool:
        """Whether the expression differs from row to row."""
        return depends_on_row(expression, this_is_record=self.this_is_record)

    def constant(self, value: object, value_type: ValueType) -> str:
        """A literal of Python; helpers and operators make parameters of it."""
        compiler = self.python()
        source = compiler.constant(value, value_type)
        self.imports |= compiler.imports
        return source

    def parameter(self, expression: Expression) -> str:
        """What Python computes, as a parameter of the statement."""
        compiler = self.python()
        is_record = isinstance(expression.type, RecordType)
        source = compiler.key(expression) if is_record else compiler.value(expression)
        self.imports |= compiler.imports
        if isinstance(expression.type, DecimalType | MoneyType | PercentType):
            return self.helper("decimal_value", source, str(scale_of(expression.type)))
        return self.helper(_VALUE_HELPERS.get(type(expression.type), "text_value"), source)

    def value(self, expression: Expression) -> str:
        """A column element, or a plain literal."""
        if isinstance(expression, Literal) and expression.value is not None:
            return super().value(expression)
        if not self.depends_on_row(expression):
            return self.parameter(expression)
        found = super().value(expression)
        # SQLAlchemy writes no parentheses around NOT, which binds weaker than what may follow.
        return self.helper("truth", found) if _is_negation(expression) else found

    def element(self, expression: Expression) -> str:
        """A column element in any case."""
        return self.value(expression) if self.depends_on_row(expression) else self.parameter(expression)

    def operand(self, expression: Expression, target: ValueType) -> str:
        """Helpers see the scale of each operand by themselves."""
        del target
        return self.value(expression)

    def converted(self, expression: Expression, target: ValueType) -> str:
        """Literals of numbers are parameters of the wanted scale."""
        if isinstance(expression, Literal) and is_exact(target) and expression.value is not None:
            return self.helper("decimal_value", super().converted(expression, target), str(scale_of(target)))
        if isinstance(expression, Literal) and expression.value is None:
            return self.parameter(replace(expression, type=target))
        return super().converted(expression, target)

    def clock(self, name: str) -> str:
        """`now` and `today` do not depend on the row: `parameter` takes care of them."""
        return f"context.{name}"

    def timezone(self) -> str:
        """The app's time zone."""
        return "context.timezone"

    def at_scale(self, source: str, found: ValueType, wanted: ValueType) -> str:
        """Helper `at_scale`."""
        if not is_exact(wanted) or (is_exact(found) and scale_of(found) == scale_of(wanted)):
            return source
        return self.helper("at_scale", source, str(scale_of(wanted)))

    def conditional(self, expression: Conditional) -> str:
        """Helper `chosen`."""
        arms = [self.arm(each, expression.type) for each in (expression.when_true, expression.when_false)]
        return self.helper("chosen", self.condition(expression.condition), *arms)

    def arm(self, expression: Expression, value_type: ValueType) -> str:
        """One of several values of which one is taken, in any case of the wanted type."""
        if isinstance(expression, Literal) and not is_numeric(value_type):
            return self.parameter(replace(expression, type=value_type))
        return self.converted(expression, value_type)

    @abstractmethod
    def condition(self, expression: Expression) -> str:
        """A condition of a WHERE, where an empty answer counts as no."""

    # --- records and fields ------------------------------------------------------------------------

    def variable(self, expression: Variable) -> str:
        """The id of a record, or an option."""
        name = self.names.of(expression.kind, expression.depth)
        if expression.kind is VariableKind.OWNER:
            return f"{self.names.this}.owner_record_id"
        return f"{name}.id" if isinstance(expression.type, RecordType) else name

    def title(self, expression: Expression) -> str:
        """The column that stands for the record."""
        assert isinstance(expression.type, RecordType)
        entity = self.application.entity(expression.type.entity)
        column = title_column(entity)
        return self._of_record(expression, lambda record: f"{record}.{column}")

    def field(self, expression: FieldRead) -> str:
        """A column, beyond a reference in a subquery."""
        source = expression.source
        assert isinstance(source.type, RecordType)
        entity = self.application.entity(source.type.entity)
        inner = computed_on_read(entity.field_by_name.get(expression.field))
        if inner is not None:
            return self._of_record(source, lambda record: self._inside(record, entity, inner))
        name = identifier_of(entity, expression.field)
        column = f"{name}_id" if isinstance(expression.type, RecordType) else name
        return self._of_record(source, lambda record: f"{record}.{column}")

    def _of_record(self, source: Expression, read: Callable[[str], str]) -> str:
        """`read` of the record, in a subquery unless it is the row itself."""
        if isinstance(source, Variable) and source.kind in (
            VariableKind.THIS,
            VariableKind.ITEM,
            VariableKind.OPTION,
        ):
            return read(self.names.of(source.kind, source.depth))
        assert isinstance(source.type, RecordType)
        entity = self.application.entity(source.type.entity)
        name = self.names.fresh(entity.identifier)
        inner = read(name)
        self.names.release(name)
        return self.helper("read", self.element(source), self.model(entity), f"lambda {name}: {inner}")

    def _inside(self, record: str, entity: Entity, inner: Expression) -> str:
        """The expression of another record's field."""
        compiler = type(self)(replace(self.scope, entity=entity.name), self.names.with_this(record, entity.name))
        source = compiler.element(inner)
        self.imports |= compiler.imports
        return source

    def model(self, entity: Entity) -> str:
        """The entity's class."""
        self.imports.add(Import(self.scope.model_module(entity), entity.class_name))
        return entity.class_name

    # --- lists -------------------------------------------------------------------------------------

    def aggregate(self, expression: Aggregate) -> str:
        """A correlated subquery over the records of the list."""
        name = _AGGREGATE_HELPERS[expression.function]
        model, item, joined = self.enter(expression.list, expression.depth)
        where = [joined]
        if expression.condition is not None:
            where.append(grouped(self.condition(expression.condition), OR))
        arguments = [model]
        if expression.function not in (AggregateFunction.COUNT, AggregateFunction.EXISTS):
            value = f"{item}.id" if expression.value is None else self.element(expression.value)
            arguments.append(f"lambda {item}: {value}")
        arguments.append(f"lambda {item}: {self.all_of(where)}")
        if expression.function is AggregateFunction.AVERAGE:
            arguments.append(str(scale_of(expression.type)))
        self.names.leave(expression.depth)
        return self.helper(name, *arguments)

    def enter(self, list_: Expression, depth: int) -> tuple[str, str, str]:
        """The class of a list's items, their name from now on, and the condition that they are in the list."""
        assert isinstance(list_, FieldRead)
        assert isinstance(list_.source.type, RecordType)
        owner = self.application.entity(list_.source.type.entity)
        field = owner.field_by_name[list_.field]
        owner_id = self.element(list_.source)
        if isinstance(field.type, ManyChoiceFieldType):
            item = self.names.enter(depth, field.identifier)
            class_name = link_class(owner, field)
            self.imports.add(Import(self.scope.model_module(owner), class_name))
            return class_name, item, f"{item}.record_id == {owner_id}"
        target = self.application.entity(_items_entity(list_))
        item = self.names.enter(depth, target.identifier)
        return self.model(target), item, self.membership(owner, field, owner_id, item)

    def membership(self, owner: Entity, field: Field, owner_id: str, item: str) -> str:
        """Whether the record called `item` is in the list `field` of the record with this id."""
        match field.type:
            case RowsFieldType():
                return f"{item}.owner_record_id == {owner_id}"
            case ReverseFieldType(entity=target, by=by):
                reference = self.application.entity(target).field_by_name[by]
                return f"{item}.{reference.identifier}_id == {owner_id}"
            case ManyReferenceFieldType():
                return self.helper("linked", self.links(owner, field), owner_id, f"{item}.id")
            case _:
                raise TypeError(f"`{field.name}` is no list of records")

    def links(self, owner: Entity, field: Field) -> str:
        """The link table of a many-to-many field."""
        table = link_table(owner, field)
        self.imports.add(Import(self.scope.model_module(owner), table))
        return table

    def all_of(self, conditions: list[str]) -> str:
        """`and_(…)`, unless there is only one."""
        return conditions[0] if len(conditions) == 1 else f"{self.sqlalchemy('and_')}({', '.join(conditions)})"


def _is_negation(expression: Expression) -> bool:
    """Whether the condition is written as NOT."""
    match expression:
        case Unary(operator=UnaryOperator.NOT):
            return True
        case IsEmpty(operand=operand, negated=negated):
            return isinstance(operand.type, ListType) and not negated
        case _:
            return False


def _items_entity(list_: Expression) -> str:
    assert isinstance(list_.type, ListType)
    assert isinstance(list_.type.item, RecordType)
    return list_.type.item.entity
