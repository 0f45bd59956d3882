"""Entities as JSON schemas: how a record is read, created and changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.ir.access import FieldRight
from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    ChoiceFieldType,
    Entity,
    Field,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
    ScalarType,
)

Json: TypeAlias = dict[str, Any]

_NUMBERS: Final = frozenset({"decimal", "money", "percent"})
_WHOLE: Final = frozenset({"int", "rating"})
_ONE_FILE: Final = frozenset({"file", "image"})
_FORMATS: Final = {"date": "date", "datetime": "date-time", "email": "email"}
_MOST_DIGITS: Final = 10**18 - 1


def reference(name: str) -> Json:
    """A schema that stands elsewhere in the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def optional(schema: Json) -> Json:
    """The same, or nothing."""
    return {"anyOf": [schema, {"type": "null"}]}


def choice_name(identifier: str) -> str:
    """The schema of a choice; no class of an entity has a dot in its name."""
    return f"choice.{identifier}"


def change_name(entity: Entity) -> str:
    """The schema of what may be changed."""
    return f"{entity.class_name}.change"


def create_name(entity: Entity) -> str:
    """The schema of a new record."""
    return f"{entity.class_name}.create"


class EntitySchemas:
    """Makes the schemas of one entity."""

    def __init__(self, application: Application, entity: Entity) -> None:
        self._application = application
        self._entity = entity

    def reading(self) -> Json:
        """A record (or a row of a sub-table) as it is read; what its reader may not see is not there."""
        properties = {each.identifier: self._titled(each, self._read(each)) for each in self._shown()}
        if self._entity.owner is not None:
            return {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, **properties}}
        system: Json = {
            "id": {"type": "integer"},
            "version": {"type": "integer"},
            "_title": {"type": ["string", "null"]},
            "_masked": {"type": "array", "items": {"type": "string"}},
        }
        for name in ("created", "updated"):
            system[f"{name}_at"] = {"type": "string", "format": "date-time"}
            system[f"{name}_by"] = optional(reference("api.Link"))
        return {
            "type": "object",
            "title": self._entity.label.texts[0],
            "required": ["id", "version"],
            "properties": {**system, **properties},
        }

    def creating(self) -> Json:
        """A new record: nothing but what can be set, and what must be."""
        required = [each.identifier for each in self._settable() if _is_demanded(each)]
        return self._writing(required)

    def changing(self) -> Json:
        """Any of the fields; of a row of a sub-table, `id` says which it is."""
        return self._writing([])

    def settable(self, names: Iterable[str]) -> Json:
        """Some of the fields, such as a step asks for."""
        fields = [self._entity.field_by_name[name] for name in names]
        properties = {each.identifier: self._titled(each, self._write(each)) for each in fields if is_settable(each)}
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def _writing(self, required: list[str]) -> Json:
        properties = {each.identifier: self._titled(each, self._write(each)) for each in self._settable()}
        if self._entity.owner is not None:
            properties = {"id": {"type": ["integer", "null"]}, **properties}
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**schema, "required": required} if required else schema

    def _shown(self) -> Iterable[Field]:
        return (each for each in self._entity.fields if not each.hidden and not isinstance(each.type, ReverseFieldType))

    def _settable(self) -> list[Field]:
        return [each for each in self._entity.fields if is_settable(each)]

    def _titled(self, field: Field, schema: Json) -> Json:
        """The schema with the words of the spec."""
        words: Json = {"title": field.label.texts[0]}
        if field.help is not None:
            words["description"] = field.help.texts[0]
        return {**words, **schema}

    def _read(self, field: Field) -> Json:
        schema = self._read_plain(field)
        access = self._application.access_to(self._entity.name)
        rights = access.to_field(field.name) if access is not None else None
        if rights is not None and any(each.right is FieldRight.MASKED for each in rights.grants):
            return {"anyOf": [schema, {"type": "string"}]}
        return schema

    def _read_plain(self, field: Field) -> Json:
        match field.type:
            case ReferenceFieldType():
                return optional(reference("api.Link"))
            case ManyReferenceFieldType():
                return {"type": "array", "items": reference("api.Link")}
            case RowsFieldType(entity=name):
                return {"type": "array", "items": reference(self._application.entity(name).class_name)}
            case AutonumberFieldType():
                return {"type": ["string", "null"]}
            case ScalarType() as scalar if FIELD_TYPES[scalar.kind].is_attachment:
                file = reference("api.File")
                return optional(file) if scalar.kind in _ONE_FILE else {"type": "array", "items": file}
            case ScalarType() as scalar:
                return _scalar(scalar, is_written=False)
            case _:
                return self._options(field)

    def _write(self, field: Field) -> Json:
        match field.type:
            case ReferenceFieldType():
                return optional(reference("api.Reference"))
            case ManyReferenceFieldType():
                return {"type": ["array", "null"], "items": reference("api.Reference")}
            case RowsFieldType(entity=name):
                return {"type": ["array", "null"], "items": reference(change_name(self._application.entity(name)))}
            case ScalarType() as scalar if FIELD_TYPES[scalar.kind].is_attachment:
                file = reference("api.FileReference")
                return optional(file) if scalar.kind in _ONE_FILE else {"type": ["array", "null"], "items": file}
            case ScalarType() as scalar:
                return _scalar(scalar, is_written=True)
            case _:
                return self._options(field)

    def _options(self, field: Field) -> Json:
        match field.type:
            case ChoiceFieldType(choice=name):
                return optional(reference(choice_name(self._application.choice(name).identifier)))
            case ManyChoiceFieldType(choice=name):
                items = reference(choice_name(self._application.choice(name).identifier))
                return {"type": ["array", "null"], "items": items}
            case other:
                raise TypeError(f"{other!r} has no options")


def is_settable(field: Field) -> bool:
    """Whether a request may set the field: what is computed, numbered or hidden, or is a state, it may not."""
    if field.computed is not None or field.hidden or field.flow is not None:
        return False
    return not isinstance(field.type, ReverseFieldType | AutonumberFieldType)


def _is_demanded(field: Field) -> bool:
    """Whether a new record has to bring the field; defaults and conditions decide for others."""
    if field.required is None or field.required.when is not None or field.default is not None:
        return False
    return field.visible is None and field.readonly is None


def _scalar(scalar: ScalarType, *, is_written: bool) -> Json:
    kind = scalar.kind
    if kind in _NUMBERS:
        written = ["string", "number", "null"] if is_written else ["string", "null"]
        return {"type": written, "format": "decimal"}
    if kind == "bool":
        return {"type": ["boolean", "null"]}
    if kind in _WHOLE:
        bounds = FIELD_TYPES[kind].bounds(scalar.most) or (-_MOST_DIGITS, _MOST_DIGITS)
        return {"type": ["integer", "null"], "minimum": bounds[0], "maximum": bounds[1]}
    schema: Json = {"type": ["string", "null"]}
    if kind in _FORMATS:
        schema["format"] = _FORMATS[kind]
    if is_written and scalar.length is not None:
        schema["maxLength"] = scalar.length
    return schema
