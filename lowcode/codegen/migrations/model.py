"""What the next build will need to know of this application: the model without what only pages and rules read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from lowcode.codegen.project import Project
from lowcode.codegen.storage import column_of, is_nullable, link_table, title_column
from lowcode.ir import changes
from lowcode.ir.application import Application, Choice, Entity, Field, ManyChoiceFieldType, ManyReferenceFieldType
from lowcode.ir.former import (
    FormerApplication,
    FormerChoice,
    FormerEntity,
    FormerField,
    FormerOption,
    FormerProcess,
)
from lowcode.ir.labels import Label
from lowcode.ir.process import Action, ForEach, If, Later, Repeat


def model_of(project: Project) -> FormerApplication:
    """Entities, choices and processes; archives and what was answered are the planner's to add."""
    application = project.application
    return FormerApplication(
        entities=tuple(_entity(each) for each in application.entities),
        choices=tuple(former_choice(each) for each in application.choices),
        processes=tuple(_processes(application)),
    )


def _entity(entity: Entity) -> FormerEntity:
    return FormerEntity(
        name=entity.name,
        identifier=entity.identifier,
        table=entity.table,
        label=entity.label.texts[0],
        fields=tuple(former_field(entity, each) for each in entity.fields),
        owner=entity.owner,
        owner_field=entity.owner_field,
        title_column=title_column(entity),
        others=entity.label.texts[1:],
    )


def former_field(entity: Entity, field: Field) -> FormerField:
    """What of a field data depends on."""
    is_link = isinstance(field.type, ManyChoiceFieldType | ManyReferenceFieldType)
    column = column_of(field)
    return FormerField(
        name=field.name,
        identifier=field.identifier,
        label=field.label.texts[0],
        type=field.type,
        column=column,
        is_nullable=column is None or is_nullable(field),
        is_computed=field.computed is not None,
        link_table=link_table(entity, field) if is_link else None,
        others=field.label.texts[1:],
    )


def former_choice(choice: Choice) -> FormerChoice:
    """What of a choice data depends on."""
    options = ((option.name, option.label.texts) for option in choice.all_options)
    return FormerChoice(choice.name, tuple(FormerOption(name, texts[0], texts[1:]) for name, texts in options))


def _processes(application: Application) -> Iterator[FormerProcess]:
    for flow in application.flows:
        hooks = [part for hook in flow.hooks for part in (hook.name, *_waits(hook.actions, f"{hook.name}."))]
        parts = (*(each.name for each in flow.transitions), *hooks)
        yield _process(changes.Kind.FLOW, flow, flow.entity, parts)
    for approval in application.approvals:
        steps = tuple(step.name for step in approval.steps)
        yield _process(changes.Kind.APPROVAL, approval, approval.entity, steps)
    for rule in application.rules:
        waits = tuple(_waits(rule.actions))
        yield _process(changes.Kind.RULE, rule, rule.entity, waits)
    for kind, declared in (
        (changes.Kind.MESSAGE, application.messages),
        (changes.Kind.CONNECTION, application.connections),
        (changes.Kind.REPORT, application.reports),
        (changes.Kind.DASHBOARD, application.dashboards),
    ):
        for each in declared:
            yield _process(kind, each)


class _Declared(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def identifier(self) -> str: ...
    @property
    def label(self) -> Label: ...


def _process(
    kind: changes.Kind, declared: _Declared, entity: str | None = None, parts: tuple[str, ...] = ()
) -> FormerProcess:
    return FormerProcess(kind.value, declared.name, declared.identifier, entity, parts, declared.label.texts)


def _waits(actions: Iterable[Action], prefix: str = "") -> Iterator[str]:
    """The names of timers that the actions may start."""
    for action in actions:
        match action:
            case Later(name=name, actions=inside) | Repeat(name=name, actions=inside):
                yield prefix + name
                yield from _waits(inside, prefix)
            case If(then=inside, otherwise=others):
                yield from _waits((*inside, *others), prefix)
            case ForEach(actions=inside):
                yield from _waits(inside, prefix)
            case _:
                continue
