"""Who still uses what a layer has removed: names that later phases do not know become one problem with all places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import names, process_names, process_structure, report_names, report_types
from lowcode.diagnostics.problems.clients import RemovedButUsed
from lowcode.dsl.layers.working import Removal
from lowcode.source import Span

_TYPES = ("entity", "choice", "flow")
_CALLED: dict[type[Problem], str] = {names.UnknownRole: "role", names.UnknownFunction: "function"}


def with_uses(problems: Iterable[Problem], removals: Sequence[Removal]) -> list[Problem]:
    """The problems, with those that come of a removal gathered behind it."""
    if not removals:
        return list(problems)
    kept: list[Problem] = []
    uses: dict[int, list[Span]] = {}
    for problem in problems:
        found = next((index for index, each in enumerate(removals) if _is_of(problem, each)), None)
        if found is None:
            kept.append(problem)
        else:
            uses.setdefault(found, []).append(problem.span)
    return [*kept, *(_used(removals[index], spans) for index, spans in uses.items())]


def _used(removal: Removal, spans: Iterable[Span]) -> RemovedButUsed:
    return RemovedButUsed(span=removal.span, kind=removal.kind, name=removal.name, uses=tuple(sorted(set(spans))))


def _is_of(problem: Problem, removal: Removal) -> bool:
    """Whether the name that a problem misses is the removed one."""
    owner, _, last = removal.name.rpartition(".")
    match problem:
        case names.UnknownField(entity=entity, field=name):
            return removal.kind == "field" and (entity, name) == (owner, last)
        case names.UnknownOption(choice=choice, option=name):
            return removal.kind in ("option", "state") and (choice, name) == (owner, last)
        case process_names.UnknownState(entity=entity, state=name):
            is_of_flow = removal.entity == entity and name in removal.names
            return (removal.kind == "state" and name == last) or is_of_flow
        case report_types.NoFlowHere(entity=entity):
            return removal.entity == entity
        case names.UnknownRecord(name=name):
            return removal.kind in ("sample", "record", "entity") and name in removal.names
        case process_names.UnknownProcess(kind=kind, name=name):
            is_page = kind == "message" and removal.kind == "dashboard"
            return last == name and (removal.kind == kind or is_page)
        case names.UnknownType(name=name) | names.UnknownEntity(name=name) | names.UnknownChoice(name=name):
            return removal.kind in _TYPES and removal.name == name
        case names.UnknownRole(name=name) | names.UnknownFunction(name=name):
            return removal.kind == _CALLED[type(problem)] and removal.name == name
        case process_structure.PartMissing(part="row", name=name):
            return name in removal.dashboards
        case report_names.UnknownReport(name=name) | report_names.UnknownPage(name=name):
            return removal.name == name
        case names.UnknownName(name=name) | process_names.UnknownPerson(name=name):
            return name in removal.names
        case _:
            return False
