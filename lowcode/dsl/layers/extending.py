"""`extend`: what is added to a declaration of a layer below, and what is said anew of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lowcode.diagnostics.problems import clients as problems
from lowcode.diagnostics.problems.names import UnknownModifier
from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.ast_process import StateDecl, StepDecl
from lowcode.dsl.layers.naming import Part, part_called
from lowcode.dsl.layers.parts import PartFinder, inserted, mapped
from lowcode.dsl.layers.working import Holder, is_built_in
from lowcode.source import Span

_OF_BUILT_IN = ("label", "help", "placeholder")
"""What may be said anew of a field that is built in: the rest is relied upon."""
_OF_STATES = ("label", "color", "start", "end", "was")
_OF_STEPS = ("label", "was")
_REPEATABLE = ("was",)
_LINES = {ast.TitleDecl: "title", ast.MergeDecl: "merge on"}
"""What an entity says once: said again above, it stands for what was said below."""


class PartExtender(PartFinder):
    """Carries out what is about entities, choices and single parts."""

    def entity(self, change: ast.ExtendEntityDecl) -> bool:
        """`extend entity`; False if the declaration has to stay, because the entity is built in."""
        lower = self.extended("entity", "field", change.name, change.span)
        if not lower:
            return True
        holder = lower[0]
        kept = [each for each in change.members if self.may_add(change.name.text, lower, each)]
        is_extra = is_built_in(self.span_of(holder))
        if is_extra:
            self.working.put(self.place_of(change), replace(change, members=tuple(kept)))
        else:
            members = holder.parts
            for member in kept:
                members = _with_member(members, member)
            self.working.put(holder.place, holder.rebuilt(members))
        self.label("entity", change.name, change.label)
        return not is_extra

    def extended(self, kind: str, parts: str, name: ast.Name, span: Span) -> list[Holder]:
        """What an `extend` of a whole is about, in the layers below; reported if there is nothing."""
        names = _names(name)
        if len(names) > 1 and self.find(ast.PathRef(tuple(names), name.span)) is None:
            return []
        kinds = ("entity",) if len(names) > 1 else (kind,)
        holders = [each for each in self.working.holders(names, kinds) if each.kind == parts]
        lower = [each for each in holders if self.working.layers.is_below(self.span_of(each).path, span.path)]
        if not lower:
            spans, renamed = [self.span_of(each) for each in holders], self.working.renamed(kind, name.text)
            self.working.missing(kind, name.text, name.span, spans, self.working.names(kind), renamed)
        return lower

    def span_of(self, holder: Holder) -> Span:
        """Where what holds parts is declared."""
        declaration: Any = self.working.files[holder.place.path][holder.place.index]
        span: Span = declaration.name.span
        return span

    def place_of(self, change: ast.Declaration) -> Any:
        """Where a change stands."""
        return next(place for place, each in self.working.all() if each is change)

    def may_add(self, owner: str, holders: Sequence[Holder], member: ast.EntityMember) -> bool:
        """Whether a member fits in; reported if not."""
        if isinstance(member, ast.FieldDecl):
            return self.is_new("field", owner, member, [part for each in holders for part in each.parts])
        what = _LINES.get(type(member))
        return what is None or self.working.note("entity", owner, what, member.span, _line(holders[0].parts, member))

    def is_new(self, kind: str, owner: str, part: Part, parts: Sequence[Any]) -> bool:
        """Whether an added part has a name of its own; reported if not."""
        name = f"{owner}.{part.name.text}"
        first = part_called(parts, part.name.text)
        if first is None:
            return self.working.note(kind, name, "+", part.span)
        if is_built_in(first.name.span):
            return True  # the name is reported as one of the language, where symbols are made
        if not self.working.is_changed_beside(kind, name, part.span):
            self.working.problems.append(
                problems.NameTaken(span=part.name.span, kind=kind, name=name, first=first.name.span)
            )
        return False

    def label(self, kind: str, name: ast.Name, label: ast.LocalizedTextDecl | None) -> None:
        """The new label of a declaration, if one was given."""
        if label is None:
            return
        if "." in name.text:
            said = ast.ModifierDecl(ast.Name("label", label.span), (), None, label, label.span)
            path = ast.PathRef(tuple(_names(name)), name.span)
            self.part(client.ExtendPartDecl(path, (said,), (), label.span))
            return
        for place, declaration, _ in self.working.declared(kind, name.text):
            if not self.working.layers.is_below(declaration.span.path, label.span.path):
                continue
            labelled: Any = declaration
            former = labelled.label.span if labelled.label is not None else None
            if self.working.note(kind, name.text, "label", label.span, former):
                self.working.put(place, replace(labelled, label=label))

    # --- parts ---

    def part(self, change: client.ExtendPartDecl) -> None:
        """`extend Customer.name { … }`."""
        found = self.find(change.path)
        if found is None:
            return
        holder, part = found
        name = f"{holder.owner}.{part.name.text}"
        said = [each for each in change.modifiers if self.may_say(holder, part, name, each)]
        taken = [each for each in change.taken if self.may_take(holder, part, name, each)]
        self.change(holder, part.name.text, lambda old: (_changed(old, said, {each.text for each in taken}),))

    def may_say(self, holder: Holder, part: Part, name: str, modifier: ast.ModifierDecl) -> bool:
        """Whether a modifier may be said anew; reported if not."""
        word = modifier.name.text
        allowed = _allowed(part)
        if allowed is not None and word not in allowed:
            self.working.problems.append(UnknownModifier(span=modifier.name.span, name=word, candidates=allowed))
            return False
        if is_built_in(part.name.span) and word not in _OF_BUILT_IN:
            self.working.problems.append(problems.BuiltInPart(span=modifier.span, name=name))
            return False
        former = next((each.span for each in _modifiers(part) if each.name.text == word), None)
        if word in _REPEATABLE:
            return True
        return self.working.note(holder.kind, name, word, modifier.span, former)

    def may_take(self, holder: Holder, part: Part, name: str, word: ast.Name) -> bool:
        """Whether the part has the modifier that is to go; reported if not."""
        former = next((each for each in _modifiers(part) if each.name.text == word.text), None)
        if former is None:
            self.working.problems.append(
                problems.NothingToTake(
                    span=word.span,
                    name=name,
                    modifier=word.text,
                    candidates=tuple(each.name.text for each in _modifiers(part)),
                    first=part.name.span,
                )
            )
            return False
        if is_built_in(part.name.span):
            self.working.problems.append(problems.BuiltInPart(span=word.span, name=name))
            return False
        return self.working.note(holder.kind, name, word.text, word.span, former.span)

    # --- choices ---

    def choice(self, change: client.ExtendChoiceDecl) -> None:
        """`extend choice Source { … }`."""
        lower = self.extended("choice", "option", change.name, change.span)
        if not lower:
            return
        holder = lower[0]
        options = holder.parts
        for each in change.options:
            said = each.before if isinstance(each, client.PlacedOption) else None
            before = self.working.place_before(change.name.text, said)
            option = each.option if isinstance(each, client.PlacedOption) else each
            if before is not None and part_called(options, before.text) is None:
                self.no_place(change.name.text, before, options)
            options = self.with_option(change.name.text, options, option, before, holder.parts)
        self.working.put(holder.place, holder.rebuilt(options))
        self.label("choice", change.name, change.label)

    def no_place(self, owner: str, before: ast.Name, parts: Sequence[Any]) -> None:
        """Reports what an added part was to stand before."""
        names = tuple(f"{owner}.{each.name.text}" for each in parts if hasattr(each, "name"))
        self.working.missing("option", f"{owner}.{before.text}", before.span, [], names)

    def with_option(
        self,
        owner: str,
        level: tuple[Any, ...],
        option: ast.OptionDecl,
        before: ast.Name | None,
        tree: tuple[Any, ...],
    ) -> tuple[Any, ...]:
        """The options with a new one; one that is there and only has options below it gets these."""
        first = part_called(level, option.name.text)
        is_way = option.label is None and not option.modifiers and option.options
        if isinstance(first, ast.OptionDecl) and is_way:
            below = first.options
            for each in option.options:
                below = self.with_option(owner, below, each, None, tree)
            return mapped(level, first.name.text, lambda _: (replace(first, options=below),))
        return inserted(level, option, before) if self.is_new("option", owner, option, tree) else level


def _names(name: ast.Name) -> list[ast.Name]:
    """`Order.lines` taken apart."""
    return [ast.Name(text, name.span) for text in name.text.split(".")]


def _line(members: Sequence[Any], member: ast.EntityMember) -> Span | None:
    return next((each.span for each in members if type(each) is type(member)), None)


def _with_member(members: tuple[Any, ...], member: ast.EntityMember) -> tuple[Any, ...]:
    if type(member) in _LINES:
        members = tuple(each for each in members if type(each) is not type(member))
    return (*members, member)


def _allowed(part: Part) -> tuple[str, ...] | None:
    """The words that can be said of a state or step; of fields and options, later phases know."""
    if isinstance(part, StateDecl):
        return _OF_STATES
    return _OF_STEPS if isinstance(part, StepDecl) else None


def _modifiers(part: Part) -> list[ast.ModifierDecl]:
    """What is said of a part; of a state in the form of modifiers as well."""
    found = list(part.modifiers)
    if part.label is not None:
        found.append(ast.ModifierDecl(ast.Name("label", part.label.span), (), None, part.label, part.label.span))
    if isinstance(part, StateDecl):
        said = {"start": part.is_start, "end": part.is_end, "color": part.color is not None}
        words = [ast.Name(word, part.span) for word, is_there in said.items() if is_there]
        found += [ast.ModifierDecl(word, (), None, None, part.span) for word in words]
    return found


def _changed(part: Part, said: Sequence[ast.ModifierDecl], taken: set[str]) -> Part:
    """The part with what is said now in the place of what was said before."""
    words = {each.name.text: each for each in said}
    gone = (words.keys() - set(_REPEATABLE)) | taken
    label = words["label"].message if "label" in words else None if "label" in taken else part.label
    modifiers = (
        *(each for each in part.modifiers if each.name.text not in gone),
        *(each for each in said if each.name.text != "label"),
    )
    if isinstance(part, StateDecl):
        color = words["color"].arguments[0] if "color" in words and words["color"].arguments else part.color
        return replace(
            part,
            label=label,
            color=None if "color" in taken else color,
            is_start="start" not in taken and (part.is_start or "start" in words),
            is_end="end" not in taken and (part.is_end or "end" in words),
            modifiers=tuple(each for each in modifiers if each.name.text == "was"),
        )
    return replace(part, label=label, modifiers=modifiers)
