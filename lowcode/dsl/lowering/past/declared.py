"""Everything that data in a database goes by, with its former names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from lowcode.dsl import ast
from lowcode.dsl.ast_process import ApprovalDecl, StepDecl
from lowcode.dsl.modifiers import former_names
from lowcode.dsl.symbols import ROLE_CHOICE, Symbols
from lowcode.ir.changes import Kind
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

Place = tuple[Kind, str, str]
"""Kind, owner, name: what cannot be there twice. A flow is a choice as well."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name, and the names that it had."""

    kind: Kind
    owner: str
    """The entity of a field, the choice or flow of an option, the approval of a step; else empty."""
    name: str
    span: Span
    was: tuple[ast.Name, ...]

    @property
    def place(self) -> Place:
        """Where nothing else can be."""
        return place(self.kind, self.owner, self.name)

    @property
    def key(self) -> str:
        """What the snapshot remembers it by."""
        return key_of(self.place)


def place(kind: Kind, owner: str, name: str) -> Place:
    """Choices and flows share their names."""
    return (Kind.CHOICE if kind is Kind.FLOW else kind, owner, name)


def key_of(where: Place) -> str:
    """A place as a text: `field Customer.region`."""
    kind, owner, name = where
    return f"{kind.value} {owner}.{name}" if owner else f"{kind.value} {name}"


class _Declaration(Protocol):
    @property
    def name(self) -> ast.Name:
        """What it is called."""

    @property
    def modifiers(self) -> tuple[ast.ModifierDecl, ...]:
        """`as` and `was`."""


def declared(symbols: Symbols) -> tuple[Named, ...]:
    """All of it, in the order of the specification."""
    processes: dict[Kind, Mapping[str, _Declaration]] = {
        Kind.APPROVAL: symbols.approvals,
        Kind.RULE: symbols.rules,
        Kind.MESSAGE: symbols.messages,
        Kind.CONNECTION: symbols.connections,
        Kind.REPORT: symbols.reports,
        Kind.DASHBOARD: symbols.dashboards,
    }
    return (
        *_entities(symbols),
        *_choices(symbols),
        *(Named(Kind.ROLE, "", each.name, each.span, each.was) for each in symbols.roles.values()),
        *(_process(kind, each) for kind, found in processes.items() for each in found.values()),
        *(_step(approval, step) for approval in symbols.approvals.values() for step in _steps(approval)),
    )


def _entities(symbols: Symbols) -> Iterator[Named]:
    for entity in symbols.entities.values():
        yield Named(Kind.ENTITY, "", entity.name, entity.span, tuple(entity.was) if entity.owner is None else ())
        for field in entity.fields.values():
            was = former_names(field.decl.modifiers) if field.decl is not None else ()
            yield Named(Kind.FIELD, entity.name, field.name, field.span, was)


def _choices(symbols: Symbols) -> Iterator[Named]:
    for choice in symbols.choices.values():
        if choice.name == ROLE_CHOICE:
            continue
        if "." not in choice.name:
            kind = Kind.FLOW if choice.name in symbols.flows else Kind.CHOICE
            yield Named(kind, "", choice.name, choice.span, choice.was)
        for option in choice.option_by_name.values():
            yield Named(Kind.OPTION, choice.name, option.name, option.span, option.was)


def _process(kind: Kind, declaration: _Declaration) -> Named:
    return Named(kind, "", declaration.name.text, declaration.name.span, former_names(declaration.modifiers))


def _steps(approval: ApprovalDecl) -> Iterable[StepDecl]:
    for stage in approval.stages:
        yield from (stage,) if isinstance(stage, StepDecl) else stage.steps


def _step(approval: ApprovalDecl, step: StepDecl) -> Named:
    return Named(Kind.STEP, approval.name.text, step.name.text, step.name.span, former_names(step.modifiers))
