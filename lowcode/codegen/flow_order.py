"""Which states of a flow lie behind a state: what a record has reached, not only where it stood."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from lowcode.ir.flow_ways import reachable_states
from lowcode.ir.process import Flow


def reached_states(flow: Flow, name: str) -> tuple[str, ...]:
    """The state and the later ones, in the order of the flow: whoever was in one of them has reached the state.

    A state that is declared later is later, except for ways out: an end, or a state from which records come back, that
    can be entered from before. A deal that was lost at the first contact has not reached the proposal.
    """
    names = [state.name for state in flow.states]
    position = names.index(name)
    before, after = frozenset(names[:position]), names[position + 1 :]
    open_ways = reachable_states(flow, before & _starts(flow), before)
    later = [each for each in after if each not in open_ways or not _is_way_out(flow, each, before)]
    return (name, *later)


def _starts(flow: Flow) -> frozenset[str]:
    """The states in which records begin; the first one where none is marked."""
    marked = frozenset(state.name for state in flow.states if state.is_start)
    return marked or frozenset(state.name for state in flow.states[:1])


def _is_way_out(flow: Flow, name: str, before: AbstractSet[str]) -> bool:
    """Whether nothing follows, or what follows begins anew."""
    is_end = any(state.is_end for state in flow.states if state.name == name)
    return is_end or bool(reachable_states(flow, {name}, {name}) & before)
