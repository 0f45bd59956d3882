"""The vocabulary of generated code: what an app is, as values. Declares only; behaviour lives beside.

Generated modules build these once at import. Expressions of the specification arrive here as plain
functions in three forms, all compiled from the one typed expression:

* `RecordFunction`: Python, on a loaded record:
  `def compute_payable(this: Opportunity, context: Context) -> Decimal | None`
* `ColumnFunction`: SQLAlchemy, on a mapped class or an alias of it:
  `def column_payable(this: type[Opportunity], context: Context) -> ColumnElement[Any]`
* JavaScript, in the entity's script (`static/entities/<entity>.js`), named by the same names.

Entities and choices name each other by identifier; `Application` resolves the names when it is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from lowcode.runtime.context import Context
    from lowcode.runtime.database.record import Record
    from lowcode.runtime.process_definitions import Processes
    from lowcode.runtime.report_definitions import Analysis

RecordFunction: TypeAlias = Callable[[Any, "Context"], Any]
ColumnFunction: TypeAlias = Callable[[Any, "Context"], "ColumnElement[Any]"]


@dataclass(frozen=True, slots=True, init=False)
class Label:
    """A text in each of the app's locales, in their order."""

    texts: tuple[str, ...]

    def __init__(self, *texts: str) -> None:
        object.__setattr__(self, "texts", texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a choice; `options` are its children."""

    name: str
    label: Label
    color: str | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A list or tree of options."""

    identifier: str
    label: Label
    options: tuple[Option, ...]


class OnDelete(Enum):
    """What happens to this record when the one that it refers to is deleted."""

    RESTRICT = "restrict"
    CASCADE = "cascade"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value in one column; `kind` is a name in `lowcode.catalog.field_types`."""

    kind: str
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    most: int | None = None
    """Stars of a rating, files of a field."""


@dataclass(frozen=True, slots=True)
class ChoiceOf:
    """One option of the choice; the column holds the option's name."""

    choice: str


@dataclass(frozen=True, slots=True)
class ManyChoiceOf:
    """Any number of options. The model has an association proxy of this name over the rows of a table of its own."""

    choice: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A record of `entity`; the model has the relationship `<identifier>` and the column `<identifier>_id`."""

    entity: str
    on_delete: OnDelete = OnDelete.RESTRICT


@dataclass(frozen=True, slots=True)
class ManyReference:
    """Any number of records of `entity`, through a link table (`secondary`)."""

    entity: str


@dataclass(frozen=True, slots=True)
class Reverse:
    """The records of `entity` whose reference `by` points here; a view-only relationship."""

    entity: str
    by: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A sub-table: the ordered rows of the entity `entity`, owned by the record (delete-orphan)."""

    entity: str


@dataclass(frozen=True, slots=True)
class Autonumber:
    """Numbered once, at creation, by a gap-tolerant counter per period: `KH-{yyyy}-{seq:4}`."""

    pattern: str


FieldType: TypeAlias = Scalar | ChoiceOf | ManyChoiceOf | Reference | ManyReference | Reverse | Rows | Autonumber


@dataclass(frozen=True, slots=True)
class Condition:
    """`when` None: always. The names of the functions in the script are `<modifier>.<field>`."""

    when: RecordFunction | None = None
    message: Label | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """The whole text must match `regex`."""

    regex: str
    message: Label


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed field. `record` is None where only the database can tell (never at present); `column` always exists.

    `stored`: the value is a column, kept true by `lowcode.runtime.saving`; else it is part of every query.
    `local`: reads only the record's own columns, references and rows, so Python computes it before the flush;
    otherwise (reverse lists) the database does, after it.
    """

    record: RecordFunction
    column: ColumnFunction
    stored: bool
    local: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDefinition:
    """One field with everything that is enforced about it."""

    name: str
    """Identifier: attribute of the model, name of the input, key in the script."""
    label: Label
    type: FieldType
    required: Condition | None = None
    unique: bool = False
    default: RecordFunction | None = None
    minimum: RecordFunction | None = None
    maximum: RecordFunction | None = None
    minimum_length: int | None = None
    maximum_length: int | None = None
    pattern: Pattern | None = None
    help: Label | None = None
    placeholder: Label | None = None
    unit: Label | None = None
    visible: Condition | None = None
    readonly: Condition | None = None
    options_where: OptionsWhere | None = None
    computed: Computed | None = None
    search: bool = False
    hidden: bool = False
    accept: tuple[str, ...] = ()
    """Extensions of the files that the field takes (`lowcode.catalog.media_types`); empty: every kind."""
    max_size: int | None = None
    """The largest file that the field takes, in bytes."""
    flow: str | None = None
    """The flow whose state this is: only its transitions change the field."""
    sort_column: str | None = None
    """The column that lists sort by when it is not the field's own: the pinyin key of a text."""
    source: str = ""
    """Where the spec declares it: `sales.lc: Contract.amount`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsWhere:
    """Which records (or options of a choice) may be chosen, depending on the record being edited.

    For a reference `column(target_class, this, context)` gives the condition on the target, with `this` the
    record as it stands in the form; for a choice `option(name, this, context)` answers for one option.
    `depends_on`: the record's own fields that it reads; when one changes, the browser asks again.
    """

    column: Callable[[Any, Any, Context], ColumnElement[bool]] | None = None
    option: Callable[[str, Any, Context], bool | None] | None = None
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDefinition:
    """`check e "message"`: a result of False refuses the save; None passes."""

    name: str
    """Also the name of the database constraint, where the database can check it too."""
    function: RecordFunction
    message: Label
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UniqueKeyDefinition:
    """`unique (a, b) when e`. `name` is the unique index's."""

    name: str
    fields: tuple[str, ...]
    when: RecordFunction | None = None
    when_column: ColumnFunction | None = None
    message: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintains:
    """When a record of this entity is created, changed or deleted, `fields` of some records of `entity` are stale.

    `affected(this, changed)` with `this` = the class of `entity` and `changed` = ids of this entity gives the condition
    that selects them: e.g. `this.id.in_(select(FollowUp.customer_id).where(FollowUp.id.in_(changed)))`.
    Saving asks before and after the change, so that those which were affected until then are found too.
    `watches`: the fields of this entity whose change matters; creation and deletion always do.
    """

    entity: str
    fields: tuple[str, ...]
    affected: Callable[[Any, Any], ColumnElement[bool]]
    watches: tuple[str, ...]


class Verb(Enum):
    """What access is granted to."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One line of `access`. `where` None: every record."""

    role: str
    verbs: frozenset[Verb]
    where: ColumnFunction | None = None
    source: str = ""


class FieldRight(Enum):
    """What a line of a `field` block gives."""

    READ = "read"
    UPDATE = "update"
    MASKED = "masked"
    """To see a masked form of the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGrant:
    """One line of a `field` block. Its condition comes for rows (`where`) and for a loaded record; None: always."""

    role: str
    right: FieldRight
    where: ColumnFunction | None = None
    record: RecordFunction | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: the path from the entity, of identifiers."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SortKey:
    """A field to sort by; empty values come last in both directions."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDefinition:
    """The list page."""

    columns: tuple[ListColumn, ...]
    sort: tuple[SortKey, ...]
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDefinition:
    """The records as cards in columns: one for each option of the field `by`."""

    by: str
    card: tuple[ListColumn, ...] = ()
    """What a card says beside the record's title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the form and of the record page."""

    label: Label | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityDefinition:
    """A kind of record: the model class and everything around it."""

    name: str
    """Identifier; the address is `/<name>`, the templates are in `templates/<name>/`."""
    label: Label
    model: type[Record]
    fields: tuple[FieldDefinition, ...]
    title: str
    """The column that stands for the record: a text field, or the stored computed column `title_text`."""
    title_function: RecordFunction | None = None
    """Computes `title_text`; None where `title` is a field."""
    title_column: ColumnFunction | None = None
    checks: tuple[CheckDefinition, ...] = ()
    unique_keys: tuple[UniqueKeyDefinition, ...] = ()
    maintains: tuple[Maintains, ...] = ()
    compute_order: tuple[str, ...] = ()
    """Stored computed fields (and `title_text`) in an order in which inputs come first."""
    grants: tuple[Grant, ...] = ()
    field_grants: Mapping[str, tuple[FieldGrant, ...]] = field(default_factory=dict)
    """By field: who may read and change it. A field that is not here is as open as its record."""
    list: ListDefinition | None = None
    board: BoardDefinition | None = None
    form: tuple[Section, ...] = ()
    page: tuple[str, ...] = ()
    owner: str | None = None
    """Sub-tables: the owning entity; the model has `owner_record`, `owner_record_id` and `position`."""
    merge_on: tuple[str, ...] = ()
    """Fields in which duplicates agree: any of them is enough."""
    source: str = ""
    field_by_name: Mapping[str, FieldDefinition] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "field_by_name", {each.name: each for each in self.fields})


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDefinition:
    """`includes`: transitive, itself included."""

    name: str
    label: Label
    includes: frozenset[str]


class PageKind(Enum):
    """What a page of the navigation shows."""

    ENTITY = "entity"
    DASHBOARD = "dashboard"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page, by its identifier: the list of an entity, a dashboard, a report."""

    name: str
    kind: PageKind = PageKind.ENTITY


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuGroup:
    """A group of the navigation."""

    label: Label | None
    entries: tuple[MenuEntry, ...]
    icon: str | None = None

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities among its pages."""
        return tuple(entry.name for entry in self.entries if entry.kind is PageKind.ENTITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRecord:
    """A record of `data` or `sample`. `values` maps fields to functions of the context; links are `Link`s."""

    entity: str
    handle: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """In a seed: the record that another seed calls `handle`."""

    handle: str


@dataclass(frozen=True, slots=True)
class MovedPage:
    """The pages of an entity, a report or a dashboard have another address since it was renamed."""

    kind: PageKind
    former: str
    now: str


@dataclass(frozen=True, slots=True)
class MovedField:
    """A field of an entity is called otherwise since it was renamed."""

    entity: str
    former: str
    now: str


@dataclass(frozen=True, slots=True)
class RetiredField:
    """A field of an entity that is no more, of which histories still tell; a column of a sub-table by its path."""

    entity: str
    former: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDefinition:
    """The app: what `lowcode.runtime` serves. Built in `<app>/application.py`."""

    name: str
    label: Label
    package: str
    locales: tuple[str, ...]
    timezone: str
    currency: str
    color: str
    entities: tuple[EntityDefinition, ...]
    choices: tuple[Choice, ...]
    roles: tuple[RoleDefinition, ...]
    menu: tuple[MenuGroup, ...]
    home: tuple[MenuEntry, ...] = ()
    """Pages to open after sign-in: the first that the user may see; none: the first of the menu."""
    logo: str | None = None
    data: tuple[SeedRecord, ...] = ()
    samples: tuple[SeedRecord, ...] = ()
    sample_counts: tuple[tuple[str, int], ...] = ()
    processes: Processes | None = None
    """Flows, approvals, rules, messages, connections; None in an app without any."""
    analysis: Analysis | None = None
    """Reports and dashboards; None in an app without any."""
    moved_pages: tuple[MovedPage, ...] = ()
    moved_fields: tuple[MovedField, ...] = ()
    retired_fields: tuple[RetiredField, ...] = ()
    revision: str | None = None
    """The migration that the database has come to when it fits this code."""
    entity_by_name: Mapping[str, EntityDefinition] = field(init=False, compare=False, repr=False)
    choice_by_name: Mapping[str, Choice] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entity_by_name", {each.name: each for each in self.entities})
        object.__setattr__(self, "choice_by_name", {each.identifier: each for each in self.choices})
