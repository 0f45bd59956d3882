"""`drop`: what is gone on purpose, as far as the text alone can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.past_drops import (
    DropIncomplete,
    DropNeedless,
    DropReplacementMisplaced,
    DropReplacementMissing,
    DropReplacementUnknown,
    DropStillDeclared,
    DropTwice,
    RenamedAndDropped,
)
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.past.declared import Named, Place, place
from lowcode.dsl.lowering.past.layers import PastLayers
from lowcode.dsl.symbols import EVERYONE, ROLE_CHOICE, FieldSymbol
from lowcode.ir.application import ChoiceFieldType
from lowcode.ir.changes import Drop, Kind, Rename
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class _Form:
    """How a kind is dropped."""

    kind: Kind
    usage: str
    names: tuple[int, ...]
    """Of how many names the path may be."""
    has_replacement: bool = False


_FORMS = {
    "entity": _Form(Kind.ENTITY, 'drop entity Customer "why"', (1,)),
    "field": _Form(Kind.FIELD, 'drop field Customer.phone "why"', (2, 3)),
    "option": _Form(Kind.OPTION, 'drop option Source.fair to web "why"', (2, 3, 4), has_replacement=True),
    "role": _Form(Kind.ROLE, 'drop role clerk to manager "why"', (1,), has_replacement=True),
    "approval": _Form(Kind.APPROVAL, 'drop approval BigDeal "why"', (1,)),
    "flow": _Form(Kind.FLOW, 'drop flow SalesFlow "why"', (1,)),
    "step": _Form(Kind.STEP, 'drop step BigDeal.legal to manager "why"', (2,), has_replacement=True),
}

_EVERYONE = place(Kind.ROLE, "", EVERYONE)
"""Nobody's role in particular."""


@dataclass(frozen=True, slots=True)
class WrittenDrop:
    """A drop and how it was written."""

    drop: Drop
    declaration: ast.DropDecl


def lower_drops(
    lowering: Lowering, things: Iterable[Named], renames: Iterable[Rename], layers: PastLayers
) -> tuple[WrittenDrop, ...]:
    """The drops that make sense; those that do not are reported and left out."""
    reader = _Reader(lowering, things, renames, layers)
    found = ((reader.drop(each), each) for each in lowering.symbols.drops)
    return tuple(WrittenDrop(drop, each) for drop, each in found if drop is not None)


def _usage(form: _Form, declaration: ast.DropDecl) -> str:
    """What was written with what is missing, if that is the reason alone; or else an example."""
    names = [each.text for each in declaration.path.names]
    if len(names) not in form.names:
        return form.usage
    instead = f" to {declaration.replacement.text}" if declaration.replacement is not None else ""
    return f'drop {declaration.kind.text} {".".join(names)}{instead} "why"'


class _Reader:
    def __init__(
        self, lowering: Lowering, things: Iterable[Named], renames: Iterable[Rename], layers: PastLayers
    ) -> None:
        self.lowering = lowering
        self.layers = layers
        self.things = {each.place: each for each in things}
        self.renames = {place(each.kind, each.owner, each.old): each for each in renames}
        self.first: dict[Place, Span] = {}

    def drop(self, declaration: ast.DropDecl) -> Drop | None:
        shown = ".".join(each.text for each in declaration.path.names)
        form = _FORMS.get(declaration.kind.text)
        if form is None:
            self.report(DropNeedless(span=declaration.kind.span, kind=declaration.kind.text, name=shown))
            return None
        *owners, name = (each.text for each in declaration.path.names)
        owner = ".".join(owners)
        reason = self.lowering.labels.message(declaration.reason)
        if reason is None or len(declaration.path.names) not in form.names or owner == ROLE_CHOICE:
            usage = _FORMS["role"].usage if owner == ROLE_CHOICE else _usage(form, declaration)
            self.report(DropIncomplete(span=declaration.span, kind=declaration.kind.text, usage=usage))
            return None
        owner = self.present_owner(form.kind, owner)
        thing = self.things.get(place(form.kind, owner, name))
        if thing is not None and self.layers.keeps(thing, declaration.span):
            return None
        problems = [*self.about_name(declaration, form, owner, name), *self.about_replacement(declaration, form, owner)]
        for problem in problems:
            self.report(problem)
        if problems:
            return None
        replacement = declaration.replacement.text if declaration.replacement else None
        return Drop(form.kind, owner, name, replacement, reason, declaration.span)

    def present_owner(self, kind: Kind, owner: str) -> str:
        """What the owner is called now; it may be written as it was called when the drop was."""
        outer, dot, inner = owner.partition(".")
        if kind is Kind.STEP:
            return self.present(Kind.APPROVAL, "", owner)
        if kind is Kind.OPTION and not dot:
            return self.present(Kind.CHOICE, "", owner)
        found = self.present(Kind.ENTITY, "", outer)
        for field in inner.split(".") if dot else ():
            found = f"{found}.{self.present(Kind.FIELD, found, field)}"
        return found

    def present(self, kind: Kind, owner: str, name: str) -> str:
        where = place(kind, owner, name)
        renamed = None if where in self.things else self.renames.get(where)
        return name if renamed is None else renamed.new

    def about_name(self, declaration: ast.DropDecl, form: _Form, owner: str, name: str) -> Iterator[Problem]:
        where = place(form.kind, owner, name)
        shown = f"{owner}.{name}" if owner else name
        span = declaration.path.span
        thing = self.things.get(where)
        if thing is not None:
            is_below = self.layers.layering.is_above(span, thing.span)
            yield DropStillDeclared(span=span, name=shown, declared=thing.span, is_below=is_below)
        renamed = self.renames.get(where) or self.renames.get(place(Kind.ENTITY, "", shown))
        if renamed is not None:
            yield RenamedAndDropped(span=span, name=shown, renamed=renamed.span)
        first = self.first.setdefault(where, span)
        if first != span:
            yield DropTwice(span=span, name=shown, first=first)

    def about_replacement(self, declaration: ast.DropDecl, form: _Form, owner: str) -> Iterator[Problem]:
        replacement = declaration.replacement
        shown = ".".join(each.text for each in declaration.path.names)
        candidates = tuple(
            each.name
            for each in self.things.values()
            if (each.kind, each.owner) == (form.kind, owner) and each.place != _EVERYONE
        )
        if replacement is None:
            yield from self.about_emptiness(declaration, form, owner, candidates)
        elif not form.has_replacement:
            yield DropReplacementMisplaced(span=replacement.span, kind=declaration.kind.text)
        elif candidates and replacement.text not in candidates:
            yield DropReplacementUnknown(
                span=replacement.span, name=shown, replacement=replacement.text, candidates=candidates
            )

    def about_emptiness(
        self, declaration: ast.DropDecl, form: _Form, owner: str, candidates: tuple[str, ...]
    ) -> Iterator[Problem]:
        """An option without a replacement leaves its records empty, which must be possible."""
        if form.kind is not Kind.OPTION:
            return
        is_state = owner in self.lowering.symbols.flows
        required = "" if is_state else self.required_field(owner)
        if is_state or required:
            yield DropReplacementMissing(
                span=declaration.path.span,
                name=".".join(each.text for each in declaration.path.names),
                reason="state" if is_state else "required",
                field=required,
                candidates=candidates,
            )

    def required_field(self, choice: str) -> str:
        """A field that must always have an option of the choice; empty if there is none."""
        fields = (each for entity in self.lowering.symbols.entities.values() for each in entity.fields.values())
        return next((each.qualified_name for each in fields if _must_have(each, choice)), "")

    def report(self, problem: Problem) -> None:
        self.lowering.report(problem)


def _must_have(field: FieldSymbol, choice: str) -> bool:
    if field.decl is None or field.type != ChoiceFieldType(choice):
        return False
    return any(each.name.text == "required" and each.condition is None for each in field.decl.modifiers)
