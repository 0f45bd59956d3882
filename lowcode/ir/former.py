"""What the last build knew of the application: the part of a model that data in a database depends on.

It is kept with the schema in `.lowcode/schema.json`. Whoever compiles a later specification reads it, so that new
names can be told from old ones, and values of fields that are gone can still be named (`from first + " " + last`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TypeAlias

from lowcode.ir.application import FieldType, OnDelete, ReferenceFieldType, ScalarType
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class FormerField:
    """A field as it was."""

    name: str
    identifier: str
    label: str
    """In the app's first language."""
    type: FieldType
    column: str | None
    """None for lists and for what is computed on reading."""
    is_nullable: bool = True
    is_computed: bool = False
    link_table: str | None = None
    """The table of a field with many options or many records."""
    others: tuple[str, ...] = ()
    """The label in the app's other languages, in their order."""


@dataclass(frozen=True)
class FormerEntity:
    """An entity or a sub-table as it was."""

    name: str
    identifier: str
    table: str
    label: str
    fields: tuple[FormerField, ...]
    owner: str | None = None
    owner_field: str | None = None
    title_column: str = ""
    """The column that stood for a record."""
    others: tuple[str, ...] = ()
    """The label in the app's other languages, in their order."""

    @cached_property
    def field_by_name(self) -> dict[str, FormerField]:
        """The fields by their names in the specification."""
        return {each.name: each for each in self.fields}


OWNER_COLUMN = "owner_record_id"
PLACE_COLUMN = "position"
"""What rows of a sub-table have beside their fields: the record that they belong to, and their place in it."""


def on_its_own(rows: FormerEntity) -> FormerEntity:
    """A sub-table as an entity of its own: what its rows have by being rows are fields like any other."""
    owner = rows.owner or ""
    reference = ReferenceFieldType(owner, OnDelete.CASCADE)
    record = FormerField("owner_record", "owner_record", owner, reference, OWNER_COLUMN, is_nullable=False)
    place = FormerField(PLACE_COLUMN, PLACE_COLUMN, PLACE_COLUMN, ScalarType("int"), PLACE_COLUMN, is_nullable=False)
    fields = (*rows.fields, *(_of_free_name(rows, each) for each in (record, place)))
    return replace(rows, owner=None, owner_field=None, fields=fields)


def _of_free_name(rows: FormerEntity, field: FormerField) -> FormerField:
    """A field that nobody has declared, under a name that no declared one has."""
    name = field.name
    while name in rows.field_by_name:
        name = f"{name}_"
    return replace(field, name=name)


@dataclass(frozen=True, slots=True)
class FormerOption:
    """An option of a choice, a state of a flow, or a role, as it was; those of a tree one after another."""

    name: str
    label: str
    others: tuple[str, ...] = ()
    """The label in the app's other languages, in their order."""


@dataclass(frozen=True)
class FormerChoice:
    """A choice, the states of a flow, or the roles (`Role`) as they were."""

    name: str
    options: tuple[FormerOption, ...]

    @cached_property
    def option_by_name(self) -> dict[str, FormerOption]:
        """The options by their names in the specification."""
        return {each.name: each for each in self.options}


@dataclass(frozen=True, slots=True)
class FormerProcess:
    """What rows of the runtime name beside records: a flow, an approval, a rule, a message, a connection, a report, ….

    `parts` are what rows name inside it: transitions and hooks of a flow, steps of an approval, waits of a rule.
    """

    kind: str
    """A word of `lowcode.ir.changes.Kind`."""
    name: str
    identifier: str
    entity: str | None
    parts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    """In the app's languages, in their order."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Values that a `drop` has taken out of the model and that are kept in a table of their own."""

    table: str
    subject: str
    """`Customer`, `Customer.fax`, `Source.expo`: what was dropped, by its last name."""
    kind: str
    """A word of `lowcode.ir.changes.Kind`: entity, field or option."""
    revision: str
    """The revision that dropped it."""
    type: FieldType | None = None
    """The type of a dropped field; that of a table of links also where its entity was dropped."""
    entity: FormerEntity | None = None
    """A dropped entity or sub-table as it was."""
    schema: str = ""
    """The table that was set aside, in the form of the snapshot; empty: it holds the values of a column."""
    choices: tuple[FormerChoice, ...] = ()
    """Those whose options are in it, declared or not; as they are called by now."""


@dataclass(frozen=True, slots=True)
class FormerName:
    """What a thing was called before it was renamed or dropped: for addresses and histories that still say it."""

    kind: str
    """A word of `lowcode.ir.changes.Kind`: entity, field, report, dashboard."""
    owner: str
    """The entity of a field, as it is called now; else empty."""
    identifier: str
    """As addresses and histories say it; a column of a former sub-table by its path (`lines.price`)."""
    label: str
    """The last one, in the app's first language; empty where it has another now."""
    now: str = ""
    """What it is called in the specification by now; empty: it is gone."""
    others: tuple[str, ...] = ()
    """The last label in the app's other languages."""


@dataclass(frozen=True)
class FormerApplication:
    """All of it."""

    entities: tuple[FormerEntity, ...] = ()
    choices: tuple[FormerChoice, ...] = ()
    processes: tuple[FormerProcess, ...] = ()
    archives: tuple[Archive, ...] = ()
    answered: frozenset[str] = frozenset()
    """Renames and drops that earlier revisions have carried out (`Change.key`): they may stay in the specification."""
    names: tuple[FormerName, ...] = ()
    """Identifiers of before that addresses and histories may still say."""
    layers: frozenset[tuple[str, str]] = frozenset()
    """What layers above the lowest had declared (`field Customer.region`), each with its folder."""

    @cached_property
    def entity_by_name(self) -> dict[str, FormerEntity]:
        """The entities by their names in the specification."""
        return {each.name: each for each in self.entities}

    @cached_property
    def choice_by_name(self) -> dict[str, FormerChoice]:
        """The choices by their names in the specification."""
        return {each.name: each for each in self.choices}


Former: TypeAlias = FormerApplication | Callable[[str], FormerApplication | None] | None
"""What the last build knew: itself, how to find it by the name of the app's package, or nothing."""
