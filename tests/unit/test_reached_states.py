"""Which states count as having reached one: ways out do not, whatever their place in the flow."""

from __future__ import annotations

import pytest

from lowcode.checking import check
from lowcode.codegen.flow_order import reached_states
from lowcode.ir.process import Flow
from lowcode.source import SourceFile

SPEC = """app deals "Deals" {{ locale en }}
role seller "Seller"
entity Deal {{
  name: text(40) required
  state: Way
}}
flow Way "Way" for Deal {{
  contact  "Contact" start
  analysis "Analysis"
  proposal "Proposal"
  waiting  "Waiting"
  won      "Won" end
  lost     "Lost" end

{transitions}
}}
access Deal {{ seller all }}
"""
CHAIN = """  contact -> analysis "Look closer" by seller
  analysis -> proposal "Offer" by seller
  proposal -> won "Win" by seller
"""
ANY_LOST = '  any -> lost "Lose" by seller\n'
PAUSE = '  proposal -> waiting "Pause" by seller\n  waiting -> proposal "Resume" by seller\n'
EARLY_PAUSE = '  contact -> waiting "Pause" by seller\n  waiting -> contact "Resume" by seller\n'
LATE_LOSS = '  proposal -> lost "Lose" by seller\n'
SKIP = '  contact -> proposal "Skip" by seller\n'


def flow(transitions: str) -> Flow:
    checked = check({"app.lc": SourceFile("app.lc", SPEC.format(transitions=CHAIN + transitions))})
    assert checked.application is not None, checked.problems
    return checked.application.flows[0]


@pytest.mark.parametrize(
    ("transitions", "state", "expected"),
    [
        pytest.param(PAUSE + ANY_LOST, "proposal", ("proposal", "waiting", "won"), id="lost from anywhere"),
        pytest.param(
            PAUSE + ANY_LOST,
            "contact",
            ("contact", "analysis", "proposal", "waiting", "won", "lost"),
            id="the first state",
        ),
        pytest.param(PAUSE + ANY_LOST, "lost", ("lost",), id="an end"),
        pytest.param(PAUSE + LATE_LOSS, "proposal", ("proposal", "waiting", "won", "lost"), id="lost only behind it"),
        pytest.param(EARLY_PAUSE + ANY_LOST, "analysis", ("analysis", "proposal", "won"), id="waiting before it"),
        pytest.param(
            PAUSE + ANY_LOST + SKIP, "analysis", ("analysis", "proposal", "waiting", "won"), id="a state left out"
        ),
    ],
)
def test_reached(transitions: str, state: str, expected: tuple[str, ...]) -> None:
    assert reached_states(flow(transitions), state) == expected
