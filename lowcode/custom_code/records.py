"""What records have: the names that hand-written code may use, and what became of those that are gone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lowcode import naming
from lowcode.ir.application import (
    Application,
    ComputedStorage,
    Entity,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
)
from lowcode.ir.changes import Kind


@dataclass(frozen=True)
class Records:
    """The entities of an application by the names that code has for them."""

    application: Application

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """By identifier: `customer`."""
        return {each.identifier: each for each in self.application.entities}

    @cached_property
    def classes(self) -> dict[str, Entity]:
        """By the class of its records: `Customer`."""
        return {each.class_name: each for each in self.application.entities}

    def fields(self, entity: Entity) -> tuple[str, ...]:
        """The names of its fields in code."""
        return tuple(each.identifier for each in entity.fields)

    def has(self, entity: Entity, attribute: str) -> bool:
        """Whether a record may have the attribute; what only the generated class can tell passes."""
        if attribute.startswith("_") or attribute in naming.RECORD_ATTRIBUTES:
            return True
        fields = self.fields(entity)
        plain = (attribute.removesuffix(suffix) for suffix in ("", "_id", "_sort", "_options"))
        return any(each in fields for each in plain)

    def is_worked_out_on_read(self, entity: Entity, attribute: str) -> bool:
        """Whether the field is part of queries only, so that loaded records do not have it."""
        computed = next((each.computed for each in entity.fields if each.identifier == attribute), None)
        return computed is not None and computed.storage is ComputedStorage.ON_READ

    def target(self, entity: Entity, attribute: str) -> Entity | None:
        """The entity that a reference leads to."""
        found = next((each.type for each in entity.fields if each.identifier == attribute), None)
        return self.application.entity(found.entity) if isinstance(found, ReferenceFieldType) else None

    def members(self, entity: Entity, attribute: str) -> Entity | None:
        """The entity of the records in a list."""
        found = next((each.type for each in entity.fields if each.identifier == attribute), None)
        many = RowsFieldType | ReverseFieldType | ManyReferenceFieldType
        return self.application.entity(found.entity) if isinstance(found, many) else None

    def new_entity(self, former: str) -> str | None:
        """What an entity is called now, if `was` says so."""
        for rename in self.application.changes.renames:
            if rename.kind is Kind.ENTITY and naming.entity_identifier(rename.old) == former:
                return self.application.entity(rename.new).identifier
        return None

    def new_field(self, entity: Entity, former: str) -> str | None:
        """What a field is called now, if `was` says so."""
        for rename in self.application.changes.renames:
            is_it = rename.kind is Kind.FIELD and rename.owner == entity.name
            if is_it and naming.field_identifier(rename.old) == former:
                return next((each.identifier for each in entity.fields if each.name == rename.new), None)
        return None
