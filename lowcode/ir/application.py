"""The application as the specification declares it, resolved and checked.

Nodes refer to each other by the name in the spec (`Application.entity(name)`), because frozen
values cannot form cycles. Every name has passed the resolver: a lookup never fails.
`identifier` is the safe ASCII name that tables, columns, modules and addresses get.
"""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from lowcode.ir.access import Access
from lowcode.ir.changes import Changes
from lowcode.ir.expressions import Expression, LiteralValue
from lowcode.ir.functions import Function
from lowcode.ir.labels import Label
from lowcode.ir.layers import Layering
from lowcode.ir.process import Approval, Connection, Flow, Message, Rule
from lowcode.ir.reports import Dashboard, Report
from lowcode.ir.scenarios import Scenario
from lowcode.ir.seeds import SampleCount, SeedRecord
from lowcode.ir.types import ValueType
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice. `branch` holds its children; a branch with children can be chosen too."""

    name: str
    label: Label
    color: str | None
    value: LiteralValue
    options: tuple[Option, ...]
    span: Span


@dataclass(frozen=True)
class Choice:
    """A list or tree of options. An inline `one of` is a choice named `Entity.field`."""

    name: str
    identifier: str
    label: Label
    options: tuple[Option, ...]
    documentation: str
    span: Span

    @cached_property
    def all_options(self) -> tuple[Option, ...]:
        """Every option, parents before their children, in the order of the spec."""

        def walk(options: tuple[Option, ...]) -> list[Option]:
            return [found for option in options for found in (option, *walk(option.options))]

        return tuple(walk(self.options))

    @cached_property
    def is_tree(self) -> bool:
        """Whether any option has children."""
        return any(option.options for option in self.options)

    def branch(self, name: str) -> tuple[str, ...]:
        """The names of the option `name` and all below it."""
        for option in self.all_options:
            if option.name == name:
                return (name, *(below.name for child in option.options for below in _subtree(child)))
        raise KeyError(name)


def _subtree(option: Option) -> list[Option]:
    return [option, *(found for child in option.options for found in _subtree(child))]


@dataclass(frozen=True, slots=True)
class Role:
    """A role; `includes` is transitive and contains the role itself first. `admin` and `everyone` are built in."""

    name: str
    identifier: str
    label: Label
    includes: tuple[str, ...]
    documentation: str
    span: Span


class OnDelete(Enum):
    """What happens to a record when the one it refers to is deleted."""

    RESTRICT = "restrict"
    CASCADE = "cascade"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class ScalarType:
    """A value in one column. `kind` is the name in `lowcode.catalog.field_types` (`text`, `money`, …)."""

    kind: str
    length: int | None = None
    """Most characters, for texts that have a limit."""
    precision: int | None = None
    """Digits in all, for decimals."""
    scale: int | None = None
    """Digits after the point, for decimal, money, percent."""
    most: int | None = None
    """How many stars a rating has, how many files a field holds."""


@dataclass(frozen=True, slots=True)
class ChoiceFieldType:
    """One option of `choice`."""

    choice: str


@dataclass(frozen=True, slots=True)
class ManyChoiceFieldType:
    """Any number of options of `choice`, kept in a table of its own."""

    choice: str


@dataclass(frozen=True, slots=True)
class ReferenceFieldType:
    """A record of `entity`."""

    entity: str
    on_delete: OnDelete


@dataclass(frozen=True, slots=True)
class ManyReferenceFieldType:
    """Any number of records of `entity`, kept in a link table."""

    entity: str


@dataclass(frozen=True, slots=True)
class ReverseFieldType:
    """The records of `entity` whose reference `by` points here. No column."""

    entity: str
    by: str


@dataclass(frozen=True, slots=True)
class RowsFieldType:
    """A sub-table: rows of the entity `entity` (its `owner` is this one), owned and deleted with the record."""

    entity: str


@dataclass(frozen=True, slots=True)
class AutonumberFieldType:
    """A number given once at creation, e.g. `KH-{yyyy}-{seq:4}`; the sequence starts anew per period in the pattern."""

    pattern: str


FieldType: TypeAlias = (
    ScalarType
    | ChoiceFieldType
    | ManyChoiceFieldType
    | ReferenceFieldType
    | ManyReferenceFieldType
    | ReverseFieldType
    | RowsFieldType
    | AutonumberFieldType
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A modifier that may depend: `required`, `required when e "message"`, `readonly when e`."""

    when: Expression | None
    """None: always."""
    message: Label | None
    span: Span


@dataclass(frozen=True, slots=True)
class Pattern:
    """`matches "regex" "message"`: the whole text must match, in what Python and JavaScript have in common."""

    regex: str
    message: Label
    span: Span


class ComputedStorage(Enum):
    """Where the value of a computed field lives."""

    STORED = "stored"
    """In a column, kept true in the transaction of whatever changes an input; sorts and filters like any other."""
    ON_READ = "on_read"
    """Depends on the moment or the reader (`today`, `now`, `me`): part of each query."""


@dataclass(frozen=True, slots=True)
class Computed:
    """`= expression`. The field cannot be typed in."""

    expression: Expression
    storage: ComputedStorage
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity, with all of its modifiers."""

    name: str
    identifier: str
    label: Label
    type: FieldType
    value_type: ValueType
    span: Span
    documentation: str = ""
    required: Condition | None = None
    unique: bool = False
    default: Expression | None = None
    minimum: Expression | None = None
    maximum: Expression | None = None
    minimum_length: int | None = None
    maximum_length: int | None = None
    pattern: Pattern | None = None
    help: Label | None = None
    placeholder: Label | None = None
    unit: Label | None = None
    visible: Condition | None = None
    readonly: Condition | None = None
    options_where: Expression | None = None
    computed: Computed | None = None
    search: bool = False
    index: bool = False
    hidden: bool = False
    """`hidden`: kept and used, but on no page."""
    accept: tuple[str, ...] = ()
    """`accept "pdf", "docx"`: extensions of `lowcode.catalog.media_types`; empty: every kind of file."""
    max_size: int | None = None
    """`max_size 20MB`: the largest file, in bytes."""
    flow: str | None = None
    """The flow whose state this is: only its transitions change the field."""


@dataclass(frozen=True, slots=True)
class Check:
    """`check e "message"`: must not be false when the record is saved. An empty result passes, as in SQL."""

    name: str
    """Stable name of the constraint, unique in the table."""
    expression: Expression
    message: Label
    fields: tuple[str, ...]
    """The record's own fields that the expression reads; the error stands beside the first."""
    span: Span


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """`unique (a, b) when e "message"`: empty values never clash."""

    name: str
    fields: tuple[str, ...]
    when: Expression | None
    message: Label | None
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    """`index (a, b)`."""

    fields: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Entity:
    """A kind of record. A sub-table is an entity too: `owner` names the one it belongs to.

    `User` and `Department` come from the built-in prelude and are entities like any other.
    """

    name: str
    identifier: str
    """snake_case: module, address."""
    class_name: str
    """PascalCase: the model class."""
    table: str
    label: Label
    fields: tuple[Field, ...]
    title: Expression
    """Text; what stands for the record everywhere. Given, or derived from the first text field."""
    checks: tuple[Check, ...]
    unique_keys: tuple[UniqueKey, ...]
    indexes: tuple[Index, ...]
    documentation: str
    span: Span
    owner: str | None = None
    owner_field: str | None = None
    """The `rows` field of the owner."""
    is_built_in: bool = False
    merge_on: tuple[str, ...] = ()
    """Records that agree in one of these fields are taken to be the same thing twice."""

    @cached_property
    def field_by_name(self) -> dict[str, Field]:
        """The fields by their name in the spec."""
        return {each.name: each for each in self.fields}


@dataclass(frozen=True, slots=True)
class SortKey:
    """One field of a sort order."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: a field, or a path over references (`customer.region`)."""

    path: tuple[str, ...]
    value_type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class ListView:
    """`list a, b sort c desc filter d, e`."""

    columns: tuple[ListColumn, ...]
    sort: tuple[SortKey, ...]
    filters: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a form; `label` None for the untitled one."""

    label: Label | None
    fields: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Board:
    """`board by stage card name, owner`: a column per option. Moving a card of a flow is a transition."""

    by: str
    """An own field with one option of a choice."""
    card: tuple[ListColumn, ...]
    """What a card says beside the record's title."""
    span: Span


@dataclass(frozen=True, slots=True)
class View:
    """How an entity is listed, edited and shown. Complete: what the spec leaves out has sensible defaults."""

    entity: str
    list: ListView
    form: tuple[Section, ...]
    page: tuple[str, ...]
    """Reverse lists and many-to-many fields shown as related lists on the record page."""
    span: Span
    board: Board | None = None
    """None: the entity is shown as a list only."""


class PageKind(Enum):
    """What a page of the navigation shows."""

    ENTITY = "entity"
    DASHBOARD = "dashboard"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page, by its name in the spec: the list of an entity, a dashboard, a report."""

    name: str
    kind: PageKind = PageKind.ENTITY


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """`group "Label" { Entity, Dashboard }`; `label` None for entries outside any group."""

    label: Label | None
    entries: tuple[MenuEntry, ...]
    icon: str | None
    span: Span


@dataclass(frozen=True)
class Application:
    """Everything the specification says."""

    name: str
    identifier: str
    label: Label
    locales: tuple[str, ...]
    """BCP 47 tags, the default first: `zh-CN`, `en`."""
    timezone: str
    currency: str
    currency_scale: int
    home: tuple[MenuEntry, ...]
    """Pages to open after sign-in: the first that the user may see; none: the first of the menu."""
    color: str
    logo: str | None
    choices: tuple[Choice, ...]
    roles: tuple[Role, ...]
    entities: tuple[Entity, ...]
    views: tuple[View, ...]
    access: tuple[Access, ...]
    menu: tuple[MenuGroup, ...]
    data: tuple[SeedRecord, ...]
    samples: tuple[SeedRecord, ...]
    sample_counts: tuple[SampleCount, ...]
    documentation: str
    span: Span
    flows: tuple[Flow, ...] = ()
    approvals: tuple[Approval, ...] = ()
    rules: tuple[Rule, ...] = ()
    messages: tuple[Message, ...] = ()
    connections: tuple[Connection, ...] = ()
    functions: tuple[Function, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    reports: tuple[Report, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    fiscal_year_start: int = 1
    """The month in which the fiscal year begins."""
    sources: tuple[str, ...] = field(default=())
    """The paths of the files it was made from, sorted."""
    changes: Changes = field(default=Changes())
    """What it says about its own past."""
    layering: Layering = field(default=Layering())
    """The folders that it was put together from, and what the upper ones have changed."""

    @cached_property
    def _entity_by_name(self) -> dict[str, Entity]:
        return {each.name: each for each in self.entities}

    @cached_property
    def _choice_by_name(self) -> dict[str, Choice]:
        return {each.name: each for each in self.choices}

    @cached_property
    def _view_by_entity(self) -> dict[str, View]:
        return {each.entity: each for each in self.views}

    @cached_property
    def _access_by_entity(self) -> dict[str, Access]:
        return {each.entity: each for each in self.access}

    def entity(self, name: str) -> Entity:
        """The entity called `name`; KeyError cannot happen for names out of the model."""
        return self._entity_by_name[name]

    def choice(self, name: str) -> Choice:
        """The choice called `name`."""
        return self._choice_by_name[name]

    def view(self, entity: str) -> View:
        """The view of `entity`; every entity that is not a sub-table has one."""
        return self._view_by_entity[entity]

    def access_to(self, entity: str) -> Access | None:
        """The grants on `entity`, if there are any."""
        return self._access_by_entity.get(entity)
