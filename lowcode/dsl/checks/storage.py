"""Where computed fields live, what they are computed from, and whether that comes to an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lowcode.catalog.functions import FUNCTIONS
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.cycles import ComputedCycle, FormulaTooLarge
from lowcode.diagnostics.problems.structure import ModifierDoesNotFit, NoColumn
from lowcode.diagnostics.problems.types import NotAvailableHere
from lowcode.diagnostics.problems.views import NotInPlace
from lowcode.dsl.checks.graphs import inputs_first
from lowcode.ir import expressions as ir
from lowcode.ir.application import Application, ComputedStorage, Entity, Field
from lowcode.ir.types import RecordType
from lowcode.ir.walking import walk

FieldKey = tuple[str, str]
"""Entity and field."""
_MOST_PARTS = 1_000
"""Of a formula with everything that becomes part of it."""


def with_storage(application: Application, problems: list[Problem]) -> Application:
    """The application with the storage of every computed field decided.

    It is stored, unless it depends on the moment or the reader.
    """
    computed = _computed(application.entities)
    graph = {key: tuple(_inputs(field)) for key, field in computed.items()}
    order, cycles = inputs_first(graph)
    problems.extend(ComputedCycle(span=computed[cycle[0]].span, path=_path(cycle)) for cycle in cycles)
    on_read = _not_stored(computed, graph, order)
    problems.extend(_too_large(computed, graph, [key for key in order if key in on_read]))
    problems.extend(_needed_columns(application, on_read))
    return replace(application, entities=tuple(_entity(each, on_read) for each in application.entities))


def read_on_demand(entities: Iterable[Entity]) -> set[FieldKey]:
    """The computed fields that depend, by themselves or by what they read, on when or by whom they are read."""
    computed = _computed(entities)
    graph = {key: tuple(_inputs(field)) for key, field in computed.items()}
    return _not_stored(computed, graph, inputs_first(graph)[0])


def _computed(entities: Iterable[Entity]) -> dict[FieldKey, Field]:
    return {
        (entity.name, field.name): field for entity in entities for field in entity.fields if field.computed is not None
    }


def _not_stored(
    computed: Mapping[FieldKey, Field], graph: Mapping[FieldKey, Iterable[FieldKey]], order: Iterable[FieldKey]
) -> set[FieldKey]:
    found: set[FieldKey] = set()
    for key in order:
        if reads_the_moment(computed[key]) or any(each in found for each in graph[key]):
            found.add(key)
    return found


def _too_large(
    computed: Mapping[FieldKey, Field], graph: Mapping[FieldKey, Iterable[FieldKey]], ordered: Iterable[FieldKey]
) -> Iterator[Problem]:
    """What is computed on reading becomes part of each formula that reads it; only the first that explodes is named."""
    sizes: dict[FieldKey, int] = {}
    for key in ordered:
        field = computed[key]
        own = sum(1 for _ in walk(field.computed.expression)) if field.computed is not None else 0
        size = own + sum(sizes.get(each, 0) for each in graph[key])
        sizes[key] = size if size <= _MOST_PARTS else 0
        if size > _MOST_PARTS:
            yield FormulaTooLarge(span=field.span, field=field.name, limit=_MOST_PARTS)


def _inputs(field: Field) -> Iterator[FieldKey]:
    if field.computed is None:
        return
    yield from reads(field.computed.expression)


def reads(expression: ir.Expression) -> Iterator[FieldKey]:
    """The fields that an expression reads, of whatever entity."""
    for each in walk(expression):
        if isinstance(each, ir.FieldRead) and isinstance(each.source.type, RecordType):
            yield each.source.type.entity, each.field


def reads_the_moment(field: Field) -> bool:
    """Whether the field's own expression depends on when or by whom it is read."""
    return field.computed is not None and any(map(is_moment, walk(field.computed.expression)))


def is_moment(expression: ir.Expression) -> bool:
    """Whether this node, without those in it, depends on when or by whom it is read."""
    match expression:
        case ir.Variable(kind=ir.VariableKind.ME) | ir.IsInPeriod() | ir.HasRole():
            return True
        case ir.FieldRead(source=ir.Variable(kind=ir.VariableKind.THIS), field="id"):
            # The database gives it, after everything that is stored has been computed.
            return True
        case ir.FieldRead(field="updated_at" | "updated_by"):
            return True  # what is stored is computed before the moment of saving is written down
        case ir.Call(function=name):
            function = FUNCTIONS.get(name)
            return function is not None and function.reads_clock
        case _:
            return False


def _path(cycle: tuple[FieldKey, ...]) -> tuple[str, ...]:
    entities = {entity for entity, _ in cycle}
    return tuple(name if len(entities) == 1 else f"{entity}.{name}" for entity, name in cycle)


def _entity(entity: Entity, on_read: set[FieldKey]) -> Entity:
    if not any((entity.name, field.name) in on_read for field in entity.fields):
        return entity
    return replace(
        entity,
        fields=tuple(_on_read(field) if (entity.name, field.name) in on_read else field for field in entity.fields),
    )


def _on_read(field: Field) -> Field:
    if field.computed is None:
        return field
    return replace(field, computed=replace(field.computed, storage=ComputedStorage.ON_READ))


def _needed_columns(application: Application, on_read: set[FieldKey]) -> Iterator[Problem]:
    """What is computed for each reader cannot be in an index, a title, the search, or the order of a list."""
    for entity in application.entities:
        yield from _marked(entity, on_read)
        yield from _in_keys(entity, on_read)
        for key in reads(entity.title):
            if key in on_read:
                yield NotAvailableHere(span=entity.title.span, name=key[1])
        if any(is_moment(each) for each in walk(entity.title)):
            yield NotAvailableHere(span=entity.title.span, name="id")
    for view in application.views:
        for sort in view.list.sort:
            if (view.entity, sort.field) in on_read:
                yield NotInPlace(span=view.list.span, field=sort.field, part="sort")


def _marked(entity: Entity, on_read: set[FieldKey]) -> Iterator[Problem]:
    for field in entity.fields:
        if (entity.name, field.name) in on_read:
            for modifier, present in (("search", field.search), ("index", field.index)):
                if present:
                    yield ModifierDoesNotFit(span=field.span, modifier=modifier, type=field.name)


def _in_keys(entity: Entity, on_read: set[FieldKey]) -> Iterator[Problem]:
    keys = [(each.fields, each.span) for each in entity.unique_keys]
    keys += [(each.fields, each.span) for each in entity.indexes]
    for fields, span in keys:
        for name in fields:
            if (entity.name, name) in on_read:
                yield NoColumn(span=span, field=name)
    for unique in entity.unique_keys:
        for read in reads(unique.when) if unique.when else ():
            if read in on_read:
                yield NotAvailableHere(span=unique.span, name=read[1])
