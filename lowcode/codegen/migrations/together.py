"""Which values of a table a revision writes in one statement: those that do not depend on each other."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.online.stages import FillDefault
from lowcode.codegen.migrations.renderer_undo import Undone
from lowcode.codegen.migrations.stand_ins import stand_ins_of
from lowcode.codegen.schema import Column

StepT = TypeVar("StepT")
Place: TypeAlias = tuple[str, str]
"""A table and a column."""

_READ_BY_THE_DATABASE = frozenset({"text_to_option", "text_to_reference"})
"""All others that begin with `text_to_` are read row by row, as people have typed them."""


@dataclass(frozen=True, slots=True)
class Together(Generic[StepT]):
    """Steps about one table that become one statement."""

    steps: tuple[StepT, ...]


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a step writes, and what it reads."""

    written: Place
    read: frozenset[Place]

    def has_to_wait_for(self, earlier: _Effect) -> bool:
        """Whether this step cannot be done with, or before, one that comes before it."""
        is_elsewhere = earlier.written[0] != self.written[0]
        return (
            earlier.written in self.read
            or earlier.written == self.written
            or (is_elsewhere and self.written in earlier.read)
        )


def together(steps: Iterable[StepT]) -> Iterator[StepT | Together[StepT]]:
    """The same steps, those that can be one statement in one; whatever is no plain value keeps its place."""
    groups: dict[str, list[StepT]] = {}
    effects: list[_Effect] = []
    for step in steps:
        effect = _effect(step)
        if effect is None or any(map(effect.has_to_wait_for, effects)):
            yield from _closed(groups.values())
            groups, effects = {}, []
        if effect is None:
            yield step
        else:
            groups.setdefault(effect.written[0], []).append(step)
            effects.append(effect)
    yield from _closed(groups.values())


def _closed(groups: Iterable[Sequence[StepT]]) -> Iterator[StepT | Together[StepT]]:
    for steps in groups:
        if len(steps) == 1:
            yield steps[0]
        else:  # expressions first: the others can use their class of the table, but not the other way round
            yield Together(tuple(sorted(steps, key=lambda each: not isinstance(each, op.FillFrom))))


def _effect(step: object) -> _Effect | None:
    match step:
        case op.FillFrom(table=table, column=column):
            read = {(each.table, found.name) for each in stand_ins_of(step) for _, found in each.columns}
            return _Effect((table, column.name), frozenset(read - {(table, column.name)}))
        case op.FillColumn(table=table, column=column) | FillDefault(table=table, column=column):
            return _Effect((table, column.name), frozenset())
        case op.ConvertColumn(source=source, target=target, conversion=conversion, arguments=arguments):
            return _converted(step.table, source, target, conversion, arguments)
        case Undone(operation=op.ConvertColumn(backward=str(backward)) as done):
            return _converted(done.table, done.target, done.source, backward, done.backward_arguments)
        case _:
            return None


def _converted(
    table: str, source: Column, target: Column, conversion: str, arguments: tuple[tuple[str, str], ...]
) -> _Effect | None:
    if conversion.startswith("text_to_") and conversion not in _READ_BY_THE_DATABASE:
        return None
    read = {(table, source.name)}
    texts = dict(arguments)
    if "table" in texts:
        read.add((ast.literal_eval(texts["table"]), ast.literal_eval(texts["column"])))
    return _Effect((table, target.name), frozenset(read))
