"""`lowcode explain NAME --spec SPEC`: where a thing comes from, what changed it on the way, and who uses it."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lowcode.checking import check
from lowcode.diagnostics.problem import Language, Wording
from lowcode.diagnostics.problems.clients import KINDS
from lowcode.dsl import ast
from lowcode.dsl.analysis import prelude, prelude_source
from lowcode.dsl.layers.folders import layers_of
from lowcode.dsl.layers.layering import Layered, layered
from lowcode.dsl.layers.naming import part_called
from lowcode.dsl.layers.things import Thing, things_in
from lowcode.dsl.parser import parse
from lowcode.explaining import words
from lowcode.ir.access import Access, FieldGrant, FieldRight, Grant, Verb
from lowcode.ir.application import Application, Entity
from lowcode.ir.layers import LayerChange
from lowcode.ir.process import Approval, Flow, Rule
from lowcode.ir.reports import Report as ReportModel
from lowcode.ir.types import ListType, RecordType
from lowcode.ir.uses import uses
from lowcode.reporting import Report
from lowcode.source import Span

_LONGEST = 90
_MARKS = {"+": words.ADDED, "*": words.REPLACED, "-": words.REMOVED, "also": words.EXTENDED}
_HELD_BY = {FieldRight.READ: Verb.READ, FieldRight.UPDATE: Verb.UPDATE}


@dataclass(frozen=True)
class Explained:
    """What there is to say about a name."""

    lines: tuple[str, ...]
    """Empty, if nothing has the name."""
    candidates: tuple[str, ...]
    """All names, for suggestions."""


def explained(report: Report, data_files: Mapping[str, str], name: str, language: Language) -> Explained:
    """What a project says about everything called `name`. `report` has its folder and files."""
    trees = [parse(source).tree for source in report.sources.values()]
    layers = layered(prelude(), trees)
    things = things_in((layers.prelude, *layers.files))
    application = check(report.sources, data_files).application
    writer = _Writer(report, layers, application, language)
    found = _called(name, things.values())
    lines = [line for thing in found for line in (*writer.thing(thing), "")]
    if not found:
        lines = list(writer.removed(name))
    return Explained(tuple(lines), tuple(dict.fromkeys(thing.name for thing in things.values())))


def _called(name: str, things: Iterable[Thing]) -> list[Thing]:
    """The things of a name; else those of which people read it, as the label; else the parts that end in it."""
    things = list(things)
    everything = [thing for thing in things if thing.name]
    if whole := [thing for thing in things if not thing.name and thing.kind == name]:
        return whole
    ways: tuple[Callable[[Thing], bool], ...] = (
        lambda thing: thing.name == name,
        lambda thing: name in _labels(thing),
        lambda thing: thing.name.endswith(f".{name}"),
    )
    return next((found for way in ways if (found := [each for each in everything if way(each)])), [])


def _labels(thing: Thing) -> tuple[str, ...]:
    label = thing.attributes.get("label")
    node = label.node if label is not None else None
    return tuple(part.text for part in node.parts) if isinstance(node, ast.LocalizedTextDecl) else ()


class _Writer:
    """Writes what is known, in one language."""

    def __init__(self, report: Report, layers: Layered, application: Application | None, language: Language) -> None:
        self.report = report
        self.sources = {**report.sources, prelude_source().path: prelude_source()}
        self.layers = layers
        self.folders = layers_of(layers.files)
        self.application = application
        self.language = language

    # --- places ---

    def place(self, span: Span) -> str:
        """`specs/crm/sales.lc:12`."""
        line = self.sources[span.path].line_and_column(span.start)[0]
        return f"{self.report.show_path(span.path)}:{line}"

    def layer(self, span: Span) -> str:
        """The folder of the layer."""
        folder = self.folders.of(span.path)
        return folder if folder.endswith(":") else self.report.show_path(posixpath.join(folder, "."))

    def excerpt(self, span: Span) -> str:
        """What stands there, on one line."""
        text = " ".join(self.sources[span.path].text[span.start : span.end].split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def kind(self, word: str) -> str:
        """What a kind of things is called."""
        return KINDS.get(word, word) if self.language is Language.CHINESE else word

    def row(self, word: Wording, text: str, place: str = "") -> str:
        """A line of the answer."""
        head = word.text(self.language, {})
        padding = " " * max(1, words.WIDTH[self.language] - len(head) * (2 if self.language is Language.CHINESE else 1))
        return f"  {head}{padding}{text}{f'  ({place})' if place else ''}"

    # --- things ---

    def thing(self, thing: Thing) -> Iterator[str]:
        """All about one thing."""
        yield f"{self.kind(thing.kind)} {thing.name}".strip()
        yield self.row(words.DECLARED, self.place(thing.span), self.layer(thing.span))
        node = self.node(thing)
        if isinstance(node, ast.FieldDecl):
            yield from self.field(node)
        for word, said in thing.attributes.items():
            if not isinstance(node, ast.FieldDecl):
                is_all = said.span.start <= thing.span.start and thing.span.end <= said.span.end
                text = word if is_all else f"{word}: {self.excerpt(said.span)}"
                yield self.row(words.SAYS, text, self.place(said.span))
        for change in self.layers.layering.changes_of(thing.kind, thing.name):
            yield self.change(change)
        for change in self.layers.layering.changes_within(thing.kind, thing.name):
            yield self.change(change, part=f"{self.kind(change.kind)} {change.name}: ")
        if self.application is None:
            yield self.row(words.NOTE, words.HAS_PROBLEMS.text(self.language, {}))
        elif thing.kind in ("field", "entity"):
            yield from self.in_the_model(self.application, thing)

    def node(self, thing: Thing) -> object:
        """The declaration of a field; None for other things."""
        owner, _, last = thing.name.rpartition(".")
        if thing.kind != "field":
            return None
        entity, _, rows = owner.partition(".")
        for declaration in (each for file in (self.layers.prelude, *self.layers.files) for each in file.declarations):
            if isinstance(declaration, ast.EntityDecl | ast.ExtendEntityDecl) and declaration.name.text == entity:
                found = part_called(declaration.members, rows or last)
                if rows and isinstance(found, ast.FieldDecl) and isinstance(found.type, ast.RowsTypeDecl):
                    found = part_called(found.type.members, last)
                if found is not None:
                    return found
        return None

    def field(self, field: ast.FieldDecl) -> Iterator[str]:
        """What is said of a field, each word with its place."""
        yield self.row(words.TYPE, self.excerpt(field.type.span), self.place(field.type.span))
        if field.label is not None:
            yield self.row(words.LABEL, self.excerpt(field.label.span), self.place(field.label.span))
        for modifier in field.modifiers:
            yield self.row(words.MODIFIER, self.excerpt(modifier.span), self.place(modifier.span))
        if field.computed is not None:
            yield self.row(words.COMPUTED, self.excerpt(field.computed.span), self.place(field.computed.span))

    def change(self, change: LayerChange, part: str = "") -> str:
        """One change on the way; `part` says what it is about, if that is not what is asked for."""
        mark = _MARKS.get(change.what)
        what = mark.text(self.language, {}) if mark is not None else f"`{change.what}`"
        former = ""
        if change.former is not None and change.what != "-":
            facts = {"text": self.excerpt(change.former), "place": self.place(change.former)}
            former = words.BEFORE.text(self.language, facts)
        return self.row(words.CHANGED, f"{part}{what}{former}", f"{self.place(change.span)}, {self.layer(change.span)}")

    def removed(self, name: str) -> Iterator[str]:
        """What a layer has taken away."""
        for change in self.layers.layering.changes:
            if change.name == name and change.what == "-":
                yield f"{self.kind(change.kind)} {name}"
                if change.former is not None:
                    yield self.row(words.DECLARED, self.place(change.former), self.layer(change.former))
                yield self.change(change)
                yield self.row(words.SAYS, self.excerpt(change.span))

    # --- the model ---

    def in_the_model(self, application: Application, thing: Thing) -> Iterator[str]:
        """Table and column, rights, uses."""
        owner, _, name = thing.name.rpartition(".") if thing.kind == "field" else (thing.name, "", "")
        entity = next((each for each in application.entities if each.name == owner), None)
        if entity is None:
            return
        yield self.row(words.STORED, _storage(entity, name))
        yield from self.rights(application, entity, name)
        if name:
            yield from self.uses(application, entity.name, name)
        else:
            yield from self.users(application, entity)

    def rights(self, application: Application, entity: Entity, field: str) -> Iterator[str]:
        """Who may read and update; of a sub-table, whoever may its owner."""
        access = application.access_to(entity.owner or entity.name)
        if access is None:
            yield self.row(words.READ_BY, words.NOBODY.text(self.language, {}))
            return
        for verb, word in ((Verb.READ, words.READ_BY), (Verb.UPDATE, words.UPDATED_BY)):
            for role, span in _holders(access, field, verb):
                yield self.row(word, f"{role}: {self.excerpt(span)}", self.place(span))

    def uses(self, application: Application, entity: str, field: str) -> Iterator[str]:
        """Views, rules, reports, … that name the field; each once."""
        seen: set[tuple[str, str]] = set()
        for use in uses(application):
            about = (use.kind, use.name)
            if (use.entity, use.field) == (entity, field) and about not in seen and use.span.path in self.sources:
                seen.add(about)
                yield self.row(words.USED_IN, f"{self.kind(use.kind)} {use.name}", self.place(use.span))

    def users(self, application: Application, entity: Entity) -> Iterator[str]:
        """What refers to an entity: fields of others, and declarations that are about its records."""
        for other in application.entities:
            for field in other.fields:
                if field.value_type in (RecordType(entity.name), ListType(RecordType(entity.name))):
                    yield self.row(
                        words.USED_IN, f"{self.kind('field')} {other.name}.{field.name}", self.place(field.span)
                    )
        about: dict[str, Sequence[Flow | Approval | Rule | ReportModel]] = {
            "flow": application.flows,
            "approval": application.approvals,
            "rule": application.rules,
            "report": application.reports,
        }
        for kind, declarations in about.items():
            for each in declarations:
                if entity.name in _entities_of(each):
                    yield self.row(words.USED_IN, f"{self.kind(kind)} {each.name}", self.place(each.span))


def _entities_of(declaration: Flow | Approval | Rule | ReportModel) -> tuple[str | None, ...]:
    """Whose records a declaration is about."""
    if isinstance(declaration, ReportModel):
        return tuple(source.entity for source in declaration.sources)
    return (declaration.entity,)


def _storage(entity: Entity, field: str) -> str:
    """`customer.name`: a table and a column."""
    column = entity.field_by_name.get(field)
    return f"{entity.table}.{column.identifier}" if column is not None else entity.table


def _holders(access: Access, field: str, verb: Verb) -> Iterable[tuple[str, Span]]:
    """The grants that let roles do something with a field: its own, if it has any of the kind."""
    own: Sequence[FieldGrant] = [
        grant
        for block in access.fields
        if block.field == field
        for grant in block.grants
        if _HELD_BY.get(grant.right) is verb
    ]
    grants: Sequence[Grant | FieldGrant] = own or [grant for grant in access.grants if verb in grant.verbs]
    return [(grant.role, grant.span) for grant in grants]
