"""The trees of all files into those of one specification: what the upper layers change is carried out in the lower."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import clients as problems
from lowcode.diagnostics.problems.three_way import Redundant
from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.layers.causes import with_causes
from lowcode.dsl.layers.extending_pages import Extender
from lowcode.dsl.layers.folders import Layers, layers_of
from lowcode.dsl.layers.naming import kind_and_name, parts_in
from lowcode.dsl.layers.removing import Remover
from lowcode.dsl.layers.uses import with_uses
from lowcode.dsl.layers.working import TYPES, Holder, Place, Removal, Working, dotted, is_built_in
from lowcode.ir.layers import LayerChange, Layering
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Layered:
    """One specification, and how it came about."""

    prelude: ast.FileDecl
    files: tuple[ast.FileDecl, ...]
    problems: tuple[Problem, ...]
    layering: Layering
    removals: tuple[Removal, ...]

    def explained(self, found: Iterable[Problem]) -> list[Problem]:
        """What later phases have found, where a removal or a change is behind it with the place of that."""
        return with_causes(with_uses(found, self.removals), self.files, self.layering)


def layered(prelude: ast.FileDecl, files: Sequence[ast.FileDecl]) -> Layered:
    """Carries out all changes, from the lowest layer to the project's own."""
    layers = layers_of(files)
    if len(layers.folders) < 2 and not any(_is_change(each) for file in files for each in file.declarations):
        return Layered(prelude, tuple(files), (), _layering(layers, ()), ())
    everything = (prelude, *files)
    working = Working(layers, {file.path: list(file.declarations) for file in everything})
    for folder in layers.folders:
        _Layer(working, folder).carry_out()
    first, *others = (_finished(file, working) for file in everything)
    return Layered(
        first, tuple(others), tuple(working.problems), _layering(layers, working.changes), tuple(working.removals)
    )


def _layering(layers: Layers, changes: Sequence[LayerChange]) -> Layering:
    return Layering(layers.folders, tuple(layers.by_path.items()), tuple(changes))


def _finished(file: ast.FileDecl, working: Working) -> ast.FileDecl:
    declarations = tuple(each for each in working.files[file.path] if each is not None)
    return file if declarations == file.declarations else replace(file, declarations=declarations)


def _is_change(declaration: ast.Declaration) -> bool:
    return isinstance(declaration, ast.ExtendEntityDecl | client.ClientDecl)


class _Layer:
    """Carries out what one layer says: removals, then replacements, then the rest."""

    def __init__(self, working: Working, folder: str) -> None:
        self.working = working
        self.working.followers.clear()
        self.folder = folder
        self.extender = Extender(working)
        self.remover = Remover(working)
        self.own = [
            (place, declaration)
            for place, declaration in working.all()
            if not is_built_in(declaration.span) and working.layers.of(place.path) == folder
        ]

    def carry_out(self) -> None:
        for place, declaration in self.own:
            if isinstance(declaration, client.RemoveDecl):
                self.remove(place, declaration)
        for place, declaration in self.own:
            if isinstance(declaration, client.ReplaceDecl):
                self.working.put(place, None)
                self.replace(declaration)
            elif isinstance(declaration, client.ReplaceFieldDecl):
                self.working.put(place, None)
                self.replace_field(declaration)
        for place, declaration in self.own:
            self.extend(place, declaration)
        if self.working.layers.below.get(self.folder):
            self.declared_again()

    def remove(self, place: Place, change: client.RemoveDecl) -> None:
        self.working.put(place, None)
        before = len(self.working.problems)
        self.working.files[place.path] += self.remover.removal(change)
        found = self.working.problems[before:]
        self.working.problems[before:] = [each for problem in found for each in self.gone_already(change, problem)]

    def gone_already(self, change: client.RemoveDecl, problem: Problem) -> Iterator[Problem]:
        """A removal of what a layer below has dropped has nothing to do, unless it names another successor."""
        dropped = None
        if isinstance(problem, problems.NothingToChange) and problem.dropped is not None:
            dropped = self.working.dropped(problem.kind, problem.name, change.span)
        if dropped is None or not isinstance(problem, problems.NothingToChange):
            yield problem
            return
        place, drop = dropped
        successor = change.replacement
        if successor is None or (drop.replacement is not None and drop.replacement.text == successor.text):
            kind, name = problem.kind, problem.name
            yield Redundant(span=problem.span, kind=kind, name=name, part="-", now=drop.span, before=None)
        else:
            self.working.put(place, replace(drop, replacement=successor, reason=change.reason or drop.reason))

    def replace(self, change: client.ReplaceDecl) -> None:
        """One declaration in the place of those of its kind and name."""
        named = kind_and_name(change.declaration)
        if named is None:
            return
        found = self.working.below(named[0], named[1], change.span)
        if not found:
            return
        if is_built_in(found[0][1].span) and named[0] == "entity":
            self.working.problems.append(problems.BuiltInPart(span=named[1].span, name=named[1].text))
        elif self.working.note(named[0], named[1].text, "*", change.span, found[0][1].span):
            former = self.working.holders((named[1],), (named[0],)) if named[0] in TYPES else []
            for each in found:
                self.working.put(each[0], None)
            self.working.put(found[0][0], change.declaration)
            self.lost(former, ast.PathRef((named[1],), named[1].span), named[0])

    def replace_field(self, change: client.ReplaceFieldDecl) -> None:
        """One field in the place of another: its type may be another one, too."""
        found = self.extender.find(change.path)
        if found is None:
            return
        holder, part = found
        if not isinstance(part, ast.FieldDecl):
            self.working.missing("field", dotted(change.path.names), change.path.span, [])
        elif is_built_in(part.name.span):
            self.working.problems.append(problems.BuiltInPart(span=change.path.span, name=dotted(change.path.names)))
        elif self.working.note("field", dotted(change.path.names), "*", change.span, part.span):
            former = self.working.holders(change.path.names)
            self.extender.change(holder, part.name.text, lambda _: (change.field,))
            self.lost(former, change.path, "entity")

    def lost(self, former: Sequence[Holder], path: ast.PathRef, kind: str) -> None:
        """What a replaced thing had and the one in its place has not: the same as if each part had been removed."""
        now = {
            each.name.text for holder in self.working.holders(path.names, (kind,)) for each in parts_in(holder.parts)
        }
        removal = client.RemoveDecl(None, path, None, None, None, None, path.span)
        for holder in former:
            for part in parts_in(holder.parts):
                if part.name.text not in now:
                    self.remover.gone(removal, holder, part)

    def extend(self, place: Place, change: ast.Declaration) -> None:  # noqa: C901 - one arm per form
        match change:
            case ast.ExtendEntityDecl():
                if self.extender.entity(change):
                    self.working.put(place, None)
                return
            case client.ExtendAccessDecl():
                self.working.put(place, self.extender.access(change))
                return
            case client.ExtendPartDecl():
                self.extender.part(change)
            case client.ExtendChoiceDecl():
                self.extender.choice(change)
            case client.ExtendFlowDecl():
                self.extender.flow(change)
            case client.ExtendApprovalDecl():
                self.extender.approval(change)
            case client.ExtendRoleDecl():
                self.extender.role(change)
            case client.ExtendDashboardDecl():
                self.extender.dashboard(change)
            case client.ExtendViewDecl():
                self.extender.view(change)
            case client.ExtendMenuDecl():
                self.extender.menu(change)
            case client.ExtendAppDecl():
                self.extender.app(change)
            case _:
                return
        self.working.put(place, None)

    def declared_again(self) -> None:
        """Reports what a layer below declares, too, and takes it away, so that nothing follows from it."""
        lower: dict[tuple[str, str], ast.Name] = {}
        for _, declaration in self.working.all():
            named = kind_and_name(declaration)
            if named is not None and self.is_lower(declaration):
                lower.setdefault((named[0], named[1].text), named[1])
        for place, declaration in self.own:
            named = kind_and_name(declaration)
            first = lower.get((named[0], named[1].text)) if named is not None else None
            if named is not None and first is not None:
                self.working.problems.append(
                    problems.DeclaredBelow(span=named[1].span, kind=named[0], name=named[1].text, first=first.span)
                )
                self.working.put(place, None)

    def is_lower(self, declaration: ast.Declaration) -> bool:
        """Whether a declaration stands in a layer below this one; what is built in may be declared again in part."""
        path = declaration.span.path
        return (
            not is_built_in(declaration.span) and self.working.layers.of(path) in self.working.layers.below[self.folder]
        )
