"""What saving wants to know about an entity again and again, derived from its definition once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Table, inspect

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.runtime.database.record import Record
from lowcode.runtime.definitions import (
    Autonumber,
    ChoiceOf,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Rows,
    Scalar,
)
from lowcode.runtime.field_rights import is_restricted
from lowcode.runtime.search_index import scope_of

TITLE_TEXT = "title_text"
_TEXT_KINDS = frozenset({"text", "longtext", "email", "phone", "url", "color"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Facts about one entity."""

    entity: EntityDefinition
    stored: tuple[FieldDefinition, ...]
    """Fields with a value of the record's own: all but reverse lists and what is computed when it is read."""
    editable: tuple[FieldDefinition, ...]
    """Stored fields that are not computed and not numbered by the app."""
    columns: tuple[tuple[str, str], ...]
    """(field, attribute) of the stored fields that are one column: `("owner", "owner_id")`."""
    rows: tuple[tuple[FieldDefinition, str], ...]
    """Sub-table fields with the name of the row entity."""
    autonumbers: tuple[tuple[FieldDefinition, Autonumber], ...]
    attachments: tuple[FieldDefinition, ...]
    """Fields that hold files."""
    sort_columns: tuple[tuple[str, str], ...]
    """(attribute, attribute of its sort key)."""
    search_attributes: tuple[str, ...]
    search_scopes: tuple[str, ...]
    """For each of them what its terms begin with; empty unless the field has rights of its own."""
    search_table: Table | None
    late: tuple[str, ...]
    """Stored computed fields that only the database can compute, in order."""
    blank: Mapping[str, None]
    """What a new record starts with. Set at once, it spares each rule that reads an empty field a trip through the
    ORM's loaders."""
    has_conditions: bool
    """Whether anything is visible or readonly only sometimes."""
    own_columns: tuple[tuple[str, str], ...]
    """(attribute, column) of everything in the record's own table but its id."""
    is_flat: bool
    """Whether a record is one row: neither lists nor sub-tables hang on it."""
    state: FieldDefinition | None
    """The field that only the transitions of a flow change."""


_known: WeakKeyDictionary[type[Record], Facts] = WeakKeyDictionary()


def facts_of(entity: EntityDefinition) -> Facts:
    """The facts, kept for as long as the model lives."""
    found = _known.get(entity.model)
    if found is None:
        found = _known[entity.model] = _derive(entity)
    return found


def attribute_of(definition: FieldDefinition) -> str:
    """The attribute of the model that holds a one-column field's value."""
    return f"{definition.name}_id" if isinstance(definition.type, Reference) else definition.name


def is_one_column(definition: FieldDefinition) -> bool:
    """Whether the field is a column of the record's own table."""
    return isinstance(definition.type, Scalar | ChoiceOf | Reference | Autonumber)


def _derive(entity: EntityDefinition) -> Facts:
    stored = tuple(
        each
        for each in entity.fields
        if (is_one_column(each) or isinstance(each.type, ManyChoiceOf | ManyReference | Rows))
        and (each.computed is None or each.computed.stored)
    )
    search_table = entity.model.__table__.metadata.tables.get(f"{entity.model.__table__.name}_search")
    searched = _search_attributes(entity) if search_table is not None else ()
    return Facts(
        entity=entity,
        stored=stored,
        editable=tuple(each for each in stored if each.computed is None and not isinstance(each.type, Autonumber)),
        columns=tuple((each.name, attribute_of(each)) for each in stored if is_one_column(each)),
        rows=tuple((each, each.type.entity) for each in stored if isinstance(each.type, Rows)),
        autonumbers=tuple((each, each.type) for each in stored if isinstance(each.type, Autonumber)),
        attachments=tuple(
            each for each in stored if isinstance(each.type, Scalar) and FIELD_TYPES[each.type.kind].is_attachment
        ),
        sort_columns=_sort_columns(entity, stored),
        search_attributes=searched,
        search_scopes=tuple(scope_of(name) if is_restricted(entity, name) else "" for name in searched),
        search_table=search_table,
        late=tuple(name for name in entity.compute_order if name != TITLE_TEXT and not _computed(entity, name).local),
        blank=_blank(entity, stored),
        has_conditions=any(each.visible or each.readonly for each in entity.fields),
        own_columns=tuple(
            (each.key, each.columns[0].name)
            for each in inspect(entity.model).column_attrs
            if not each.columns[0].primary_key
        ),
        is_flat=all(is_one_column(each) for each in stored),
        state=next((each for each in stored if each.flow is not None), None),
    )


def new_record(facts: Facts) -> Any:
    """A new record of the entity with all its fields empty."""
    record = facts.entity.model()
    record.__dict__.update(facts.blank)
    return record


def _blank(entity: EntityDefinition, stored: tuple[FieldDefinition, ...]) -> dict[str, None]:
    names = [attribute_of(each) for each in stored if is_one_column(each)]
    names += [each.name for each in stored if isinstance(each.type, Reference)]
    names += [sort_attribute for _, sort_attribute in _sort_columns(entity, stored)]
    if TITLE_TEXT in entity.model.__table__.c:
        names.append(TITLE_TEXT)
    return dict.fromkeys(names)


def _computed(entity: EntityDefinition, name: str) -> Any:
    return entity.field_by_name[name].computed


def _sort_columns(entity: EntityDefinition, stored: tuple[FieldDefinition, ...]) -> tuple[tuple[str, str], ...]:
    columns = [(each.name, each.sort_column) for each in stored if each.sort_column and each.sort_column != each.name]
    title_sort = f"{TITLE_TEXT}_sort"
    if entity.title == TITLE_TEXT and title_sort in entity.model.__table__.c:
        columns.append((TITLE_TEXT, title_sort))
    return tuple(columns)


def _search_attributes(entity: EntityDefinition) -> tuple[str, ...]:
    marked = tuple(each.name for each in entity.fields if each.search)
    if marked:
        return marked
    found = [entity.title]
    for each in entity.fields:
        is_text = isinstance(each.type, Scalar) and each.type.kind in _TEXT_KINDS
        if isinstance(each.type, Autonumber) or (each.unique and is_text):
            found.append(each.name)
    return tuple(dict.fromkeys(found))
