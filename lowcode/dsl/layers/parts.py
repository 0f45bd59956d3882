"""Finding and changing parts: the fields of an entity, the options of a choice, states, steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from lowcode.dsl import ast
from lowcode.dsl.ast_process import StateDecl, StepDecl, TogetherDecl
from lowcode.dsl.layers.naming import Part, part_called, parts_in
from lowcode.dsl.layers.working import Holder, Working
from lowcode.source import Span


def mapped(parts: Sequence[Any], name: str, change: Callable[[Part], Sequence[Part]]) -> tuple[Any, ...]:
    """The parts with the one of the name replaced by what `change` makes of it, however deep it stands."""
    return tuple(_mapped(parts, name, change))


def _mapped(parts: Sequence[Any], name: str, change: Callable[[Part], Sequence[Part]]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, TogetherDecl):
            steps = mapped(part.steps, name, change)
            if steps:
                yield part if steps == part.steps else replace(part, steps=steps)
        elif isinstance(part, ast.FieldDecl | ast.OptionDecl | StateDecl | StepDecl) and part.name.text == name:
            yield from change(part)
        elif isinstance(part, ast.OptionDecl) and part_called(part.options, name) is not None:
            yield replace(part, options=mapped(part.options, name, change))
        else:
            yield part


def inserted(parts: Sequence[Any], new: Any, before: ast.Name | None) -> tuple[Any, ...]:
    """The parts with a new one, at the end or before the one called `before`."""
    if before is None or part_called(parts, before.text) is None:
        return (*parts, new)
    found: list[Any] = []
    for part in parts:
        if part_called((part,), before.text) is not None:
            found.append(new)
        found.append(part)
    return tuple(found)


def follower(parts: Sequence[Any], part: Part) -> str:
    """The name of what stands behind a part and all that is below it; empty if it is the last."""
    names = [each.name.text for each in parts_in(tuple(parts))]
    behind = names[names.index(part.name.text) + len([*parts_in((part,))]) :]
    return behind[0] if behind else ""


class PartFinder:
    """Finds the part that a dotted name stands for, and changes it."""

    def __init__(self, working: Working) -> None:
        self.working = working

    def owners(self, path: Sequence[ast.Name], span: Span) -> list[Holder]:
        """What holds the parts of an owner; reported if there is none."""
        holders = self.working.holders(path)
        outer = self.working.holders(path[:-1]) if len(path) > 1 and not holders else []
        if outer:
            self.working.missing_part(ast.PathRef(tuple(path), span), outer)
        elif not holders:
            name = path[0].text if len(path) == 1 else ".".join(each.text for each in path)
            kinds = ("entity", "choice", "flow", "approval")
            removed = next((each.kind for each in self.working.removals if each.name == name), "entity")
            candidates = [each for kind in kinds for each in self.working.names(kind)]
            renamed = next((each for kind in kinds if (each := self.working.renamed(kind, name))), "")
            self.working.missing(removed, name, span, [], candidates, renamed)
        return holders

    def find(self, path: ast.PathRef) -> tuple[Holder, Part] | None:
        """The part of a layer below, and what holds it; reported if there is none."""
        first, last_owner = path.names[0].span, path.names[-2].span
        holders = self.owners(path.names[:-1], Span(first.path, first.start, last_owner.end))
        if not holders:
            return None
        last = path.names[-1].text
        for holder in holders:
            part = part_called(holder.parts, last)
            if part is not None and self.working.layers.is_below(part.name.span.path, path.span.path):
                return holder, part
        self.working.missing_part(path, holders)
        return None

    def change(self, holder: Holder, name: str, change: Callable[[Part], Sequence[Part]]) -> None:
        """Replaces a part by what `change` makes of it."""
        self.working.put(holder.place, holder.rebuilt(mapped(holder.parts, name, change)))
