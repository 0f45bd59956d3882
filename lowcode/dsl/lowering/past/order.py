"""In which order fields are filled that read each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lowcode.dsl.checks.graphs import inputs_first
from lowcode.ir import expressions as ir
from lowcode.ir.changes import Fill
from lowcode.ir.types import RecordType
from lowcode.ir.walking import walk


def in_order_of_reading(fills: Iterable[Fill]) -> tuple[Fill, ...]:
    """Each after those that it reads, as far as they do not read each other in a circle."""
    found = {(each.entity, each.field): each for each in fills}
    order, _circles = inputs_first({key: tuple(fields_read(fill.expression)) for key, fill in found.items()})
    return tuple(found[key] for key in order)


def fields_read(expression: ir.Expression) -> Iterator[tuple[str, str]]:
    """Entity and field of all that the expression reads."""
    for each in walk(expression):
        if isinstance(each, ir.FieldRead) and isinstance(each.source.type, RecordType):
            yield each.source.type.entity, each.field
