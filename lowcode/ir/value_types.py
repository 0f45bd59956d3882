"""The type that a field's values have in expressions."""

from __future__ import annotations

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.functions import TypeFacts
from lowcode.catalog.functions.base import MOST_SCALE
from lowcode.catalog.kinds import ValueKind
from lowcode.ir import application as app
from lowcode.ir import types as t

_PLAIN_TYPES: dict[ValueKind, t.ValueType] = {
    ValueKind.TEXT: t.TextType(),
    ValueKind.INTEGER: t.IntegerType(),
    ValueKind.BOOLEAN: t.BooleanType(),
    ValueKind.DATE: t.DateType(),
    ValueKind.TIME: t.TimeType(),
    ValueKind.DATETIME: t.DateTimeType(),
    ValueKind.DURATION: t.DurationType(),
    ValueKind.FILES: t.FilesType(),
}


def value_type(field_type: app.FieldType | None) -> t.ValueType:
    """The type of the field's value in expressions."""
    match field_type:
        case None:
            return t.ErrorType()
        case app.ScalarType(kind=kind, scale=scale):
            return from_facts(TypeFacts(FIELD_TYPES[kind].value_kind, scale or 0))
        case app.AutonumberFieldType():
            return t.TextType()
        case app.ChoiceFieldType(choice=choice):
            return t.ChoiceType(choice)
        case app.ManyChoiceFieldType(choice=choice):
            return t.ListType(t.ChoiceType(choice))
        case app.ReferenceFieldType(entity=entity):
            return t.RecordType(entity)
        case (
            app.ManyReferenceFieldType(entity=entity)
            | app.ReverseFieldType(entity=entity)
            | app.RowsFieldType(entity=entity)
        ):
            return t.ListType(t.RecordType(entity))


def from_facts(result: TypeFacts) -> t.ValueType:
    """The type that the catalog describes."""
    capped = min(result.scale, MOST_SCALE)
    match result.kind:
        case ValueKind.DECIMAL:
            return t.DecimalType(capped)
        case ValueKind.MONEY:
            return t.MoneyType(capped)
        case ValueKind.PERCENT:
            return t.PercentType(capped)
        case ValueKind.CHOICE:
            return t.ChoiceType(result.name or "")
        case ValueKind.RECORD:
            return t.RecordType(result.name or "")
        case _:
            return _PLAIN_TYPES[result.kind]
