"""Transitions that give a record up are told by the colour of their end, or by leading there from everywhere."""

from __future__ import annotations

import pytest

from lowcode.runtime.definitions import Label
from lowcode.runtime.pages.process.ways_out import is_way_out
from lowcode.runtime.pages.theme import is_red
from lowcode.runtime.process_definitions import FlowDefinition, State, Transition

_ON_THE_WAY = frozenset({"new", "offer"})


def _flow(color: str | None, *, has_other_end: bool = True) -> FlowDefinition:
    other = (State(name="won", label=Label("Won"), is_end=True),) if has_other_end else ()
    states = (
        State(name="new", label=Label("New"), is_start=True),
        State(name="offer", label=Label("Offer")),
        *other,
        State(name="end", label=Label("End"), is_end=True, color=color),
    )
    return FlowDefinition(
        name="steps", label=Label("Steps"), entity="deal", field="stage", states=states, transitions=()
    )


@pytest.mark.parametrize(
    ("color", "sources", "expected"),
    [
        ("red", frozenset({"offer"}), True),
        ("#c8202f", frozenset({"offer"}), True),
        ("green", _ON_THE_WAY, False),
        (None, _ON_THE_WAY, True),
        ("gray", _ON_THE_WAY, True),
        (None, frozenset({"offer"}), False),
    ],
)
def test_what_gives_a_record_up(color: str | None, sources: frozenset[str], *, expected: bool) -> None:
    transition = Transition(name="ends", sources=sources, target="end", label=Label("End it"))
    assert is_way_out(_flow(color), transition) is expected


def test_the_only_end_may_be_reached_from_everywhere() -> None:
    transition = Transition(name="ends", sources=_ON_THE_WAY, target="end", label=Label("Close"))
    assert not is_way_out(_flow(None, has_other_end=False), transition)


def test_reds() -> None:
    assert [
        each for each in ("red", "#f00", "#e11d48", "pink", "orange", "brown", "gray", "unknown") if is_red(each)
    ] == [
        "red",
        "#f00",
        "#e11d48",
    ]
