"""Three specifications side by side: what a base was, what it is now, and what a client changes in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import clients, names, process_names, report_names
from lowcode.diagnostics.problems import three_way as ways
from lowcode.dsl import ast
from lowcode.dsl.layers.layering import Layered, layered
from lowcode.dsl.layers.things import Said, Subject, Thing, added_in, things_in
from lowcode.dsl.layers.working import WHOLE
from lowcode.ir.layers import LayerChange
from lowcode.source import Span

_EXPLAINED = (
    clients.NothingToChange,
    clients.GoneBelow,
    clients.NameTaken,
    clients.DeclaredBelow,
    names.UnknownField,
    names.UnknownOption,
    names.UnknownEntity,
    names.UnknownType,
    names.UnknownRole,
    names.UnknownName,
    names.UnknownChoice,
    names.UnknownFunction,
    process_names.UnknownPerson,
    process_names.UnknownState,
    process_names.UnknownProcess,
    report_names.UnknownReport,
    report_names.UnknownPage,
)
"""What a check says of names that are gone or taken."""
_TYPES = ("entity", "choice", "flow", "approval")


class ThreeWays:
    """The comparison. `former_path` is how places in the old base are named."""

    def __init__(
        self,
        prelude: ast.FileDecl,
        old: Sequence[ast.FileDecl],
        new: Sequence[ast.FileDecl],
        client: Sequence[ast.FileDecl],
        former_path: Callable[[str], str],
    ) -> None:
        self.former_path = former_path
        self.own = frozenset(file.path for file in client)
        self.merged: Layered = layered(prelude, (*new, *client))
        self.old = _all_things(layered(prelude, old))
        self.new = _all_things(layered(prelude, new))
        self.result = _all_things(self.merged)
        changes = layered(prelude, (*old, *client)).layering.changes
        self.removals = [each.span for each in changes if each.what == "-"]
        self.additions = {(each.kind, each.name): each for each in added_in(client)}

    def problems(self, found: Iterable[Problem]) -> Iterator[Problem]:
        """Everything that the new base means for the client."""
        for problem in (*self.merged.problems, *found):
            if problem.span.path in self.own:
                yield from self.of_problem(problem)
        for change in self.merged.layering.changes:
            if change.span.path in self.own:
                yield from self.of_change(change)

    # --- what the new base has no longer, or has now ---

    def of_problem(self, problem: Problem) -> Iterator[Problem]:
        """What is behind a problem that the client has with the new base."""
        match problem:
            case clients.NothingToChange() | clients.GoneBelow():
                former = self.former(problem.kind, problem.name)
                if former is not None:
                    yield self.orphaned(problem.span, former)
            case clients.NameTaken() | clients.DeclaredBelow() if (problem.kind, problem.name) not in self.old:
                yield self.shadowed(problem)
            case clients.NothingToTake(name=name, modifier=word):
                had = next((each for each in self.old.values() if each.name == name and word in each.attributes), None)
                if had is not None:
                    place = self.was(had.attributes[word].span)
                    now = self.new[had.kind, name].span if not self.is_gone(had) else None
                    yield ways.Redundant(span=problem.span, kind=had.kind, name=name, part=word, now=now, before=place)
            case _:
                former = self.missed(problem)
                if former is not None:
                    yield self.orphaned(problem.span, former, is_use=True)

    def missed(self, problem: Problem) -> Thing | None:
        """What the client's own expressions, rules and reports miss in the new base."""
        match problem:
            case names.UnknownField(entity=entity, field=field):
                return self.former("field", f"{entity}.{field}")
            case names.UnknownOption(choice=choice, option=option):
                return self.former("option", f"{choice}.{option}")
            case names.UnknownEntity(name=name) | names.UnknownType(name=name) | names.UnknownChoice(name=name):
                return self.former("entity", name)
            case names.UnknownRole(name=name):
                return self.former("role", name)
            case names.UnknownFunction(name=name):
                return self.former("function", name)
            case process_names.UnknownState(state=name):
                return self.only_gone(name, ("state",))
            case process_names.UnknownProcess(kind=kind, name=name):
                return self.only_gone(name, (kind, "dashboard") if kind == "message" else (kind,))
            case report_names.UnknownReport(name=name):
                return self.former("report", name)
            case report_names.UnknownPage(name=name):
                return self.only_gone(name, ("entity", "report", "dashboard"))
            case names.UnknownName(name=name) | process_names.UnknownPerson(name=name):
                return self.only_gone(name)
            case _:
                return None

    def only_gone(self, name: str, kinds: Collection[str] = ()) -> Thing | None:
        """What has gone and was the only thing, of some kinds or of all, that was called so within its owner."""
        gone = [
            each
            for each in self.old.values()
            if _last(each.name) == name and (not kinds or each.kind in kinds) and self.is_gone(each)
        ]
        return gone[0] if len(gone) == 1 else None

    def is_gone(self, thing: Thing) -> bool:
        """Whether the new base has it no longer."""
        return (thing.kind, thing.name) not in self.new

    def former(self, kind: str, name: str) -> Thing | None:
        """What the old base had of this name and the new one has not."""
        for each in (kind, *_TYPES) if kind in _TYPES else (kind,):
            if (each, name) in self.old and (each, name) not in self.new:
                return self.old[each, name]
        return None

    def orphaned(self, span: Span, former: Thing, *, is_use: bool = False) -> Problem:
        """A change or use of what has gone from the base: renamed, or for good. A use says the last name only."""
        place = self.was(former.span)
        follower = next((each for each in self.new.values() if self.follows(each, former)), None)
        return ways.Orphaned(
            span=span,
            kind=former.kind,
            name=former.name,
            is_removal=any(_contains(each, span) for each in self.removals),
            renamed=follower.name if follower else "",
            replacement="" if follower is None else _last(follower.name) if is_use else follower.name,
            now=follower.span if follower else None,
            before=place,
        )

    def follows(self, thing: Thing, former: Thing) -> bool:
        """Whether a thing was once called as the former one: parts within their owner, whatever that is called now."""
        if thing.kind != former.kind or _last(former.name) not in thing.former:
            return False
        owner, old_owner = thing.name.rpartition(".")[0], former.name.rpartition(".")[0]
        renamed = (self.new[each, owner].former for each in _TYPES if (each, owner) in self.new)
        return owner == old_owner or any(old_owner in each for each in renamed)

    def shadowed(self, problem: clients.NameTaken | clients.DeclaredBelow) -> Problem:
        """An addition of the client that the new base has as well; redundant, if it says the same."""
        subject = (problem.kind, problem.name)
        own, theirs = self.additions.get(subject), self.new.get(subject)
        if own is not None and theirs is not None and own.shape == theirs.shape:
            return ways.Redundant(
                span=problem.span, kind=problem.kind, name=problem.name, part="+", now=theirs.span, before=None
            )
        return ways.Shadowed(span=problem.span, kind=problem.kind, name=problem.name, now=problem.first)

    # --- what both have changed ---

    def of_change(self, change: LayerChange) -> Iterator[Problem]:
        """What the base has done in the meantime with what the client changes."""
        if change.what in ("+", "-") or change.what.startswith("also"):
            return
        if change.subject not in self.new:
            return
        ours, theirs, before = (self.said(each, change) for each in (self.result, self.new, self.old))
        if ours is None and theirs is None:
            return
        if _same(ours, theirs):
            now = theirs.span if theirs else self.new[change.subject].span
            yield ways.Redundant(
                span=change.span, kind=change.kind, name=change.name, part=change.what, now=now, before=None
            )
        elif not _same(theirs, before) and change.subject in self.old:
            yield ways.Clashing(
                span=change.span,
                kind=change.kind,
                name=change.name,
                part="" if change.what in WHOLE else change.what,
                now=theirs.span if theirs else self.new[change.subject].span,
                before=self.was(before.span if before else self.old[change.subject].span),
            )

    @staticmethod
    def said(things: Mapping[Subject, Thing], change: LayerChange) -> Said | None:
        """What one of the three says of what a change is about."""
        thing = things.get(change.subject)
        if thing is None:
            return None
        return Said(thing.node, thing.span) if change.what in WHOLE else thing.attributes.get(change.what)

    def was(self, span: Span) -> Span:
        """A place in the old base."""
        return replace(span, path=self.former_path(span.path))


def _all_things(layers: Layered) -> dict[Subject, Thing]:
    return things_in((layers.prelude, *layers.files))


def _same(first: Said | None, second: Said | None) -> bool:
    if first is None or second is None:
        return first is second
    return bool(first.shape == second.shape)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _contains(outer: Span, inner: Span) -> bool:
    return outer.path == inner.path and outer.start <= inner.start and inner.end <= outer.end


def replaced(found: Sequence[Problem], explained: Sequence[Problem]) -> list[Problem]:
    """The problems of a check, without the errors that an error of the comparison explains."""
    places = {each.span for each in explained if isinstance(each, ways.Orphaned | ways.Shadowed)}
    kept = [each for each in found if not (isinstance(each, _EXPLAINED) and each.span in places)]
    return [*kept, *explained]
