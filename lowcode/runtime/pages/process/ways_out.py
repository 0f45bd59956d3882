"""Which transitions give a record up. No page proposes one of them: it stands back, and in red."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.pages.theme import is_red
from lowcode.runtime.process_definitions import FlowDefinition, Transition

_GOOD: Final = frozenset({"green", "lime", "teal"})


def is_way_out(flow: FlowDefinition, transition: Transition) -> bool:
    """Whether it leads to a state in red; or from everywhere to one end, where the way itself leads to another."""
    states = {each.name: each for each in flow.states}
    target = states[transition.target]
    if target.color is not None and is_red(target.color):
        return True
    return target.is_end and target.color not in _GOOD and _is_beside_the_way(flow, transition)


def _is_beside_the_way(flow: FlowDefinition, transition: Transition) -> bool:
    on_the_way = {each.name for each in flow.states if not each.is_end}
    proper_ends = {each.name for each in flow.states if each.is_end and each.name != transition.target}
    return len(on_the_way) > 1 and on_the_way <= transition.sources and bool(proper_ends)
