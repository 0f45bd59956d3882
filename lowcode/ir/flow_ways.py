"""Where records of a flow can get to."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from lowcode.ir.process import Flow


def reachable_states(flow: Flow, starts: AbstractSet[str], through: AbstractSet[str] | None = None) -> frozenset[str]:
    """The states that records get to from `starts`; with `through`, without leaving those states before."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        current = waiting.pop()
        for transition in flow.transitions:
            if current in transition.sources and transition.target not in found:
                found.add(transition.target)
                if through is None or transition.target in through:
                    waiting.append(transition.target)
    return frozenset(found)
