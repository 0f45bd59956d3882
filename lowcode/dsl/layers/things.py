"""What a specification says of each thing, in a form that can be compared with what another one says of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.ast_process import ApprovalDecl, FlowDecl, StateDecl
from lowcode.dsl.layers.extending_processes import transition_name
from lowcode.dsl.layers.naming import former_names, hook_name, kind_and_name, outcome_name, parts_in
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

Shape: TypeAlias = Any
"""A tree without its places: equal where the same is said."""
Subject: TypeAlias = tuple[str, str]
_LEFT_OUT = frozenset({"span", "operator_span", "documentation"})
_LINES = {ast.ListDecl: "list", ast.FormDecl: "form", ast.PageDecl: "page", ast.BoardDecl: "board"}
_OF_APPROVALS = {
    "rights": "allow",
    "copies": "cc",
    "skips_duplicate_signers": "skip duplicate signers",
    "skips_submitter": "skip submitter",
}
_OF_STATES = {"is_start": "start", "is_end": "end", "color": "color"}
_OF_DASHBOARDS = {"refresh": "refresh", "roles": "for"}
_OF_STEPS = {
    "remind_every": "remind",
    "escalation": "escalate",
    "time_limit": "after",
    "edits": "edit",
    "is_opinion_required": "opinion",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One word about a thing."""

    node: object
    """The tree that says it."""
    span: Span

    @property
    def shape(self) -> Shape:
        """What is said."""
        return shape_of(self.node)


@dataclass(frozen=True, slots=True)
class Thing:
    """A declaration, or a part of one."""

    kind: str
    name: str
    span: Span
    """Its name."""
    node: object
    """The tree that says all of it."""
    attributes: Mapping[str, Said]
    """By the words of `LayerChange.what`."""
    former: frozenset[str]
    """The names after `was`."""

    @property
    def shape(self) -> Shape:
        """All that is said of it."""
        return shape_of(self.node)


def shape_of(node: object) -> Shape:
    """The tree of a node without its places."""
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        parts = (each for each in dataclasses.fields(node) if each.name not in _LEFT_OUT)
        return (type(node).__name__, *(shape_of(getattr(node, each.name)) for each in parts))
    if isinstance(node, tuple):
        return tuple(shape_of(each) for each in node)
    return node


def things_in(files: Iterable[ast.FileDecl]) -> dict[Subject, Thing]:
    """Everything that files declare, by kind and name; the first of several."""
    found: dict[Subject, Thing] = {}
    for file in files:
        for declaration in file.declarations:
            for thing in _things(declaration):
                found.setdefault((thing.kind, thing.name), thing)
    return found


def added_in(files: Iterable[ast.FileDecl]) -> Iterator[Thing]:
    """Everything that the files of a layer declare, and what they add to the layers below."""
    for declaration in (each for file in files for each in file.declarations):
        yield from _things(declaration)
        match declaration:
            case client.ExtendChoiceDecl(name=name, options=parts):
                yield from _parts("option", name.text, _plain(parts))
            case client.ExtendFlowDecl(name=name, states=parts):
                yield from _parts("state", name.text, _plain(parts))
            case client.ExtendApprovalDecl(name=name, stages=parts):
                yield from _parts("step", name.text, _plain(parts))


def _plain(parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        match part:
            case client.PlacedOption(option=plain) | client.PlacedState(state=plain) | client.PlacedStep(step=plain):
                yield plain
            case _:
                yield part


def _things(declaration: ast.Declaration) -> Iterator[Thing]:
    named = kind_and_name(declaration)
    if isinstance(declaration, ast.ExtendEntityDecl):
        yield from _members(declaration.name.text, declaration.members)
    if named is None:
        return
    kind, name = named
    attributes = dict(_attributes(declaration))
    yield Thing(kind, name.text, name.span, declaration, attributes, frozenset(former_names(declaration)))
    match declaration:
        case ast.EntityDecl(members=members):
            yield from _members(name.text, members)
        case ast.ChoiceDecl(options=options):
            yield from _parts("option", name.text, options)
        case FlowDecl(states=states, transitions=transitions):
            yield from _parts("state", name.text, states)
            for each in transitions:
                own = transition_name(name.text, each)
                yield Thing("transition", own, each.span, each, {}, frozenset())
            yield from _nameless(
                "hook",
                ((hook_name(name.text, each, state), each) for each in declaration.hooks for state in each.states),
            )
        case ApprovalDecl(stages=stages, hooks=hooks):
            yield from _parts("step", name.text, stages)
            yield from _nameless("hook", ((outcome_name(name.text, each), each) for each in hooks))
        case ast.DashboardDecl(filters=filters):
            yield from _nameless("filter", ((f"{name.text}.{each.name.text}", each) for each in filters))


def _nameless(kind: str, parts: Iterable[tuple[str, Any]]) -> Iterator[Thing]:
    for name, part in parts:
        yield Thing(kind, name, part.span, part, {}, frozenset())


def _members(owner: str, members: Iterable[ast.EntityMember]) -> Iterator[Thing]:
    fields = [each for each in members if isinstance(each, ast.FieldDecl)]
    yield from _parts("field", owner, fields)
    for field in fields:
        name = f"{owner}.{field.name.text}"
        match field.type:
            case ast.RowsTypeDecl(members=rows):
                yield from _members(name, rows)
            case ast.OneOfTypeDecl(options=options) | ast.ManyOfTypeDecl(options=options):
                yield from _parts("option", name, options)


def _parts(kind: str, owner: str, parts: Iterable[Any]) -> Iterator[Thing]:
    for part in parts_in(tuple(parts)):
        name = f"{owner}.{part.name.text}"
        former = frozenset(former_names(part))
        yield Thing(kind, name, part.name.span, part, dict(_attributes(part)), former)


def _attributes(node: Any) -> Iterator[tuple[str, Said]]:
    """What is said of a node, word by word."""
    label = getattr(node, "label", None)
    if label is not None:
        yield "label", Said(label, label.span)
    for modifier in getattr(node, "modifiers", ()):
        if modifier.name.text != "was":
            said = (modifier.arguments, modifier.condition, modifier.message)
            yield modifier.name.text, Said(said, modifier.span)
    yield from _lines(node)


def _lines(node: Any) -> Iterator[tuple[str, Said]]:
    match node:
        case ast.AppDecl():
            yield "name", Said(node.name.text, node.name.span)
            for setting in node.settings:
                yield setting.name.text, Said(setting.values, setting.span)
        case ast.EntityDecl(members=members):
            for member in members:
                if isinstance(member, ast.TitleDecl | ast.MergeDecl):
                    word = "title" if isinstance(member, ast.TitleDecl) else "merge on"
                    yield word, Said(member, member.span)
        case ast.ViewDecl(lines=lines):
            for line in lines:
                yield _LINES[type(line)], Said(line, line.span)
        case StateDecl():
            yield from _words(node, node.span, _OF_STATES)
        case ast.DashboardDecl():
            yield from _words(node, node.span, _OF_DASHBOARDS)
        case ApprovalDecl():
            yield from _words(node, node.span, _OF_APPROVALS)
            yield from _words(node.settings, node.span, _OF_STEPS)


def _words(node: object, span: Span, words: Mapping[str, str]) -> Iterator[tuple[str, Said]]:
    for attribute, word in words.items():
        value = getattr(node, attribute)
        if value:
            yield word, Said(value, span)
