"""Flows, approvals and rules that can be read, but cannot be meant: each is shown with an example.

Judged only when nothing else is wrong, because much here is concluded from what is *not* there. What is certain to be
wrong is an error; what is probably wrong is a warning, and the build goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.dsl.checks.process.actors import check_actors
from lowcode.dsl.checks.process.loops import check_loops
from lowcode.dsl.checks.process.moves import check_actions
from lowcode.dsl.checks.process.signing import check_signing
from lowcode.dsl.checks.process.states import check_states
from lowcode.dsl.checks.process.telling import check_telling
from lowcode.dsl.checks.process.times import check_times
from lowcode.dsl.checks.process.ways import check_ways
from lowcode.dsl.checks.process.whens import check_conditions
from lowcode.dsl.checks.rights import Rights
from lowcode.ir.application import Application
from lowcode.ir.seeds import SeedRecord


def check_processes(application: Application) -> Iterator[Problem]:
    """All problems of flows, approvals, rules, messages and connections as a whole."""
    rights = Rights(application)
    yield from check_conditions(application)
    seeds: dict[str, list[SeedRecord]] = {}
    for record in (*application.data, *application.samples):
        seeds.setdefault(record.entity, []).append(record)
    for flow in application.flows:
        yield from check_states(application, rights, flow, seeds.get(flow.entity, ()))
        yield from check_ways(application, flow)
    yield from check_actors(application, rights)
    yield from check_signing(application)
    yield from check_times(application)
    yield from check_actions(application, rights)
    yield from check_loops(application)
    yield from check_telling(application, rights)
