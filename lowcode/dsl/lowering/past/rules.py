"""Rules that may only be called otherwise, although nothing says so."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.past import RulePerhapsRenamed
from lowcode.ir.application import Application
from lowcode.ir.changes import Kind
from lowcode.ir.matching import Matching
from lowcode.ir.process import Rule


def perhaps_renamed(application: Application, matching: Matching) -> Iterator[Problem]:
    """For each rule that is gone and has something done later: the new one of the same entity that is most like it."""
    kept = {was.name for (kind, _), was in matching.processes.items() if kind is Kind.RULE}
    new = [each for each in application.rules if (Kind.RULE, each.name) not in matching.processes]
    for was in matching.former.processes:
        if Kind(was.kind) is not Kind.RULE or was.name in kept or not was.parts:
            continue
        entity = None if was.entity is None else matching.entity_now.get(was.entity)
        alike = [each for each in new if each.entity == entity]
        if alike:
            found = max(alike, key=lambda each: _likeness(was.name, each))
            yield RulePerhapsRenamed(span=found.span, old=was.name, new=found.name)


def _likeness(name: str, rule: Rule) -> float:
    return SequenceMatcher(None, name, rule.name).ratio()
