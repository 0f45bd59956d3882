"""Expressions of flows, rules and scenarios: Python that may also ask the database for records.

`Opportunity where owner == me` is a query whose condition is compiled to SQL; everything around it is Python on what
the query found. `pick(…)` is a call of the run, which remembers whose turn it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, get_args

from lowcode.codegen.expressions.names import Names
from lowcode.codegen.expressions.python import PythonTarget
from lowcode.codegen.expressions.scope import Compiled, Import, Scope
from lowcode.codegen.expressions.source import COMPARISON, Source
from lowcode.codegen.expressions.sql import SqlTarget
from lowcode.codegen.python_source import call, literal, tuple_of
from lowcode.ir.expressions import (
    Aggregate,
    AggregateFunction,
    AllRecords,
    Expression,
    FilteredList,
    FunctionCall,
    Literal,
    Pick,
    TextTemplate,
    Variable,
    VariableKind,
)
from lowcode.ir.naming import named
from lowcode.ir.types import RecordType, TextType, ValueType

_RECORDS = "lowcode.runtime.process.records"


def compile_process(
    expression: Expression, scope: Scope, target: ValueType | None = None, names: Names | None = None
) -> Compiled:
    """`expression` as Python over `this`, `context` and, inside actions, `run`, `old` and the named records."""
    compiler = ProcessTarget(scope, names)
    source = compiler.converted(expression, target) if target is not None else compiler.value(expression)
    return Compiled(str(source), frozenset(compiler.imports))


class ProcessTarget(PythonTarget):
    """The compiler to Python that knows queries."""

    def query(self, expression: AllRecords | Pick | FunctionCall | FilteredList) -> str:
        """All records of an entity or some of a list, one of its users, or what a hand-written function gives."""
        match expression:
            case AllRecords():
                return self.records(expression, 0, None)
            case FunctionCall():
                return self._handwritten(expression)
            case FilteredList(list=source, depth=depth, condition=condition):
                return self.listed(source, depth, condition)
            case Pick():
                return self._pick(expression)

    def _handwritten(self, expression: FunctionCall) -> str:
        """`functions.score(run, this, 3)`."""
        function = named(self.application.functions, expression.function)
        self.imports.add(Import(self.scope.package, "functions"))
        pairs = zip(expression.arguments, function.parameters, strict=True)
        arguments = [self.converted(argument, parameter.value_type) for argument, parameter in pairs]
        return call(f"functions.{function.identifier}", "run", *arguments)

    def listed(self, source: Expression, depth: int, condition: Expression | None) -> str:
        """The records of a list (that meet a condition) as a list of its own."""
        if isinstance(source, AllRecords):
            return self.records(source, depth, condition)
        items = self.value(source)
        if condition is None:
            return call("list", items)
        item = self.names.enter(depth, "item")
        found = f"[{item} for {item} in {items} if {self.boolean(condition)}]"
        self.names.leave(depth)
        return found

    def _pick(self, expression: Pick) -> str:
        entity = self.application.entity(expression.entity)
        condition = self.row_condition(expression.entity, expression.depth, expression.condition)
        load = None
        if expression.load_entity is not None and expression.load_field is not None:
            loaded = self.application.entity(expression.load_entity)
            field = loaded.field_by_name[expression.load_field]
            load = tuple_of([literal(loaded.identifier), literal(field.identifier)])
        return call(
            "run.pick",
            literal(entity.identifier),
            condition,
            strategy=literal(expression.strategy.value),
            name=literal(expression.name),
            load=load,
        )

    def records(
        self, source: AllRecords, depth: int, condition: Expression | None, function: str = "all_records"
    ) -> str:
        """`all_records(context, Opportunity, lambda opportunity: …)`, in the order of their ids."""
        self.imports.add(Import(_RECORDS, function))
        model = self._class(source.entity)
        if condition is None:
            return call(function, "context", model)
        return call(function, "context", model, self.row_condition(source.entity, depth, condition))

    def aggregate(self, expression: Aggregate) -> str:
        """Counts and first records are the database's business; for the rest the records are read."""
        source, function = expression.list, expression.function
        if isinstance(source, AllRecords):
            if function is AggregateFunction.COUNT:
                return self.records(source, expression.depth, expression.condition, "count_records")
            if function is AggregateFunction.FIRST and expression.value is None:
                return self.records(source, expression.depth, expression.condition, "first_record")
        return super().aggregate(expression)

    def row_condition(self, entity_name: str, depth: int, condition: Expression | None) -> str:
        """A function of the model class that gives the condition of a query: `lambda user: user.active`."""
        if condition is None:
            return "None"
        inner = with_variables(condition, self._outer_item(depth))
        name = self.names.enter(depth, self.application.entity(entity_name).identifier)
        compiler = ProcessSqlTarget(self.scope, self.names, this_is_record=True)
        source = compiler.condition(inner)
        self.names.leave(depth)
        self.imports |= compiler.imports
        return f"lambda {name}: {source}"

    def _outer_item(self, depth: int) -> Callable[[Variable], Variable]:
        """Items of aggregates around the query are records at hand there."""

        def change(variable: Variable) -> Variable:
            if variable.kind is not VariableKind.ITEM or variable.depth >= depth:
                return variable
            name = self.names.of(VariableKind.ITEM, variable.depth)
            return dataclasses.replace(variable, kind=VariableKind.LOCAL, name=name)

        return change

    def _generator(self, expression: Aggregate, *, in_order: bool = False) -> str:
        if not isinstance(expression.list, AllRecords):
            return super()._generator(expression, in_order=in_order)
        items = self.records(expression.list, expression.depth, expression.condition)
        item = self.names.enter(expression.depth, self.application.entity(expression.list.entity).identifier)
        value = item if expression.value is None else self.value(expression.value)
        self.names.leave(expression.depth)
        return f"{value} for {item} in {items}"

    def _exists(self, expression: Aggregate) -> str:
        if isinstance(expression.list, AllRecords):
            found = self.records(expression.list, expression.depth, expression.condition, "first_record")
            return Source(f"{found} is not None", COMPARISON)
        return super()._exists(expression)

    def _within(self, this: str, entity: str, inner: Expression) -> str:
        compiler = ProcessTarget(dataclasses.replace(self.scope, entity=entity), self.names.with_this(this, entity))
        source = compiler.value(inner)
        self.imports |= compiler.imports
        return source


class LetterTarget(ProcessTarget):
    """For letters, which are Markdown: texts of records make no links in them."""

    def text(self, expression: Expression) -> str:
        """The text of a value, tamed unless the specification itself says it."""
        source = super().text(expression)
        if isinstance(expression, Literal | TextTemplate) or not isinstance(expression.type, TextType | RecordType):
            return source
        return self.helper("unlinked", source)


class ProcessSqlTarget(SqlTarget):
    """The condition of a query, whose Python parts may ask further queries."""

    def python(self) -> PythonTarget:
        """The compiler for what does not depend on the row."""
        return ProcessTarget(self.scope, self.names)


def with_variables(expression: Expression, change: Callable[[Variable], Variable]) -> Expression:
    """The expression with each variable changed."""
    if isinstance(expression, Variable):
        return change(expression)
    changed: dict[str, Any] = {
        field.name: _changed(getattr(expression, field.name), change) for field in dataclasses.fields(expression)
    }
    return dataclasses.replace(expression, **changed)


def _changed(value: object, change: Callable[[Variable], Variable]) -> object:
    if isinstance(value, tuple):
        return tuple(_changed(each, change) for each in value)
    if isinstance(value, get_args(Expression)):
        return with_variables(value, change)
    return value
