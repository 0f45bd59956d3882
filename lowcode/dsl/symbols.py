"""What the specification declares, by name. Filled by the collector and the resolver, read by everything after them.

A symbol that could not be made sense of is kept with the type `ErrorType`, so that what refers to it stays silent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from lowcode.diagnostics.suggestions import LabelledName
from lowcode.dsl import ast
from lowcode.dsl.ast_functions import FunctionDecl
from lowcode.dsl.ast_process import ApprovalDecl, ConnectionDecl, FlowDecl, MessageDecl, RuleDecl
from lowcode.dsl.ast_reports import DashboardDecl, ReportDecl
from lowcode.dsl.ast_scenarios import ScenarioDecl
from lowcode.ir.application import ChoiceFieldType, FieldType
from lowcode.ir.types import DateTimeType, ErrorType, IntegerType, RecordType, ValueType
from lowcode.source import Span

USER = "User"
DEPARTMENT = "Department"
ROLE_CHOICE = "Role"
ADMIN = "admin"
EVERYONE = "everyone"

SYSTEM_FIELDS: dict[str, ValueType] = {
    "id": IntegerType(),
    "created_at": DateTimeType(),
    "created_by": RecordType(USER),
    "updated_at": DateTimeType(),
    "updated_by": RecordType(USER),
}
"""What every record has beside its declared fields."""


def labelled(name: str, label: ast.LocalizedTextDecl | None) -> str:
    """The name as a key that is found by its label, too, when somebody types that instead."""
    return LabelledName(name, (part.text for part in label.parts)) if label else name


@dataclass(frozen=True, slots=True)
class OptionSymbol:
    """One option of a choice, from the text or from a data file."""

    name: str
    label: tuple[str, ...]
    """The texts as given, one per locale; empty without a label."""
    color: str | None
    options: tuple[OptionSymbol, ...]
    span: Span
    was: tuple[ast.Name, ...] = ()
    """Its former names."""


@dataclass(frozen=True)
class ChoiceSymbol:
    """A choice; an inline one is named `Entity.field`."""

    name: str
    label: ast.LocalizedTextDecl | None
    alias: ast.Name | None
    options: tuple[OptionSymbol, ...]
    documentation: str
    span: Span
    is_built_in: bool = False
    was: tuple[ast.Name, ...] = ()
    """Its former names."""

    @cached_property
    def option_by_name(self) -> dict[str, OptionSymbol]:
        """Every option of the tree by its name."""
        found: dict[str, OptionSymbol] = {}
        waiting = list(reversed(self.options))
        while waiting:
            option = waiting.pop()
            found.setdefault(LabelledName(option.name, option.label), option)
            waiting.extend(reversed(option.options))
        return found

    def branch(self, name: str) -> tuple[str, ...]:
        """The names of the option and of all below it."""
        found: list[str] = []
        waiting = [self.option_by_name[name]]
        while waiting:
            option = waiting.pop()
            found.append(option.name)
            waiting.extend(reversed(option.options))
        return tuple(found)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The first label of each option, for suggestions to people who type the label."""
        return {name: option.label[0] for name, option in self.option_by_name.items() if option.label}


@dataclass(frozen=True, slots=True)
class RoleSymbol:
    """A role and the roles that it includes directly."""

    name: str
    label: ast.LocalizedTextDecl | None
    alias: ast.Name | None
    includes: tuple[ast.Name, ...]
    documentation: str
    span: Span
    was: tuple[ast.Name, ...] = ()
    """Its former names."""


@dataclass(slots=True)
class FieldSymbol:
    """A field; `type` and `value_type` are set by the resolver."""

    entity: str
    name: str
    span: Span
    decl: ast.FieldDecl | None
    """None for a field of an extension that this release does not support."""
    type: FieldType | None = None
    """None: not known; reported already."""
    value_type: ValueType = field(default_factory=ErrorType)

    @property
    def qualified_name(self) -> str:
        """`Entity.field`."""
        return f"{self.entity}.{self.name}"

    @property
    def is_computed(self) -> bool:
        """Whether the field has an expression."""
        return self.decl is not None and self.decl.computed is not None


@dataclass(slots=True)
class EntitySymbol:
    """An entity or a sub-table (then `owner` is set)."""

    name: str
    label: ast.LocalizedTextDecl | None
    alias: ast.Name | None
    documentation: str
    span: Span
    is_built_in: bool = False
    owner: str | None = None
    owner_field: str | None = None
    was: list[ast.Name] = field(default_factory=list)
    """Its former names; a sub-table has those of its field."""
    fields: dict[str, FieldSymbol] = field(default_factory=dict)
    titles: list[ast.TitleDecl] = field(default_factory=list)
    checks: list[ast.CheckDecl] = field(default_factory=list)
    unique_keys: list[ast.UniqueDecl] = field(default_factory=list)
    indexes: list[ast.IndexDecl] = field(default_factory=list)
    merges: list[ast.MergeDecl] = field(default_factory=list)

    def value_type(self, name: str) -> ValueType | None:
        """The type of the field or system field called `name`, None if there is none."""
        symbol = self.fields.get(name)
        if symbol is not None:
            return symbol.value_type
        return SYSTEM_FIELDS.get(name)

    def names(self) -> tuple[str, ...]:
        """All names that can be read, for suggestions."""
        return (*self.fields, *SYSTEM_FIELDS)


@dataclass(frozen=True, slots=True)
class ParameterSymbol:
    """A parameter of a function."""

    name: str
    type: FieldType | None
    """None: not known; reported already."""
    value_type: ValueType
    is_required: bool
    span: Span


@dataclass(slots=True)
class FunctionSymbol:
    """A function that the app's owner writes in Python; the types are set by the resolver."""

    name: str
    span: Span
    decl: FunctionDecl
    parameters: tuple[ParameterSymbol, ...] = ()
    result: FieldType | None = None
    result_type: ValueType = field(default_factory=ErrorType)
    """`EmptyType` for one that gives nothing."""


@dataclass(slots=True)
class Symbols:
    """All declarations of all files."""

    app: ast.AppDecl | None = None
    entities: dict[str, EntitySymbol] = field(default_factory=dict)
    """In the order of the files; a sub-table follows its owner."""
    choices: dict[str, ChoiceSymbol] = field(default_factory=dict)
    roles: dict[str, RoleSymbol] = field(default_factory=dict)
    unsupported: dict[str, Span] = field(default_factory=dict)
    """Names of declarations that this release does not compile: of unknown meaning, and silent."""
    access: list[ast.AccessDecl] = field(default_factory=list)
    views: list[ast.ViewDecl] = field(default_factory=list)
    menus: list[ast.MenuDecl] = field(default_factory=list)
    data: list[ast.DataDecl] = field(default_factory=list)
    samples: list[ast.SampleDecl] = field(default_factory=list)
    sample_counts: list[ast.SampleCountDecl] = field(default_factory=list)
    flows: dict[str, FlowDecl] = field(default_factory=dict)
    """Each is a choice, too: of its states."""
    approvals: dict[str, ApprovalDecl] = field(default_factory=dict)
    rules: dict[str, RuleDecl] = field(default_factory=dict)
    messages: dict[str, MessageDecl] = field(default_factory=dict)
    connections: dict[str, ConnectionDecl] = field(default_factory=dict)
    functions: dict[str, FunctionSymbol] = field(default_factory=dict)
    scenarios: dict[str, ScenarioDecl] = field(default_factory=dict)
    """By title."""
    reports: dict[str, ReportDecl] = field(default_factory=dict)
    dashboards: dict[str, DashboardDecl] = field(default_factory=dict)
    drops: list[ast.DropDecl] = field(default_factory=list)

    def flow_of(self, symbol: FieldSymbol) -> FlowDecl | None:
        """The flow whose state the field is, if it is one."""
        return self.flows.get(symbol.type.choice) if isinstance(symbol.type, ChoiceFieldType) else None

    @property
    def user_entities(self) -> tuple[str, ...]:
        """The names of the entities that have pages."""
        return tuple(name for name, entity in self.entities.items() if entity.owner is None)

    @property
    def pages(self) -> tuple[str, ...]:
        """What menus can name."""
        return (*self.user_entities, *self.dashboards, *self.reports)
