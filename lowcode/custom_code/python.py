"""Python in `custom/`: the entities that it names, and the fields of records whose entity can be seen in the text.

A record is known by the hook that gets it (`@before_save("customer")`), by an annotation (`lead: Lead`), by a way from
one (`order.customer`), or as a member of a list (`for line in order.lines`). A name that stands for several things in
one function is not followed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lowcode.codegen.emitters.handwritten import CUSTOM_FUNCTIONS
from lowcode.codegen.files import below
from lowcode.custom_code.places import end_span, line_span, tree_of
from lowcode.custom_code.records import Records
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.custom import CustomEntityUnknown, CustomFieldNotInRecord, CustomFieldUnknown
from lowcode.diagnostics.problems.functions import CustomCodeUnreadable
from lowcode.ir.application import Application, Entity
from lowcode.ir.types import ListType, RecordType
from lowcode.source import SourceFile, Span

_FOLDER = "custom/"
_HOOKS = frozenset({"before_save", "after_save", "before_delete", "after_delete"})
_BY_ENTITY = frozenset({"create", "update", "records"})
"""Methods of a `run` that take the name of an entity."""


def python_problems(application: Application, disk: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with `custom/**/*.py`."""
    records = Records(application)
    for path in below(disk, _FOLDER):
        if path.endswith(".py"):
            source = SourceFile(path, disk[path])
            tree = tree_of(source.text)
            if isinstance(tree, SyntaxError):
                yield CustomCodeUnreadable(span=line_span(source, tree.lineno or 1), reason=tree.msg)
            else:
                yield from _Module(records, source).problems(tree)


@dataclass(slots=True)
class _Names:
    """What is known of the names in a function."""

    records: dict[str, Entity] = field(default_factory=dict)
    lists: dict[str, Entity] = field(default_factory=dict)

    def forget(self, name: str) -> None:
        """The function gives the name another value."""
        self.records.pop(name, None)
        self.lists.pop(name, None)


class _Module:
    def __init__(self, records: Records, source: SourceFile) -> None:
        self.records = records
        self.source = source

    def problems(self, tree: ast.Module) -> Iterator[Problem]:
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self.function(function)

    def function(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Problem]:
        known = _Names(*self.declared(function.name))
        for parameter in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
            entity = self.annotated(parameter.annotation)
            if entity is not None:
                known.records[parameter.arg] = entity
        for decorator in function.decorator_list:
            named = _hooked(decorator)
            if named is None:
                continue
            name = str(named.value)
            entity = self.records.entities.get(name)
            if entity is None:
                yield self.unknown_entity(named, name)
            elif function.args.args:
                known.records[function.args.args[0].arg] = entity
        yield from self.body(function, known)

    def body(self, function: ast.FunctionDef | ast.AsyncFunctionDef, known: _Names) -> Iterator[Problem]:
        bound = list(_bound_names(function))
        for name in bound:
            known.forget(name)
        for node in ast.walk(function):
            self.follow(node, known, bound)
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute):
                yield from self.attribute(node, known)
            elif isinstance(node, ast.Call):
                yield from self.call(node, known)

    def follow(self, node: ast.AST, known: _Names, bound: list[str]) -> None:
        """Notes the entity of a name that is bound once."""
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                entity = self.entity_of(value, known)
            case ast.For(target=ast.Name(id=name), iter=many) | ast.comprehension(target=ast.Name(id=name), iter=many):
                entity = self.members_of(many, known)
            case _:
                return
        if entity is not None and bound.count(name) == 1:
            known.records[name] = entity

    def members_of(self, node: ast.expr, known: _Names) -> Entity | None:
        """The entity of the records in a list."""
        match node:
            case ast.Name(id=name):
                return known.lists.get(name)
            case ast.Attribute(value=value, attr=attribute):
                owner = self.entity_of(value, known)
                return self.records.members(owner, attribute) if owner is not None else None
            case _:
                return None

    def entity_of(self, node: ast.expr, known: _Names) -> Entity | None:
        match node:
            case ast.Name(id=name):
                return known.records.get(name)
            case ast.Attribute(value=value, attr=attribute):
                owner = self.entity_of(value, known)
                return self.records.target(owner, attribute) if owner is not None else None
            case _:
                return None

    def attribute(self, node: ast.Attribute, known: _Names) -> Iterator[Problem]:
        entity = self.entity_of(node.value, known)
        if entity is None:
            return
        span = end_span(self.source, node, len(node.attr))
        if not self.records.has(entity, node.attr):
            yield self.unknown_field(span, entity, node.attr)
        elif self.records.is_worked_out_on_read(entity, node.attr):
            yield CustomFieldNotInRecord(span=span, name=node.attr, entity=entity.identifier)

    def call(self, node: ast.Call, known: _Names) -> Iterator[Problem]:
        """`run.create("task", name=…)`, `run.set(lead, points=3)`."""
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="run"), attr=method), args=[ast.Constant(value=str() as name), *_]
            ) if method in _BY_ENTITY:
                entity = self.records.entities.get(name)
                if entity is None:
                    yield self.unknown_entity(node.args[0], name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="run"), attr="set"), args=[record, *_]):
                entity = self.entity_of(record, known)
            case _:
                return
        for keyword in node.keywords:
            if entity is not None and keyword.arg is not None and not self.records.has(entity, keyword.arg):
                start = line_span(self.source, keyword.lineno)
                yield self.unknown_field(start, entity, keyword.arg)

    def declared(self, name: str) -> tuple[dict[str, Entity], dict[str, Entity]]:
        """The parameters of a function that the specification declares: records, and lists of them."""
        application = self.records.application
        records: dict[str, Entity] = {}
        lists: dict[str, Entity] = {}
        if self.source.path != CUSTOM_FUNCTIONS:
            return records, lists
        for function in application.functions:
            for parameter in function.parameters if function.identifier == name else ():
                match parameter.value_type:
                    case RecordType(entity=entity):
                        records[parameter.identifier] = application.entity(entity)
                    case ListType(item=RecordType(entity=entity)):
                        lists[parameter.identifier] = application.entity(entity)
        return records, lists

    def annotated(self, annotation: ast.expr | None) -> Entity | None:
        """`Lead`, `"Lead"`, `models.Lead`, `Lead | None`."""
        match annotation:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str() as name):
                return self.records.classes.get(name)
            case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
                return self.annotated(left)
            case _:
                return None

    def unknown_entity(self, node: ast.expr, name: str) -> Problem:
        span = end_span(self.source, node, len(name) + 1)
        return CustomEntityUnknown(
            span=Span(span.path, span.start, span.end - 1),
            name=name,
            renamed=self.records.new_entity(name),
            known=tuple(self.records.entities),
        )

    def unknown_field(self, span: Span, entity: Entity, name: str) -> Problem:
        return CustomFieldUnknown(
            span=span,
            name=name,
            entity=entity.identifier,
            renamed=self.records.new_field(entity, name),
            known=self.records.fields(entity),
        )


def _hooked(decorator: ast.expr) -> ast.Constant | None:
    """The name in `@before_save("customer")`."""
    match decorator:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str()) as named]):
            return named if name in _HOOKS else None
        case _:
            return None


def _bound_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Every name that the function gives a value to, as often as it does."""
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() if node is not function:
                arguments = node.args
                yield from (each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
            case ast.ExceptHandler(name=str() as name):
                yield name
            case _:
                continue
