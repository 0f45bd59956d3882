"""New tables: what they refer to comes first; a circle of references is closed by adding its last key afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lowcode.codegen.migrations.draft import CreatedTable, Draft
from lowcode.codegen.migrations.operations import (
    AddForeignKey,
    AddIndex,
    CreateSystemTables,
    CreateTable,
    Operation,
)
from lowcode.codegen.migrations.steps import Loss, Step, StepKind
from lowcode.codegen.schema import Table


def created_tables(tables: Sequence[Table]) -> Iterator[Operation]:
    """All that an app's first revision does."""
    ordered = _targets_first(tables)
    later = _later(ordered)
    for table in ordered:
        yield CreateTable(table, later[table.name])
    for table in ordered:
        for index in table.indexes:
            yield AddIndex(table.name, index)
    for table in ordered:
        for key in table.foreign_keys:
            if key.name in later[table.name]:
                yield AddForeignKey(table.name, key)
    yield CreateSystemTables()


def creation_steps(draft: Draft) -> Iterator[Step]:
    """A step for each new table of an application that was there."""
    ordered = _targets_first([each.table for each in draft.created.values()])
    later = _later(ordered)
    for table in ordered:
        created = draft.created[table.name]
        closing = [AddForeignKey(table.name, key) for key in table.foreign_keys if key.name in later[table.name]]
        operations: Iterable[Operation] = (
            CreateTable(table, later[table.name]),
            *(AddIndex(table.name, index) for index in table.indexes),
            *closing,
            *created.operations,
        )
        yield _step(created, tuple(operations))


def first_steps(tables: Sequence[Table]) -> Iterator[Step]:
    """A step for each table of a new application."""
    ordered = _targets_first(tables)
    for table in ordered:
        yield Step(StepKind.CREATE_TABLE, table.entity or table.name, table.name, Loss.NONE, (CreateTable(table),))


def _step(created: CreatedTable, operations: tuple[Operation, ...]) -> Step:
    return Step(
        kind=created.kind,
        subject=created.subject,
        table=created.table.name,
        loss=created.loss,
        operations=operations,
        facts=created.facts,
        span=created.span,
    )


def _later(ordered: Sequence[Table]) -> dict[str, tuple[str, ...]]:
    """Names of the keys of each table whose targets come after it."""
    positions = {table.name: position for position, table in enumerate(ordered)}
    return {
        table.name: tuple(
            key.name for key in table.foreign_keys if positions.get(key.target, -1) > positions[table.name]
        )
        for table in ordered
    }


def _targets_first(tables: Sequence[Table]) -> list[Table]:
    by_name = {table.name: table for table in tables}
    ordered: list[Table] = []
    visited: set[str] = set()
    for root in tables:
        waiting = [(root, iter(root.foreign_keys))]
        if root.name in visited:
            continue
        visited.add(root.name)
        while waiting:
            table, keys = waiting[-1]
            target = next((key.target for key in keys if key.target in by_name and key.target not in visited), None)
            if target is None:
                ordered.append(table)
                waiting.pop()
            else:
                visited.add(target)
                waiting.append((by_name[target], iter(by_name[target].foreign_keys)))
    return ordered
