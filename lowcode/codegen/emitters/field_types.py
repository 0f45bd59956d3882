"""The types of fields in the vocabulary of `lowcode.runtime.definitions`."""

from __future__ import annotations

from lowcode.codegen.emitters.access import DEFINITIONS
from lowcode.codegen.python_source import Imports, call, literal
from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    ChoiceFieldType,
    FieldType,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    OnDelete,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
    ScalarType,
)


def field_type_source(application: Application, imports: Imports, field_type: FieldType) -> str:
    """`Scalar("text", length=200)`, `Reference("customer")`."""

    def vocabulary(name: str, *arguments: str, **named: str | None) -> str:
        return call(imports.name(DEFINITIONS, name), *arguments, **named)

    def identifier(entity: str) -> str:
        return literal(application.entity(entity).identifier)

    match field_type:
        case ScalarType() as scalar:
            return vocabulary("Scalar", literal(scalar.kind), **_limits(scalar))
        case ChoiceFieldType(choice=choice):
            return vocabulary("ChoiceOf", literal(application.choice(choice).identifier))
        case ManyChoiceFieldType(choice=choice):
            return vocabulary("ManyChoiceOf", literal(application.choice(choice).identifier))
        case ReferenceFieldType(entity=entity, on_delete=on_delete):
            other = None
            if on_delete is not OnDelete.RESTRICT:
                other = f"{imports.name(DEFINITIONS, 'OnDelete')}.{on_delete.name}"
            return vocabulary("Reference", identifier(entity), on_delete=other)
        case ManyReferenceFieldType(entity=entity):
            return vocabulary("ManyReference", identifier(entity))
        case ReverseFieldType(entity=entity, by=by):
            reference = application.entity(entity).field_by_name[by]
            return vocabulary("Reverse", identifier(entity), by=literal(reference.identifier))
        case RowsFieldType(entity=entity):
            return vocabulary("Rows", identifier(entity))
        case AutonumberFieldType(pattern=pattern):
            return vocabulary("Autonumber", literal(pattern))


def _limits(scalar: ScalarType) -> dict[str, str | None]:
    limits = {"length": scalar.length, "precision": scalar.precision, "scale": scalar.scale, "most": scalar.most}
    return {name: number_source(limit) for name, limit in limits.items()}


def number_source(value: int | None) -> str | None:
    """A number, or nothing where there is none."""
    return None if value is None else str(value)
