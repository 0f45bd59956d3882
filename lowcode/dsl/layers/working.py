"""The trees of all files while the layers change them, with what has been changed, removed and found wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import clients as problems
from lowcode.dsl import ast
from lowcode.dsl.ast_process import ApprovalDecl, FlowDecl
from lowcode.dsl.layers.folders import BUILT_IN, Layers
from lowcode.dsl.layers.naming import KINDS, former_names, kind_and_name, part_called, parts_in
from lowcode.ir.layers import LayerChange
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

Tree = TypeVar("Tree")
WHOLE = ("*", "+", "-")
"""Changes that concern all of a thing."""
TYPES = ("entity", "choice", "flow", "approval")
"""What has parts; the first three share their names."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a declaration stands."""

    path: str
    index: int


@dataclass(frozen=True, slots=True)
class Holder:
    """What has parts: an entity its members, a choice its options, a flow its states, an approval its steps."""

    kind: str
    """Of the parts: `field`, `option`, `state`, `step`."""
    owner: str
    place: Place
    parts: tuple[Any, ...]
    rebuilt: Callable[[tuple[Any, ...]], ast.Declaration]
    source: ast.TextDecl | None = None
    """The file that a choice takes its options from."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What a layer has taken away, for those who still use it."""

    kind: str
    name: str
    span: Span
    names: frozenset[str]
    """The names by which expressions know it and what went with it: records of an entity, states of a flow."""
    entity: str = ""
    """Of a flow."""
    dashboards: frozenset[str] = frozenset()
    """Those that showed a report."""


class Working:
    """The state of `layered`."""

    def __init__(self, layers: Layers, files: dict[str, list[ast.Declaration | None]]) -> None:
        self.layers = layers
        self.files = files
        self.problems: list[Problem] = []
        self.changes: list[LayerChange] = []
        self.removals: list[Removal] = []
        self.followers: dict[str, str] = {}
        """What stood behind each option, state or step that the present layer has removed; empty behind the last."""

    # --- finding ---

    def all(self) -> Iterator[tuple[Place, ast.Declaration]]:
        """Every declaration that is there now."""
        for path, declarations in self.files.items():
            for index, declaration in enumerate(declarations):
                if declaration is not None:
                    yield Place(path, index), declaration

    def declared(self, kind: str, name: str) -> list[tuple[Place, ast.Declaration, ast.Name]]:
        """The declarations of a kind and name; of most there is one, of `access` there may be several."""
        return [
            (place, declaration, found[1])
            for place, declaration in self.all()
            if (found := kind_and_name(declaration)) is not None and found[0] == kind and found[1].text == name
        ]

    def names(self, kind: str) -> tuple[str, ...]:
        """All names of a kind."""
        found = (kind_and_name(declaration) for _, declaration in self.all())
        return tuple(each[1].text for each in found if each is not None and each[0] == kind)

    def below(self, kind: str, name: ast.Name, change: Span) -> list[tuple[Place, ast.Declaration, ast.Name]]:
        """What a change is about: declarations of the layers below it; reported if there are none."""
        found = self.declared(kind, name.text)
        lower = [each for each in found if self.layers.is_below(each[2].span.path, change.path)]
        if not lower:
            renamed = self.renamed(kind, name.text)
            self.missing(kind, name.text, name.span, [each[2].span for each in found], self.names(kind), renamed)
        return lower

    def renamed(self, kind: str, name: str) -> str:
        """The new name of what was once called `name`, if the layers below tell."""
        for _, declaration in self.all():
            found = kind_and_name(declaration)
            if found is not None and found[0] == kind and name in former_names(declaration):
                return found[1].text
        return ""

    def holders(self, path: Sequence[ast.Name], kinds: Sequence[str] = TYPES) -> list[Holder]:
        """What a dotted name stands for; several where an entity is built in and has been extended."""
        first, rest = path[0].text, [name.text for name in path[1:]]
        found: list[Holder] = []
        extensions: list[Holder] = []
        for place, declaration in self.all():
            named = kind_and_name(declaration)
            if isinstance(declaration, ast.ExtendEntityDecl):
                is_of = "entity" in kinds and declaration.name.text == first
                extensions += holders_in(place, declaration, rest) if is_of else []
            elif named is not None and named[0] in kinds and named[1].text == first:
                found += holders_in(place, declaration, rest)
        return [*found, *extensions] if found and "entity" in kinds else found

    def place_before(self, owner: str, name: ast.Name | None) -> ast.Name | None:
        """In front of what something is to stand; where that has just been removed, what stood behind it."""
        while name is not None and (removed := f"{owner}.{name.text}") in self.followers:
            behind = self.followers[removed]
            name = ast.Name(behind, name.span) if behind else None
        return name

    # --- changing ---

    def put(self, place: Place, declaration: ast.Declaration | None) -> None:
        """Puts a declaration in the place of another; None takes it away."""
        self.files[place.path][place.index] = declaration

    def note(self, kind: str, name: str, what: str, span: Span, former: Span | None = None) -> bool:
        """Remembers a change; False, and reported, if something of the same rank has changed the same."""
        if self.is_changed_beside(kind, name, span, what):
            return False
        self.changes.append(LayerChange(kind, name, what, span, former))
        return True

    def add(self, kind: str, name: str, what: str, span: Span) -> None:
        """Remembers what adds to a thing: others may add to it as well."""
        self.changes.append(LayerChange(kind, name, what, span))

    def is_changed_beside(self, kind: str, name: str, span: Span, what: str = "*", by: Sequence[str] = WHOLE) -> bool:
        """Whether a change comes upon one of the same layer, or of one that it does not stand on; reported if so.

        A change of a whole comes upon every other change of it, unless `by` says which.
        """
        for earlier in self.changes:
            is_whole = what in WHOLE and by is WHOLE
            is_same = earlier.subject == (kind, name) and (is_whole or earlier.what in (what, *by))
            if is_same and not self.layers.is_below(earlier.span.path, span.path):
                part = "" if what in WHOLE else what
                self.problems.append(
                    problems.ChangedTwice(span=span, kind=kind, name=name, part=part, first=earlier.span)
                )
                return True
        return False

    # --- reporting ---

    def missing(
        self,
        kind: str,
        name: str,
        span: Span,
        found: Sequence[Span],
        candidates: Sequence[str] = (),
        renamed: str = "",
    ) -> None:
        """Why a change has nothing to change: `found` are things of the name that it may not change."""
        if self.is_changed_beside(kind, name, span, by=("*", "-")) or self.is_unread(name):
            return
        own = next((each for each in found if self.layers.of(each.path) == self.layers.of(span.path)), None)
        removed = next((each for each in self.removals if (each.kind, each.name) == (kind, name)), None)
        if own is not None:
            self.problems.append(problems.OwnDeclaration(span=span, kind=kind, name=name, first=own))
        elif found:
            self.problems.append(problems.NotBelow(span=span, kind=kind, name=name, first=found[0]))
        elif removed is not None:
            self.problems.append(problems.GoneBelow(span=span, kind=kind, name=name, first=removed.span))
        else:
            dropped = None if renamed else self.dropped(kind, name, span)
            self.problems.append(
                problems.NothingToChange(
                    span=span,
                    kind=kind,
                    name=name,
                    candidates=tuple(candidates),
                    renamed=renamed,
                    other=self.kind_of(name, kind),
                    dropped=dropped[1].span if dropped else None,
                )
            )

    def dropped(self, kind: str, name: str, change: Span) -> tuple[Place, ast.DropDecl] | None:
        """Where a layer below says that a thing is gone on purpose."""
        word = "option" if kind == "state" else kind
        for place, declaration in self.all():
            if isinstance(declaration, ast.DropDecl) and not declaration.of_client:
                is_meant = (declaration.kind.text, dotted(declaration.path.names)) == (word, name)
                if is_meant and self.layers.is_below(place.path, change.path):
                    return place, declaration
        return None

    def kind_of(self, name: str, kind: str) -> str:
        """What else has the name, where something of another kind was meant."""
        others = (each for each in KINDS.values() if each != kind and kind in KINDS.values())
        return next((each for each in others if self.declared(each, name)), "")

    def is_unread(self, name: str) -> bool:
        """Whether a declaration of this name could not be read, which has been reported."""
        unread = (each for _, each in self.all() if isinstance(each, ast.UnsupportedDecl))
        return any(each.name is not None and each.name.text == name.partition(".")[0] for each in unread)

    def missing_part(self, path: ast.PathRef, holders: Sequence[Holder]) -> None:
        """Why the part that a path names cannot be changed."""
        kind, name = holders[0].kind, dotted(path.names)
        last, owner = path.names[-1], path.names[:-1]
        found = [part for holder in holders for part in parts_in(holder.parts) if part.name.text == last.text]
        parts = [part for holder in holders for part in parts_in(holder.parts)]
        renamed = next((part.name.text for part in parts if last.text in former_names(part)), "")
        candidates = [dotted((*owner, part.name)) for part in parts]
        shown = dotted((*owner, ast.Name(renamed, last.span))) if renamed else ""
        self.missing(kind, name, path.span, [each.name.span for each in found], candidates, shown)


def dotted(names: Sequence[ast.Name]) -> str:
    """`Customer.name`."""
    return ".".join(name.text for name in names)


def holders_in(place: Place, declaration: ast.Declaration, rest: Sequence[str]) -> list[Holder]:
    """What holds parts in a declaration, or in its field `rest`."""
    match declaration:
        case ast.EntityDecl() | ast.ExtendEntityDecl():
            return _in_entity(place, declaration, rest)
        case ast.ChoiceDecl(name=name, options=options, source=source) if not rest:
            rebuilt = _rebuilding(declaration, "options")
            return [Holder("option", name.text, place, options, rebuilt, source)]
        case FlowDecl(name=name, states=states) if not rest:
            return [Holder("state", name.text, place, states, _rebuilding(declaration, "states"))]
        case ApprovalDecl(name=name, stages=stages) if not rest:
            return [Holder("step", name.text, place, stages, _rebuilding(declaration, "stages"))]
        case _:
            return []


def _rebuilding(declaration: Any, attribute: str) -> Callable[[tuple[Any, ...]], Any]:
    return lambda parts: replace(declaration, **{attribute: parts})


def _in_entity(place: Place, declaration: ast.EntityDecl | ast.ExtendEntityDecl, rest: Sequence[str]) -> list[Holder]:
    rebuilt = _rebuilding(declaration, "members")
    if not rest:
        return [Holder("field", declaration.name.text, place, declaration.members, rebuilt)]
    owner = part_called(declaration.members, rest[0])
    if not isinstance(owner, ast.FieldDecl) or len(rest) > 1:
        return []
    kind, attribute = "option", "options"
    if isinstance(owner.type, ast.RowsTypeDecl):
        kind, attribute = "field", "members"
    elif not isinstance(owner.type, ast.OneOfTypeDecl | ast.ManyOfTypeDecl):
        return []

    def inside(parts: tuple[Any, ...]) -> Any:
        changed = replace(owner, type=_rebuilding(owner.type, attribute)(parts))
        return rebuilt(tuple(changed if each is owner else each for each in declaration.members))

    name = f"{declaration.name.text}.{owner.name.text}"
    return [Holder(kind, name, place, getattr(owner.type, attribute), inside)]


def is_built_in(span: Span) -> bool:
    """Whether a place is in the built-in entities."""
    return span.path.startswith(BUILT_IN)
