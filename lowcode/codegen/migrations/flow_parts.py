"""Which transition and hook of a flow was which: they are called by their states, which may have other names now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lowcode.ir.former import FormerProcess
from lowcode.ir.process import Flow
from lowcode.naming import hook_names, transition_names


def matched_parts(flow: Flow, was: FormerProcess, now: FormerProcess, states: Mapping[str, str]) -> dict[str, str]:
    """Former part -> present part: transitions, hooks, and what hooks wait for (`on_stay_b.after_1`).

    `states`: the former names of those that were there.
    """
    former = dict(_former_names(flow, states))
    found: dict[str, str] = {}
    for part in now.parts:
        head, dot, wait = part.partition(".")
        name = f"{former.get(head, head)}{dot}{wait}"
        if name in was.parts:
            found[name] = part
    present = set(found.values())
    found.update({part: part for part in was.parts if part in now.parts and part not in {*found, *present}})
    return found


def _former_names(flow: Flow, states: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What each transition and hook would have been called by the former names of its states."""
    ways = [
        (
            None if each.is_from_any else [states.get(source, source) for source in each.sources],
            states.get(each.target, each.target),
        )
        for each in flow.transitions
    ]
    yield from zip((each.name for each in flow.transitions), transition_names(ways), strict=True)
    hooks = [(each.event.value, states.get(each.state, each.state)) for each in flow.hooks]
    yield from zip((each.name for each in flow.hooks), hook_names(hooks), strict=True)
