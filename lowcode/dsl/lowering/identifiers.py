"""The safe names of everything, and what clashes among them."""

from __future__ import annotations

from lowcode import naming
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.generated_names import IdentifierClash, UnsafeIdentifier
from lowcode.dsl import ast
from lowcode.dsl.modifiers import word_of
from lowcode.dsl.symbols import EntitySymbol, FieldSymbol, Symbols
from lowcode.ir import application as app
from lowcode.source import Span


class Identifiers:
    """Identifiers by name. A silent suffix would change with the order of the spec: a clash is an error."""

    def __init__(self, symbols: Symbols, problems: list[Problem]) -> None:
        """Name all entities, choices and roles and report their clashes."""
        self._symbols = symbols
        self._problems = problems
        self._fields: dict[str, dict[str, str]] = {}
        self.entities: dict[str, str] = {}
        self.classes: dict[str, str] = {}
        self.choices: dict[str, str] = {}
        self.roles: dict[str, str] = {}
        self._name_entities()
        self._name_choices()
        self._name_roles()
        self._check_tables()

    def field(self, entity: str, name: str) -> str:
        """The identifier of a field."""
        return self._of_fields(self._symbols.entities[entity])[name]

    def _given(self, alias: ast.Name | None, usual: str, reserved_form: str) -> str:
        if alias is None:
            return usual
        if not naming.is_identifier(alias.text) or reserved_form != alias.text:
            self._problems.append(UnsafeIdentifier(span=alias.span, identifier=alias.text))
            return usual
        return alias.text

    def _name_entities(self) -> None:
        for entity in self._symbols.entities.values():
            alias = entity.alias
            if entity.owner is None:
                usual = naming.entity_identifier(entity.name)
            else:
                owner, field = self.entities[entity.owner], entity.owner_field or ""
                usual = naming.shortened(f"{owner}_{self._of_fields(self._symbols.entities[entity.owner])[field]}")
                alias = None
            self.entities[entity.name] = self._given(
                alias, usual, naming.entity_identifier(alias.text) if alias else usual
            )
            self.classes[entity.name] = naming.class_name(self.entities[entity.name])
        spans = {entity.name: entity.span for entity in self._symbols.entities.values()}
        self._report_clashes(self.entities, spans)
        first: dict[str, str] = {}
        for name, identifier in self.entities.items():
            first.setdefault(identifier, name)
        self._report_clashes({name: self.classes[name] for name in first.values()}, spans)

    def _name_choices(self) -> None:
        for choice in self._symbols.choices.values():
            entity, _, field = choice.name.rpartition(".")
            if entity:
                usual = naming.shortened(f"{self.entities[entity]}_{self.field(entity, field)}")
            else:
                usual = naming.choice_identifier(choice.name)
            alias = choice.alias
            self.choices[choice.name] = self._given(
                alias, usual, naming.choice_identifier(alias.text) if alias else usual
            )
        self._report_clashes(self.choices, {each.name: each.span for each in self._symbols.choices.values()})

    def _name_roles(self) -> None:
        for role in self._symbols.roles.values():
            usual, alias = naming.role_identifier(role.name), role.alias
            self.roles[role.name] = self._given(alias, usual, naming.role_identifier(alias.text) if alias else usual)
        self._report_clashes(self.roles, {each.name: each.span for each in self._symbols.roles.values()})

    def _of_fields(self, entity: EntitySymbol) -> dict[str, str]:
        if entity.name not in self._fields:
            named = {name: self._field_identifier(field) for name, field in entity.fields.items()}
            self._fields[entity.name] = named
            self._check_columns(entity, named)
        return self._fields[entity.name]

    def _field_identifier(self, field: FieldSymbol) -> str:
        usual = naming.field_identifier(field.name)
        for modifier in field.decl.modifiers if field.decl else ():
            alias = word_of(modifier) if modifier.name.text == "as" else None
            if alias is not None:
                return self._given(alias, usual, naming.field_identifier(alias.text))
        return usual

    def _check_columns(self, entity: EntitySymbol, named: dict[str, str]) -> None:
        """What stands beside a field must differ from the fields: `owner` has the column `owner_id`."""
        spans = {name: field.span for name, field in entity.fields.items()}
        self._report_clashes(named, spans)
        attributes = {identifier: name for name, identifier in named.items()}
        for name, field in entity.fields.items():
            suffix = _suffix_beside(field.type)
            other = attributes.get(f"{named[name]}{suffix}")
            if suffix and other is not None and other != name:
                self._clash(other, name, f"{named[name]}{suffix}", spans[other], spans[name])

    def _check_tables(self) -> None:
        """Tables of `many` fields and of search have derived names, which could meet an entity's."""
        tables = {identifier: name for name, identifier in self.entities.items()}
        for entity in self._symbols.entities.values():
            searched = tables.get(f"{self.entities[entity.name]}_search")
            if searched is not None and entity.owner is None:
                other_span = self._symbols.entities[searched].span
                self._clash(searched, entity.name, f"{self.entities[entity.name]}_search", other_span, entity.span)
            if self.entities[entity.name].startswith("system_"):
                self._problems.append(UnsafeIdentifier(span=entity.span, identifier=self.entities[entity.name]))
            for field in entity.fields.values():
                if isinstance(field.type, app.ManyChoiceFieldType | app.ManyReferenceFieldType):
                    table = f"{self.entities[entity.name]}_{self.field(entity.name, field.name)}"
                    other = tables.get(table)
                    if other is not None:
                        span = self._symbols.entities[other].span
                        self._clash(field.qualified_name, other, table, field.span, span)

    def _report_clashes(self, identifiers: dict[str, str], spans: dict[str, Span]) -> None:
        first: dict[str, str] = {}
        for name, identifier in identifiers.items():
            other = first.setdefault(identifier, name)
            if other != name and other.casefold() != name.casefold():
                self._clash(name, other, identifier, spans[name], spans[other])

    def _clash(self, name: str, other: str, identifier: str, span: Span, first: Span) -> None:
        self._problems.append(IdentifierClash(span=span, name=name, other=other, identifier=identifier, first=first))


def _suffix_beside(type_: app.FieldType | None) -> str:
    """The end of the name of what stands beside a field of the type: a column, a sort key, the rows of the options."""
    match type_:
        case app.ReferenceFieldType():
            return "_id"
        case app.ManyChoiceFieldType():
            return "_options"
        case app.ScalarType(kind="text"):
            return "_sort"
        case _:
            return ""
