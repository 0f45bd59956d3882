"""What has to be computed anew when something changes.

Each stored computed value is traced back to what it reads. Reads of the record's own fields give the order of
computing; reads of other records give an entry on the entity that is read: when one of its records changes, these
fields of those records must be computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter

from lowcode.codegen.reads import MEMBERSHIP, TITLE, Path, Read, StepKind, stored_reads
from lowcode.codegen.storage import TITLE_TEXT, title_field
from lowcode.ir.application import Application, ComputedStorage, Entity, ReverseFieldType
from lowcode.ir.expressions import Expression


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored computed value: a computed field, or the title that is an expression."""

    entity: str
    name: str
    """The field's name in the spec, or `title_text`."""
    identifier: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Maintained:
    """On the entity at the end of `path`: these fields of the entity at its start read `watches` there."""

    target: str
    path: Path
    fields: tuple[str, ...]
    """Identifiers, in the order of the target's fields."""
    watches: tuple[str, ...]
    """Names in the spec of fields of the entity that is read, `title_text` among them."""
    everywhere: bool


@dataclass(frozen=True)
class Dependencies:
    """The graph of computed values of an application."""

    application: Application

    @cached_property
    def stored(self) -> tuple[Stored, ...]:
        """Every stored computed value, entity by entity."""
        return tuple(value for entity in self.application.entities for value in _stored_values(entity))

    @cached_property
    def _stored_in(self) -> Mapping[str, Mapping[str, Stored]]:
        found: dict[str, dict[str, Stored]] = {}
        for value in self.stored:
            found.setdefault(value.entity, {})[value.name] = value
        return found

    @cached_property
    def reads_of(self) -> Mapping[tuple[str, str], tuple[Read, ...]]:
        """What each stored value reads; reads of values computed on reading are replaced by what those read."""
        return {
            (value.entity, value.name): tuple(
                stored_reads(self.application, self.application.entity(value.entity), value.expression)
            )
            for value in self.stored
        }

    def compute_order(self, entity: Entity) -> tuple[str, ...]:
        """Identifiers of the entity's stored values, inputs first, otherwise in the order of the spec."""
        values = self._stored_in.get(entity.name, {})
        order = {name: position for position, name in enumerate(values)}
        graph = {
            name: sorted(self._own_inputs(value) & values.keys(), key=order.__getitem__)
            for name, value in values.items()
        }
        return tuple(values[name].identifier for name in TopologicalSorter(graph).static_order())

    def is_local(self, entity: Entity, name: str) -> bool:
        """Whether Python can compute the value before the flush: neither it nor its own inputs read a reverse list."""
        return name not in self._beyond_reach.get(entity.name, frozenset())

    def maintained_by(self, entity: Entity) -> tuple[Maintained, ...]:
        """What changes of the entity's records make stale elsewhere."""
        return self._maintained.get(entity.name, ())

    @cached_property
    def _beyond_reach(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for value in self.stored:
            if any(step.kind is StepKind.REVERSE for read in self._reads(value) for step in read.path):
                found.setdefault(value.entity, set()).add(value.name)
        grew = True
        while grew:
            grew = False
            for value in self.stored:
                names = found.get(value.entity, set())
                if value.name not in names and self._own_inputs(value) & names:
                    names.add(value.name)
                    grew = True
        return {entity: frozenset(names) for entity, names in found.items()}

    @cached_property
    def _maintained(self) -> Mapping[str, tuple[Maintained, ...]]:
        by_path: dict[tuple[str, Path], _Collected] = {}
        for value in self.stored:
            for read in self._reads(value):
                for length in range(1, len(read.path) + 1):
                    path = read.path[:length]
                    collected = by_path.setdefault((value.entity, path), _Collected({}, {}))
                    collected.fields[value.identifier] = None
                    if path == read.path:
                        if read.field != MEMBERSHIP:
                            collected.watches[read.field] = None
                        collected.everywhere |= read.everywhere
                    elif read.path[length].field:
                        collected.watches[read.path[length].field] = None
        result: dict[str, list[Maintained]] = {}
        for (target, path), collected in by_path.items():
            last = path[-1]
            watches = [*collected.watches, *self._own_reference(path)]
            result.setdefault(last.target, []).append(
                Maintained(
                    target,
                    path,
                    tuple(collected.fields),
                    tuple(dict.fromkeys(self._named(last.target, watches))),
                    collected.everywhere,
                )
            )
        return {entity: tuple(entries) for entity, entries in result.items()}

    def _own_reference(self, path: Path) -> tuple[str, ...]:
        """For a reverse list: the reference that puts a record into it."""
        last = path[-1]
        if last.kind is not StepKind.REVERSE:
            return ()
        field = self.application.entity(last.source).field_by_name[last.field]
        return (field.type.by,) if isinstance(field.type, ReverseFieldType) else ()

    def _named(self, entity: str, names: Iterable[str]) -> Iterable[str]:
        title = title_field(self.application.entity(entity))
        for name in names:
            yield name if name != TITLE else TITLE_TEXT if title is None else title.name

    def _reads(self, value: Stored) -> tuple[Read, ...]:
        return self.reads_of[(value.entity, value.name)]

    def _own_inputs(self, value: Stored) -> set[str]:
        own = [read.field for read in self._reads(value) if not read.path]
        return set(self._named(value.entity, own)) - {value.name}


@dataclass(slots=True)
class _Collected:
    fields: dict[str, None]
    watches: dict[str, None]
    everywhere: bool = False


def _stored_values(entity: Entity) -> Iterable[Stored]:
    for field in entity.fields:
        if field.computed is not None and field.computed.storage is ComputedStorage.STORED:
            yield Stored(entity.name, field.name, field.identifier, field.computed.expression)
    if title_field(entity) is None:
        yield Stored(entity.name, TITLE_TEXT, TITLE_TEXT, entity.title)
