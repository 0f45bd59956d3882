"""What of a report its reader may know. A field that he reads in some records only counts as empty in the others.

Whatever goes into a value, a condition or a dimension has its rights asked for each field that is read. A field that he
never reads withholds everything that it goes into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Reference
from lowcode.runtime.field_rights import Permission, sight_of
from lowcode.runtime.process_definitions import processes_of
from lowcode.runtime.report_definitions import Conversion, Entered, Reading, TimeInState

OWNER_RECORD = "owner_record"
"""The step from a row of a sub-table to the record that it belongs to."""


class Standing(Enum):
    """How much of something the reader may know."""

    OPEN = "in every record"
    DEPENDS = "the record decides"
    WITHHELD = "in no record, or nobody can tell in which"


@dataclass(frozen=True, slots=True)
class Restricted:
    """A field that is read in some records only. `steps`: so many steps along the path lead to its record."""

    steps: int
    permission: Permission


Finding = tuple[Standing, tuple[Restricted, ...]]
_OPEN: Finding = (Standing.OPEN, ())
_WITHHELD: Finding = (Standing.WITHHELD, ())


def entities_along(context: Context, entity: EntityDefinition, path: Iterable[str]) -> Iterator[EntityDefinition]:
    """The entity that a path starts from, and the one that each step leads to."""
    yield entity
    for name in path:
        entity = context.application.entity_by_name[target_of(entity, name)]
        yield entity


def target_of(entity: EntityDefinition, name: str) -> str:
    """The entity that a reference leads to."""
    if name == OWNER_RECORD and entity.owner is not None:
        return entity.owner
    definition = entity.field_by_name.get(name)
    kind = definition.type if definition is not None else Reference("user")  # created_by, updated_by
    if not isinstance(kind, Reference):
        raise TypeError(f"{entity.name}.{name} is no reference")
    return kind.entity


def finding_of(
    context: Context, entity: EntityDefinition, path: tuple[str, ...], reads: Iterable[tuple[str, str]]
) -> Finding:
    """What the reader may know of something that is read at the end of a path and goes through these fields."""
    places = list(entities_along(context, entity, path))
    found: list[Restricted] = []
    wanted = {(places[steps].name, name): steps for steps, name in enumerate(path)}
    for pair in (*wanted, *(each for each in reads if each not in wanted)):
        owner = context.application.entity_by_name[pair[0]]
        full = sight_of(context, owner, pair[1]).full
        if full.is_always:
            continue
        steps = wanted.get(pair, _steps_to(places, owner))
        if full.is_never or steps is None:
            return _WITHHELD
        found.append(Restricted(steps, full))
    return (Standing.DEPENDS, tuple(found)) if found else _OPEN


def _steps_to(places: list[EntityDefinition], owner: EntityDefinition) -> int | None:
    """How far along the path the last record of the entity is; None where it is not on the path."""
    found = [steps for steps, place in enumerate(places) if place.name == owner.name]
    return found[-1] if found else None


def finding_of_reading(context: Context, entity: EntityDefinition, reading: Reading) -> Finding:
    """What the reader may know of a reading."""
    return finding_of(context, entity, reading.path, reading.reads)


def reads_of_flow(context: Context, measure: Entered | Conversion | TimeInState) -> tuple[tuple[str, str], ...]:
    """The field whose history such a measure tells."""
    flows = processes_of(context.application).flows
    return tuple((flow.entity, flow.field) for flow in flows if flow.name == measure.flow)
