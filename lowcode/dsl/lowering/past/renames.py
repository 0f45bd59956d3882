"""`was`: what is called otherwise from now on, as far as the text alone can tell."""

from __future__ import annotations

from collections.abc import Iterable

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.past import WasItself, WasStillDeclared, WasTwice
from lowcode.dsl import ast
from lowcode.dsl.lowering.past.declared import Named, Place, place
from lowcode.dsl.lowering.past.layers import PastLayers
from lowcode.ir.changes import Rename
from lowcode.source import Span


def lower_renames(things: Iterable[Named], layers: PastLayers, problems: list[Problem]) -> tuple[Rename, ...]:
    """The renames that make sense; those that do not are reported and left out."""
    things = tuple(things)
    there = {each.place: each for each in things}
    first: dict[Place, Span] = {}
    renames: list[Rename] = []
    for thing in things:
        for old in thing.was:
            rename = Rename(thing.kind, thing.owner, thing.name, old.text, old.span)
            problem = _problem(rename, old, there, first, layers)
            if problem is None:
                renames.append(rename)
            else:
                problems.append(problem)
    return tuple(renames)


def _problem(
    rename: Rename, old: ast.Name, there: dict[Place, Named], first: dict[Place, Span], layers: PastLayers
) -> Problem | None:
    former = place(rename.kind, rename.owner, rename.old)
    if rename.old == rename.new:
        return WasItself(span=old.span, name=rename.new)
    declared = there.get(former)
    if declared is not None and not declared.was and not layers.gives_way(rename, declared):
        return WasStillDeclared(span=old.span, name=rename.new, old=rename.old, declared=declared.span)
    other = first.setdefault(former, old.span)
    if other != old.span:
        return WasTwice(span=old.span, old=old.text, first=other)
    return None
