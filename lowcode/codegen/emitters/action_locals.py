"""Which named records a block needs that runs later: `create Contract as c { … }` … `after 3d { … c … }`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from lowcode.ir.expressions import Variable, VariableKind
from lowcode.ir.process import Later, Repeat


def named_records(block: Later | Repeat, known: Mapping[str, str]) -> dict[str, str]:
    """The records named before the block that it reads, with their entities, in the order of naming."""
    used = locals_read(block)
    return {name: entity for name, entity in known.items() if name in used}


def locals_read(node: object) -> frozenset[str]:
    """The names of the records that actions, or anything else in the model, read."""
    return frozenset(variable.name for variable in _variables(node) if variable.kind is VariableKind.LOCAL)


def _variables(node: object) -> Iterator[Variable]:
    if isinstance(node, Variable):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from _variables(each)
    elif dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            yield from _variables(getattr(node, field.name))
