"""The first pass: every declaration gets a symbol; names that are declared twice are reported with both places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.past import WasMisplaced
from lowcode.dsl import ast, planned
from lowcode.dsl.ast_functions import FunctionDecl
from lowcode.dsl.ast_process import ApprovalDecl, ConnectionDecl, FlowDecl, MessageDecl, RuleDecl
from lowcode.dsl.ast_reports import DashboardDecl, ReportDecl
from lowcode.dsl.ast_scenarios import ScenarioDecl
from lowcode.dsl.modifiers import alias_of, former_names
from lowcode.dsl.option_symbols import choice_options, options_of, states_of
from lowcode.dsl.symbols import (
    ADMIN,
    DEPARTMENT,
    EVERYONE,
    ROLE_CHOICE,
    SYSTEM_FIELDS,
    USER,
    ChoiceSymbol,
    EntitySymbol,
    FieldSymbol,
    FunctionSymbol,
    OptionSymbol,
    RoleSymbol,
    Symbols,
    labelled,
)
from lowcode.dsl.type_checker.calls import is_built_in
from lowcode.source import Span

ProcessDecl: TypeAlias = ApprovalDecl | RuleDecl | MessageDecl | ConnectionDecl | ScenarioDecl
EXTENSIBLE = (USER, DEPARTMENT)
_TYPE_WORDS = frozenset({*FIELD_TYPES.names, *planned.FIELD_TYPES, "autonumber"})
_BUILT_IN_ROLES = {ADMIN: ("系统管理员", "Administrator"), EVERYONE: ("所有人", "Everyone")}


def collect(
    prelude: ast.FileDecl,
    files: Iterable[ast.FileDecl],
    data_files: Mapping[str, str],
    problems: list[Problem],
) -> Symbols:
    """The symbols of the prelude and of all files."""
    return _Collector(data_files, problems).collected(prelude, files)


class _Collector:
    def __init__(self, data_files: Mapping[str, str], problems: list[Problem]) -> None:
        self.symbols = Symbols()
        self.data_files = data_files
        self.problems = problems
        self.folded: dict[str, tuple[str, Span]] = {}
        self.places: dict[tuple[str, str], Span] = {}
        self.extensions: list[ast.ExtendEntityDecl | ast.UnsupportedDecl] = []

    def collected(self, prelude: ast.FileDecl, files: Iterable[ast.FileDecl]) -> Symbols:
        for name in _BUILT_IN_ROLES:
            self.symbols.roles[name] = built_in_role(name, prelude)
        for declaration in prelude.declarations:
            self.declaration(declaration)
        for entity in self.symbols.entities.values():
            entity.is_built_in = True
        for file in files:
            for declaration in file.declarations:
                self.declaration(declaration)
        for extension in self.extensions:
            self.extend(extension)
        self.symbols.choices[ROLE_CHOICE] = self.role_choice(prelude)
        self.order_sub_tables()
        return self.symbols

    def declaration(self, declaration: ast.Declaration) -> None:
        match declaration:
            case ast.AppDecl():
                self.app(declaration)
            case ast.RoleDecl():
                self.role(declaration)
            case ast.ChoiceDecl():
                self.choice(declaration)
            case ast.EntityDecl():
                self.entity(declaration)
            case ast.ExtendEntityDecl():
                self.extensions.append(declaration)
            case ast.UnsupportedDecl():
                self.unsupported(declaration)
            case FlowDecl():
                self.flow(declaration)
            case FunctionDecl():
                self.function(declaration)
            case ApprovalDecl() | RuleDecl() | MessageDecl() | ConnectionDecl() | ScenarioDecl():
                self.process(declaration)
            case ReportDecl() | DashboardDecl():
                self.analysis(declaration)
            case _:
                self.keep(declaration)

    def flow(self, declaration: FlowDecl) -> None:
        """A flow is a choice of its states as well, so that `stage == won` means what it says."""
        if not self.is_new_type(declaration.name):
            return
        name = labelled(declaration.name.text, declaration.label)
        self.symbols.flows[name] = declaration
        self.symbols.choices[name] = ChoiceSymbol(
            name=declaration.name.text,
            label=declaration.label,
            alias=alias_of(declaration.modifiers, self.problems),
            options=states_of(declaration, self.problems),
            documentation=declaration.documentation,
            span=declaration.name.span,
            was=former_names(declaration.modifiers),
        )
        if not declaration.states:
            self.problems.append(
                structure_problems.NothingInIt(span=declaration.name.span, what="flow", name=declaration.name.text)
            )

    def process(self, declaration: ProcessDecl) -> None:
        """What has a name of its own among its kind."""
        match declaration:
            case ApprovalDecl(name=name, label=label):
                if self.is_first("approval", name):
                    self.symbols.approvals[labelled(name.text, label)] = declaration
            case RuleDecl(name=name, label=label):
                if self.is_first("rule", name):
                    self.symbols.rules[labelled(name.text, label)] = declaration
            case MessageDecl(name=name, label=label):
                if self.is_first("message", name):
                    self.symbols.messages[labelled(name.text, label)] = declaration
            case ConnectionDecl(name=name, label=label):
                if self.is_first("connection", name):
                    self.symbols.connections[labelled(name.text, label)] = declaration
            case ScenarioDecl(title=title):
                if self.is_first("scenario", ast.Name(title.text, title.span)):
                    self.symbols.scenarios[title.text] = declaration

    def function(self, declaration: FunctionDecl) -> None:
        """It is called like the functions of the language, so it cannot have the name of one."""
        name = declaration.name
        if is_built_in(name.text):
            self.problems.append(name_problems.BuiltInName(span=name.span, name=name.text))
        elif self.is_first("function", name):
            self.symbols.functions[name.text] = FunctionSymbol(name.text, name.span, declaration)

    def analysis(self, declaration: ReportDecl | DashboardDecl) -> None:
        name = declaration.name
        if not self.is_new_page(name):
            return
        self.differs_by_more_than_case("page", name)
        key = labelled(name.text, declaration.label)
        if isinstance(declaration, ReportDecl):
            self.symbols.reports[key] = declaration
        else:
            self.symbols.dashboards[key] = declaration

    def is_first(self, kind: str, name: ast.Name) -> bool:
        """Whether nothing of the kind has this name yet; reported if something has."""
        first = self.places.setdefault((kind, name.text), name.span)
        if first != name.span:
            self.problems.append(name_problems.DefinedTwice(span=name.span, name=name.text, first=first))
            return False
        self.differs_by_more_than_case(kind, name)
        return True

    def keep(self, declaration: ast.Declaration) -> None:
        """Declarations without a name of their own are looked at when all names are known."""
        match declaration:
            case ast.AccessDecl():
                self.symbols.access.append(declaration)
            case ast.ViewDecl():
                self.symbols.views.append(declaration)
            case ast.MenuDecl():
                self.symbols.menus.append(declaration)
            case ast.DataDecl():
                self.symbols.data.append(declaration)
            case ast.SampleDecl():
                self.symbols.samples.append(declaration)
            case ast.SampleCountDecl():
                self.symbols.sample_counts.append(declaration)
            case ast.DropDecl():
                self.symbols.drops.append(declaration)
            case _:
                return

    def app(self, declaration: ast.AppDecl) -> None:
        if self.symbols.app is None:
            self.symbols.app = declaration
            return
        self.problems.append(
            structure_problems.SecondDeclaration(
                span=declaration.name.span, what="app", first=self.symbols.app.name.span
            )
        )

    def role(self, declaration: ast.RoleDecl) -> None:
        name = declaration.name
        if name.text in _BUILT_IN_ROLES:
            self.problems.append(name_problems.BuiltInName(span=name.span, name=name.text))
            return
        first = self.symbols.roles.get(name.text)
        if first is not None:
            self.problems.append(name_problems.DefinedTwice(span=name.span, name=name.text, first=first.span))
            return
        self.differs_by_more_than_case("role", name)
        self.symbols.roles[labelled(name.text, declaration.label)] = RoleSymbol(
            name=name.text,
            label=declaration.label,
            alias=alias_of(declaration.modifiers, self.problems),
            includes=declaration.includes,
            documentation=declaration.documentation,
            span=name.span,
            was=former_names(declaration.modifiers),
        )

    def choice(self, declaration: ast.ChoiceDecl) -> None:
        if not self.is_new_type(declaration.name):
            return
        self.symbols.choices[labelled(declaration.name.text, declaration.label)] = ChoiceSymbol(
            name=declaration.name.text,
            label=declaration.label,
            alias=alias_of(declaration.modifiers, self.problems),
            options=choice_options(declaration, self.data_files, self.problems),
            documentation=declaration.documentation,
            span=declaration.name.span,
            was=former_names(declaration.modifiers),
        )

    def entity(self, declaration: ast.EntityDecl) -> None:
        if not self.is_new_type(declaration.name) or not self.is_new_page(declaration.name):
            return
        symbol = EntitySymbol(
            name=declaration.name.text,
            label=declaration.label,
            alias=alias_of(declaration.modifiers, self.problems),
            documentation=declaration.documentation,
            span=declaration.name.span,
            was=list(former_names(declaration.modifiers)),
        )
        self.symbols.entities[labelled(symbol.name, declaration.label)] = symbol
        self.members(symbol, declaration.members)
        if not symbol.fields:
            self.problems.append(structure_problems.NothingInIt(span=symbol.span, what="entity", name=symbol.name))

    def members(self, symbol: EntitySymbol, members: tuple[ast.EntityMember, ...]) -> None:
        folded: dict[str, str] = {name.casefold(): name for name in symbol.fields}
        for member in members:
            match member:
                case ast.FieldDecl():
                    self.field(symbol, member, folded)
                case ast.TitleDecl() if symbol.is_built_in:
                    self.problems.append(name_problems.BuiltInName(span=member.span, name="title"))
                case ast.TitleDecl():
                    symbol.titles.append(member)
                case ast.CheckDecl():
                    symbol.checks.append(member)
                case ast.UniqueDecl():
                    symbol.unique_keys.append(member)
                case ast.IndexDecl():
                    symbol.indexes.append(member)
                case ast.MergeDecl():
                    symbol.merges.append(member)
                case ast.FormerNameDecl():
                    self.former_name(symbol, member)
        for what, found in (("title", symbol.titles), ("merge on", symbol.merges)):
            for second in found[1:]:
                self.problems.append(
                    structure_problems.SecondDeclaration(span=second.span, what=what, first=found[0].span)
                )

    def former_name(self, symbol: EntitySymbol, declaration: ast.FormerNameDecl) -> None:
        """Sub-tables are called by their field, and the built-in entities keep their names."""
        if symbol.owner is None and not symbol.is_built_in:
            symbol.was.append(declaration.name)
        else:
            self.problems.append(WasMisplaced(span=declaration.span))

    def field(self, symbol: EntitySymbol, declaration: ast.FieldDecl, folded: dict[str, str]) -> None:
        name = declaration.name
        if name.text in SYSTEM_FIELDS:
            self.problems.append(name_problems.BuiltInName(span=name.span, name=name.text))
            return
        first = symbol.fields.get(name.text)
        if first is not None and symbol.is_built_in and first.span.path == symbol.span.path:
            self.problems.append(name_problems.BuiltInName(span=name.span, name=name.text))
            return
        if first is not None:
            self.problems.append(name_problems.DefinedTwice(span=name.span, name=name.text, first=first.span))
            return
        other = folded.setdefault(name.text.casefold(), name.text)
        if other != name.text:
            self.problems.append(
                name_problems.DifferOnlyInCase(
                    span=name.span, name=name.text, other=other, first=symbol.fields[other].span
                )
            )
        key = labelled(name.text, declaration.label)
        symbol.fields[key] = FieldSymbol(symbol.name, name.text, name.span, declaration)
        self.inline_type(symbol, declaration)

    def inline_type(self, symbol: EntitySymbol, declaration: ast.FieldDecl) -> None:
        """The choice or sub-table that a field declares along with itself."""
        name = f"{symbol.name}.{declaration.name.text}"
        match declaration.type:
            case ast.OneOfTypeDecl(options=options) | ast.ManyOfTypeDecl(options=options):
                self.symbols.choices[name] = ChoiceSymbol(
                    name=name,
                    label=declaration.label,
                    alias=None,
                    options=options_of(options, self.problems),
                    documentation=declaration.documentation,
                    span=declaration.name.span,
                )
            case ast.RowsTypeDecl(members=members):
                self.sub_table(symbol, declaration, members, name)
            case _:
                return

    def sub_table(
        self,
        owner: EntitySymbol,
        declaration: ast.FieldDecl,
        members: tuple[ast.EntityMember, ...],
        name: str,
    ) -> None:
        if owner.owner is not None:
            self.problems.append(structure_problems.RowsInRows(span=declaration.type.span))
            return
        symbol = EntitySymbol(
            name=name,
            label=declaration.label,
            alias=alias_of(declaration.modifiers, []),
            documentation=declaration.documentation,
            span=declaration.name.span,
            owner=owner.name,
            owner_field=declaration.name.text,
        )
        self.symbols.entities[name] = symbol
        self.members(symbol, members)
        if not symbol.fields:
            self.problems.append(structure_problems.NothingInIt(span=symbol.span, what="rows", name=name))

    def unsupported(self, declaration: ast.UnsupportedDecl) -> None:
        if declaration.name is not None:
            self.symbols.unsupported.setdefault(declaration.name.text, declaration.name.span)
        if declaration.extends is not None and declaration.kind.text == "extend":
            self.extensions.append(declaration)

    def extend(self, declaration: ast.ExtendEntityDecl | ast.UnsupportedDecl) -> None:
        if isinstance(declaration, ast.UnsupportedDecl):
            self.extend_with_unknown(declaration)
            return
        entity = self.symbols.entities[declaration.name.text]
        self.members(entity, declaration.members)

    def extend_with_unknown(self, declaration: ast.UnsupportedDecl) -> None:
        entity = self.symbols.entities.get(declaration.extends.text) if declaration.extends else None
        if entity is None:
            return
        for name in declaration.members:
            entity.fields.setdefault(name.text, FieldSymbol(entity.name, name.text, name.span, None))

    def is_new_type(self, name: ast.Name) -> bool:
        """Whether an entity or choice may have this name; reported if not."""
        if name.text in _TYPE_WORDS or name.text == ROLE_CHOICE:
            self.problems.append(name_problems.BuiltInName(span=name.span, name=name.text))
            return False
        first = self.symbols.entities.get(name.text) or self.symbols.choices.get(name.text)
        if first is None:
            self.differs_by_more_than_case("type", name)
            return True
        if first.is_built_in:
            self.problems.append(name_problems.BuiltInName(span=name.span, name=name.text))
        else:
            self.problems.append(name_problems.DefinedTwice(span=name.span, name=name.text, first=first.span))
        return False

    def is_new_page(self, name: ast.Name) -> bool:
        """Whether an entity, report or dashboard may have this name: menus call all three by it. Reported if not."""
        first = self.places.setdefault(("page", name.text), name.span)
        if first == name.span:
            return True
        if name.text in EXTENSIBLE:
            self.problems.append(name_problems.BuiltInName(span=name.span, name=name.text))
        else:
            self.problems.append(name_problems.DefinedTwice(span=name.span, name=name.text, first=first))
        return False

    def differs_by_more_than_case(self, what: str, name: ast.Name) -> None:
        other, first = self.folded.setdefault(f"{what} {name.text.casefold()}", (name.text, name.span))
        if other != name.text:
            self.problems.append(
                name_problems.DifferOnlyInCase(span=name.span, name=name.text, other=other, first=first)
            )

    def role_choice(self, prelude: ast.FileDecl) -> ChoiceSymbol:
        """The choice that `User.roles` takes its options from. `everyone` is nobody's role in particular."""
        span = _start(prelude)
        options = tuple(
            OptionSymbol(
                name=role.name,
                label=tuple(part.text for part in role.label.parts) if role.label else (),
                color=None,
                options=(),
                span=role.span,
            )
            for role in self.symbols.roles.values()
            if role.name != EVERYONE
        )
        label = ast.LocalizedTextDecl((ast.TextDecl("角色", span), ast.TextDecl("Role", span)), span)
        return ChoiceSymbol(ROLE_CHOICE, label, None, options, "", span, is_built_in=True)

    def order_sub_tables(self) -> None:
        """Put every sub-table behind its owner, also those that an extension has added."""
        ordered: dict[str, EntitySymbol] = {}
        rows: dict[str, list[EntitySymbol]] = {}
        for entity in self.symbols.entities.values():
            if entity.owner is not None:
                rows.setdefault(entity.owner, []).append(entity)
        for name, entity in self.symbols.entities.items():
            if entity.owner is None:
                ordered[name] = entity
                ordered.update((each.name, each) for each in rows.get(name, ()))
        self.symbols.entities = ordered


def built_in_role(name: str, prelude: ast.FileDecl) -> RoleSymbol:
    """`admin` or `everyone`."""
    span = _start(prelude)
    label = ast.LocalizedTextDecl(tuple(ast.TextDecl(text, span) for text in _BUILT_IN_ROLES[name]), span)
    return RoleSymbol(name, label, None, (), "", span)


def _start(file: ast.FileDecl) -> Span:
    return Span(file.path, 0, 0)
