"""Which transition and hook of a flow was which: they are called by their states, which may have other names now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lowcode.ir.former import FormerChoice, FormerProcess
from lowcode.ir.process import Flow, StateEvent
from lowcode.naming import hook_names, transition_names

_FROM_ANY = "…"


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


def labels_of_parts(former: FormerChoice) -> dict[str, tuple[str, ...]]:
    """What people know the parts of a flow that is no more by, in the app's languages, as far as names tell it.

    `演示 → 报价` for a transition, the label of the state for what is done in it. Only the names of parts are kept.
    """
    found: dict[str, tuple[str, ...]] = {}
    for target in former.options:
        for event in StateEvent:
            found[hook_names([(event.value, target.name)])[0]] = (target.label, *target.others)
        for source in (None, *former.options):
            name = transition_names([(None if source is None else [source.name], target.name)])[0]
            labels = (target.label, *target.others)
            starts = (_FROM_ANY,) * len(labels) if source is None else (source.label, *source.others)
            found[name] = tuple(f"{start} → {end}" for start, end in zip(starts, labels, strict=True))
    return found
