"""`asks f, g`: fields that are filled in on the way."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.process_structure import StateSetDirectly
from lowcode.dsl import ast
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.dsl.lowering.processes.values import settable_field
from lowcode.dsl.symbols import EntitySymbol
from lowcode.source import Span


def lower_asks(processes: Processes, entity: EntitySymbol, names: Sequence[ast.Name]) -> tuple[str, ...]:
    """The fields of those names that somebody can fill in; others are reported and left out."""
    found: dict[str, Span] = {}
    for name in names:
        symbol = settable_field(processes, entity, name)
        flow = None if symbol is None else processes.lowering.symbols.flow_of(symbol)
        if flow is not None:
            processes.lowering.report(StateSetDirectly(span=name.span, field=name.text, flow=flow.name.text))
        elif name.text in found:
            processes.lowering.report(
                structure_problems.MentionedTwice(span=name.span, name=name.text, first=found[name.text])
            )
        elif symbol is not None:
            found[name.text] = name.span
    return tuple(found)
