"""One source of a report as it is asked: its records, what is joined to them, and which of them count.

A path of references is joined once, however many readings go along it, and only as far as the reader may read: what is
behind a record that he may not read is empty. Fields that he reads in some records only are empty in the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, false, inspect, or_

from lowcode.runtime.access import is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.database.aliases import shared_alias
from lowcode.runtime.definitions import ColumnFunction, EntityDefinition, Reference, Verb
from lowcode.runtime.report_definitions import Reading, Source, analysis_of
from lowcode.runtime.reports.rights import (
    OWNER_RECORD,
    Finding,
    Standing,
    entities_along,
    finding_of,
    finding_of_reading,
)
from lowcode.runtime.values.columns.constants import clause


@dataclass(slots=True)
class Frame:
    """The records of one source, under construction. `asking`: the circumstances that conditions of the spec read.

    They are those of an earlier day where a report is compared with one; rights are always those of `context`.
    """

    source: Source
    context: Context
    asking: Context
    entity: EntityDefinition = field(init=False)
    record: Any = field(init=False)
    """An alias of the entity's model."""
    origin: FromClause = field(init=False)
    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    is_narrowed: bool = False
    """Whether the reader may read some of the records only."""
    beside: dict[tuple[str, ...], Any] = field(default_factory=dict)
    """Tables that were joined for numbers, by what they hold."""
    _joined: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.entity = self.context.application.entity_by_name[self.source.entity]
        self.record = shared_alias(self.entity.model)
        self.origin = inspect(self.record).selectable

    @property
    def is_sqlite(self) -> bool:
        """Whether SQLite is asked."""
        return self.context.connection.dialect.name == "sqlite"

    @property
    def fiscal_start(self) -> int:
        """The month in which the app's fiscal year begins."""
        return analysis_of(self.context.application).fiscal_year_start

    def add_readable(self) -> None:
        """Only records that the reader may read."""
        readable = predicate(self.entity, Verb.READ, self.context, self.record)
        if not is_unconditional(readable):
            self.is_narrowed = True
            self.conditions.append(readable)

    def add_where(self) -> None:
        """Only records that the source is about."""
        if self.source.where is not None:
            self.conditions.append(self.condition(self.source.where, self.source.reads))

    def join(self, target: Any, condition: ColumnElement[bool], *, outer: bool = True) -> None:
        """Puts something beside each record; with `outer`, also beside those that have none of it."""
        self.origin = self.origin.outerjoin(target, condition) if outer else self.origin.join(target, condition)

    def at(self, path: tuple[str, ...]) -> Any:
        """The record that a path leads to."""
        if not path:
            return self.record
        if path not in self._joined:
            start = self.at(path[:-1])
            entity = list(entities_along(self.context, self.entity, path))[-1]
            self._joined[path] = self._join_reference(entity, start, path)
        return self._joined[path]

    def _join_reference(self, entity: EntityDefinition, start: Any, path: tuple[str, ...]) -> Any:
        target = shared_alias(entity.model, *path)
        name = path[-1]
        condition: ColumnElement[bool] = target.id == getattr(start, f"{name}_id")
        if name != OWNER_RECORD:  # whoever reads a row reads the record that it is part of
            readable = predicate(entity, Verb.READ, self.context, target)
            if not is_unconditional(readable):
                condition = and_(condition, readable)
        self.join(target, condition)
        return target

    def value(self, reading: Reading) -> ColumnElement[Any]:
        """What is read of each record, as far as the reader may know it."""
        column = clause(reading.column(self.at(reading.path), self.asking))
        may_know = self.knows(finding_of_reading(self.context, self.entity, reading), reading.path)
        if may_know is None:
            return column
        guarded = case((may_know, column))
        guarded.type = column.type
        return guarded

    def condition(self, function: ColumnFunction, reads: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
        """A condition on each record; it does not hold where the reader may not know what it reads."""
        pairs = tuple(reads)
        held = clause(function(self.record, self.asking))
        may_know = self.knows(finding_of(self.context, self.entity, (), pairs), ())
        known = [] if may_know is None else [may_know]
        return and_(*known, *self._within_sight(pairs, ()), held)

    def _within_sight(self, reads: tuple[tuple[str, str], ...], path: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
        """That the reader may read each record that a condition goes to by these fields, if it goes to one."""
        passed = list(entities_along(self.context, self.entity, path))
        for name in (name for entity, name in reads if entity == passed[-1].name):
            definition = passed[-1].field_by_name.get(name)
            if definition is None or not isinstance(definition.type, Reference):
                continue
            target = self.context.application.entity_by_name[definition.type.entity]
            if target in passed or all(entity != target.name for entity, _ in reads):
                continue
            further = (*path, name)
            if not is_unconditional(predicate(target, Verb.READ, self.context, shared_alias(target.model, *further))):
                yield or_(getattr(self.at(path), f"{name}_id").is_(None), self.at(further).id.is_not(None))
            yield from self._within_sight(reads, further)

    def knows(self, finding: Finding, path: tuple[str, ...]) -> ColumnElement[bool] | None:
        """The condition under which the reader may know something; None: always."""
        standing, restricted = finding
        if standing is Standing.OPEN:
            return None
        if standing is Standing.WITHHELD:
            return false()
        return and_(*(each.permission.condition(self.at(path[: each.steps]), self.context) for each in restricted))
