"""What reports and dashboards read, as source: forms of values, readings along paths, conditions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from lowcode.codegen.expressions.analysis import REFERENCE_SYSTEM_FIELDS, identifier_of, scale_of
from lowcode.codegen.expressions.sql import compile_condition, compile_sql
from lowcode.codegen.functions import Functions, Written, as_element
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import Imports, call, decimal_literal, literal, some_tuple, tuple_of_texts
from lowcode.codegen.reads import fields_behind, tables_around
from lowcode.codegen.storage import column_of
from lowcode.ir.application import Application, Entity, ReferenceFieldType
from lowcode.ir.expressions import Duration, Expression, FieldRead, Variable, VariableKind
from lowcode.ir.types import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    DecimalType,
    IntegerType,
    ListType,
    MoneyType,
    PercentType,
    RecordType,
    TextType,
    TimeType,
    ValueType,
)
from lowcode.naming import shortened

DEFINITIONS = "lowcode.runtime.report_definitions"
_LONGEST_FUNCTION_NAME = 60
_OWNER_RECORD = "owner_record"
"""The step from a row of a sub-table to the record that owns it; no field is called so."""
_FORMS = {
    TextType: "TEXT",
    ChoiceType: "CHOICE",
    RecordType: "RECORD",
    BooleanType: "BOOLEAN",
    IntegerType: "INTEGER",
    DecimalType: "DECIMAL",
    MoneyType: "MONEY",
    PercentType: "PERCENT",
    DateType: "DATE",
    DateTimeType: "DATETIME",
    TimeType: "TIME",
}


@dataclass(frozen=True, slots=True)
class SplitPath:
    """An expression as a walk along references and a reading at their end."""

    path: tuple[str, ...]
    """Identifiers of the references."""
    entity: Entity
    """At the end of the path."""
    expression: Expression
    """Of the record there."""
    field: tuple[str, ...] | None
    """Identifiers of the whole path, if the expression is nothing else."""


def split_path(application: Application, entity: Entity, expression: Expression) -> SplitPath:
    """What is no plain path of columns is read from the record itself."""
    names = field_path(expression)
    whole = SplitPath((), entity, expression, None)
    if not names:
        return whole
    path: list[str] = []
    current = entity
    for name in names[:-1]:
        target = _referenced(application, current, name)
        if target is None:
            return whole
        path.append(identifier_of(current, name))
        current = target
    assert isinstance(expression, FieldRead)
    start = Variable(VariableKind.THIS, 0, RecordType(current.name), expression.span)
    field = (*path, identifier_of(current, names[-1]))
    return SplitPath(tuple(path), current, replace(expression, source=start), field)


def field_path(expression: Expression) -> tuple[str, ...]:
    """The names of a plain path from the record; nothing for anything else."""
    match expression:
        case FieldRead(source=Variable(kind=VariableKind.THIS), field=name):
            return (name,)
        case FieldRead(source=Variable(kind=VariableKind.OWNER), field=name):
            return (_OWNER_RECORD, name)
        case FieldRead(source=FieldRead() as source, field=name):
            start = field_path(source)
            return (*start, name) if start else ()
        case _:
            return ()


def _referenced(application: Application, entity: Entity, name: str) -> Entity | None:
    """The entity that the column leads to; None where there is no such column."""
    if name in REFERENCE_SYSTEM_FIELDS:
        return application.entity("User")
    if name == _OWNER_RECORD and entity.owner is not None:
        return application.entity(entity.owner)
    field = entity.field_by_name.get(name)
    if field is None or not isinstance(field.type, ReferenceFieldType) or column_of(field) is None:
        return None
    return application.entity(field.type.entity)


class ReportFunctions:
    """The functions of the module of a report or a dashboard, each written once, and what is made of them."""

    def __init__(self, project: Project, imports: Imports, title: str) -> None:
        """`title` is what origins call the declaration."""
        self.project = project
        self.imports = imports
        self._title = title
        self._written = Written()
        self._by_entity: dict[str, _EntityFunctions] = {}
        self._readings: dict[str, str] = {}

    @property
    def sources(self) -> list[str]:
        """The functions so far, then the readings made of them."""
        constants = [f"{name} = {source}" for source, name in self._readings.items()]
        return [*self._written.sources, "\n".join(constants)] if constants else self._written.sources

    def word(self, name: str) -> str:
        """A name of the vocabulary."""
        return self.imports.name(DEFINITIONS, name)

    def form(self, value_type: ValueType) -> str:
        """`Form(ValueForm.MONEY, scale=2)`; of a list, its items'."""
        found = value_type.item if isinstance(value_type, ListType) else value_type
        name = None
        if isinstance(found, ChoiceType):
            name = literal(self.project.application.choice(found.choice).identifier)
        elif isinstance(found, RecordType):
            name = literal(self.project.application.entity(found.entity).identifier)
        kind = f"{self.word('ValueForm')}.{_FORMS[type(found)]}"
        scale = scale_of(found)
        return call(self.word("Form"), kind, name=name, scale=str(scale) if scale else None)

    def reading(self, entity: str, expression: Expression, wanted: str) -> str:
        """The constant of a `Reading`; `wanted` names what is no plain path."""
        application = self.project.application
        subject = application.entity(entity)
        split = split_path(application, subject, expression)
        functions = self._functions(split.entity)
        if isinstance(expression.type, ListType):
            column = functions.record_id(expression)
        else:
            column = functions.value(split, wanted, field_path(expression))
        source = call(
            self.word("Reading"),
            path=tuple_of_texts(split.path) if split.path else "()",
            column=column,
            reads=self.reads(entity, expression) or "()",
            field=tuple_of_texts(split.field) if split.field is not None else None,
        )
        if source not in self._readings:
            words = shortened("_".join((subject.identifier, *(split.field or (wanted,)))), _LONGEST_FUNCTION_NAME)
            self._readings[source] = self._written.unique(words.upper())
        return self._readings[source]

    def condition(self, entity: str, expression: Expression, wanted: str) -> str:
        """The function of a condition on the records of the entity."""
        return self._functions(self.project.application.entity(entity)).condition(expression, f"where_{wanted}")

    def reads(self, entity: str, expression: Expression | None) -> str | None:
        """Every entity and field that goes into the expression, by identifier; None for nothing.

        Without an expression: what has to be read to know of the records at all.
        """
        application = self.project.application
        subject = application.entity(entity)
        found = dict.fromkeys(tables_around(application, subject))
        if expression is not None:
            found = dict.fromkeys((*fields_behind(application, subject, expression), *found))
        pairs = [(application.entity(owner), name) for owner, name in found]
        return some_tuple(tuple_of_texts((owner.identifier, identifier_of(owner, name))) for owner, name in pairs)

    def decimal(self, value: Decimal) -> str:
        """`Decimal("2.5")`."""
        self.imports.name("decimal", "Decimal")
        return decimal_literal(value)

    def time_span(self, duration: Duration | None) -> str | None:
        """`datetime.timedelta(minutes=10)`."""
        if duration is None:
            return None
        self.imports.module("import datetime")
        return call(
            "datetime.timedelta",
            days=str(duration.days) if duration.days else None,
            **_clock_parts(duration.seconds),
        )

    def _functions(self, entity: Entity) -> _EntityFunctions:
        if entity.name not in self._by_entity:
            self._by_entity[entity.name] = _EntityFunctions(
                self.project, entity, self.imports, self._written, self._title
            )
        return self._by_entity[entity.name]


class _EntityFunctions(Functions):
    """The functions of the module whose `this` is one entity. What is read twice is one function."""

    def __init__(self, project: Project, entity: Entity, imports: Imports, written: Written, title: str) -> None:
        super().__init__(project, entity, imports, written)
        self._title = title
        self._columns: dict[str, str] = {}
        self._conditions: dict[str, str] = {}

    def value(self, split: SplitPath, wanted: str, path: tuple[str, ...] = ()) -> str:
        """The function of a value: a field's is called after the field, whose path says more than a place."""
        compiled = as_element(compile_sql(split.expression, self._scope))
        if compiled.source not in self._columns:
            name = split.field[-1] if split.field is not None else wanted
            said = self._said(split.expression, self._title)
            if path:
                shown = ".".join(name for name in path if name != _OWNER_RECORD)
                said = f"`{shown}` — {self._project.origin(split.expression.span, self._title)}"
            self._columns[compiled.source] = self._add(
                self._name(name),
                f"this: type[{self._this()}]",
                self._column_annotation("Any"),
                compiled,
                said,
            )
        return self._columns[compiled.source]

    def record_id(self, expression: Expression) -> str:
        """The function of the id of the record that holds a list."""
        start = Variable(VariableKind.THIS, 0, RecordType(self._entity.name), expression.span)
        own_id = FieldRead(start, "id", IntegerType(), expression.span)
        return self.value(SplitPath((), self._entity, own_id, ("id",)), "id")

    def condition(self, expression: Expression, wanted: str) -> str:
        """The function of a condition."""
        compiled = compile_condition(expression, self._scope)
        if compiled.source not in self._conditions:
            self._conditions[compiled.source] = self._add(
                shortened(wanted, _LONGEST_FUNCTION_NAME),
                f"this: type[{self._this()}]",
                self._column_annotation("bool"),
                compiled,
                self._said(expression, self._title),
            )
        return self._conditions[compiled.source]

    def _name(self, value: str) -> str:
        return shortened(f"{value}_of_{self._entity.identifier}", _LONGEST_FUNCTION_NAME)


def _clock_parts(seconds: int) -> dict[str, str | None]:
    """Hours or minutes where they say it, else seconds."""
    for unit, length in (("hours", 3600), ("minutes", 60)):
        if seconds and seconds % length == 0:
            return {unit: str(seconds // length)}
    return {"seconds": str(seconds)} if seconds else {}
