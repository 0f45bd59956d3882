"""Walks two models side by side and tells what differs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lowcode.diagnostics.problem import Wording
from lowcode.differences.changes import Change, Line, Sign, Subject
from lowcode.differences.essence import essence
from lowcode.differences.matching import aligned, is_reordered, matched
from lowcode.differences.reasons import NO_REASONS, Reasons, replacement
from lowcode.differences.side import Scope, Side, scope_inside, value_of
from lowcode.differences.speaking import Speaker
from lowcode.differences.vocabulary import Mode, Names, Part, wording
from lowcode.differences.words import KINDS
from lowcode.ir import application, functions, messages, process, reports, scenarios, seeds
from lowcode.ir.labels import Label

_SAME_WORDS = wording(
    "{said}（文字未变，但其含义因其他改动而不同）", "{said} (same words, which mean something else now)"
)
_ORDER = wording("顺序", "order")
_NAME = wording("规格中的名称", "name in the specification")
_IN_LOCALE = wording("{what}（{locale}）", "{what} ({locale})")
_INSTEAD = wording("改为「{label}」", "becomes “{label}”")
_BECAUSE = wording("原因：{reason}", "reason: {reason}")
_BREAK = wording("；", "; ")
_ROWS = wording("明细", "rows")
_WITH = wording("{noun}：{names}", "{noun}: {names}")

Trail = tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in both models the walk is."""

    old: Scope
    new: Scope
    trail: Trail = ()


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares things of the earlier model with those of the later one."""

    old: Side
    new: Side
    reasons: Reasons = NO_REASONS

    @property
    def before(self) -> Speaker:
        """Speaks of the earlier model."""
        return Speaker(self.old)

    @property
    def after(self) -> Speaker:
        """Speaks of the later model."""
        return Speaker(self.new)

    # --- lists of things ---

    def things(self, old: Sequence[Any], new: Sequence[Any], place: Place) -> Iterator[Change]:
        """What has become of each thing of a list."""
        if not old and not new:
            return
        found = list(matched(old, new, self._keys(old, new, place)))
        for before, after in found:
            if before is not None and after is not None:
                yield from self.thing(before, after, self._deeper(before, after, place))
            elif after is not None:
                yield from self._added(after, place)
        for before, after in found:
            if before is not None and after is None:
                yield self._removed(before, place)
        yield from self._order(found, old, place)

    def _keys(self, old: Sequence[Any], new: Sequence[Any], place: Place) -> list[Any]:
        """The ways to find a thing again, as its kind says; a list may hold several kinds."""
        ways = max(len(KINDS[type(each)].same) for each in (*old, *new))
        return [
            (partial(_identity, self.old, place.old, way), partial(_identity, self.new, place.new, way))
            for way in range(ways)
        ]

    def _deeper(self, before: Any, after: Any, place: Place) -> Place:
        """Inside of a thing; pages and the like are told as those of what they belong to."""
        old, new = scope_inside(self.old, before, place.old), scope_inside(self.new, after, place.new)
        return Place(old, new, (*place.trail, self._subject(self.after, after, place.new)))

    def _subject(self, speaker: Speaker, thing: Any, scope: Scope) -> Subject:
        kind = KINDS[type(thing)]
        is_rows = isinstance(thing, application.Entity) and thing.owner is not None
        called = "" if isinstance(thing, application.View) else speaker.called(thing, scope)
        return Subject(speaker.word(_ROWS if is_rows else kind.noun), called, getattr(thing, "name", ""))

    def _added(self, thing: Any, place: Place) -> Iterator[Change]:
        trail = (*place.trail, self._subject(self.after, thing, place.new))
        yield Change(
            Sign.ADDED,
            trail,
            details=self.after.details(thing, place.new),
            lines=tuple(Line(Sign.ADDED, text) for _, text in self._blocks(thing, place.new)),
        )
        inner = Place(place.old, scope_inside(self.new, thing, place.new), trail)
        for name, part in KINDS[type(thing)].parts.items():
            inside = value_of(thing, name)
            if part.mode is Mode.THINGS:
                yield from self.things((), inside, inner)
            elif part.mode is Mode.INSIDE and inside is not None:
                yield from self._inside(None, inside, part, inner)

    def _blocks(self, thing: Any, scope: Scope) -> Iterator[tuple[Hashable, str]]:
        inner = scope_inside(self.new, thing, scope)
        for name, part in KINDS[type(thing)].parts.items():
            if part.mode is Mode.BLOCK:
                yield from self.after.lines(getattr(thing, name), inner)

    def _removed(self, thing: Any, place: Place) -> Change:
        """A thing that is gone, with the names of what went with it, and the reason if `drop` gives one."""
        subject = self._subject(self.before, thing, place.old)
        kind, inner = KINDS[type(thing)], scope_inside(self.old, thing, place.old)
        went = [
            self.before.word(
                _WITH,
                noun=self.before.word(part.noun),
                names=self.before.joined(self.before.called(each, inner) for each in value_of(thing, name)),
            )
            for name, part in kind.parts.items()
            if part.mode is Mode.THINGS and value_of(thing, name)
        ]
        drop = self.reasons.of(self.old, thing, place.old)
        if drop is not None:
            side = self.after.side
            instead = replacement(side, drop)
            went += [] if instead is None else [self.after.word(_INSTEAD, label=side.label(instead))]
            went.append(self.after.word(_BECAUSE, reason=side.label(drop.reason)))
        return Change(Sign.REMOVED, (*place.trail, subject), details=self.after.word(_BREAK).join(went))

    def _order(self, found: list[tuple[Any, Any]], old: Sequence[Any], place: Place) -> Iterator[Change]:
        """Whether things that stay stand in another order, where people see it."""
        pairs = [(before, after) for before, after in found if before is not None and after is not None]
        positions = {id(each): number for number, each in enumerate(old)}
        staying = [positions[id(before)] for before, _ in pairs]
        if staying == sorted(staying) or type(pairs[0][1]) in _ORDER_UNSEEN:
            return
        was = [old[number] for number in sorted(staying)]
        becomes = [after for _, after in pairs]
        noun = self.after.word(KINDS[type(becomes[0])].noun)
        yield Change(
            Sign.CHANGED,
            place.trail,
            f"{noun} · {self.after.word(_ORDER)}",
            self.before.joined(self.before.called(each, place.old) for each in was),
            self.after.joined(self.after.called(each, place.new) for each in becomes),
        )

    # --- one thing ---

    def thing(self, old: Any, new: Any, place: Place) -> Iterator[Change]:
        """What differs between a thing and what it has become."""
        kind = KINDS[type(new)]
        is_renamed = "name" in kind.parts and old.name != new.name and kind.parts["name"].names is not None
        if is_renamed:
            yield Change(Sign.RENAMED, place.trail, self.after.word(_NAME), f"`{old.name}`", f"`{new.name}`")
        for name, part in kind.parts.items():
            if not (is_renamed and name in {"name", "identifier"}):
                yield from self.attribute(value_of(old, name), value_of(new, name), part, place)

    def attribute(self, old: Any, new: Any, part: Part, place: Place) -> Iterator[Change]:
        """What differs in one attribute of a thing."""
        if part.mode is Mode.RIGHTS or self._is_same(old, new, part, place):
            return
        match part.mode:
            case Mode.THINGS:
                yield from self.things(old, new, place)
            case Mode.INSIDE:
                yield from self._inside(old, new, part, place)
            case Mode.ITEMS:
                yield self._items(old, new, part, place)
            case Mode.BLOCK:
                yield self._block(old, new, part, place)
            case _:
                yield from self._value(old, new, part, place)

    def _is_same(self, old: Any, new: Any, part: Part, place: Place) -> bool:
        return essence(self.old, old, place.old, part.names) == essence(self.new, new, place.new, part.names)

    def _inside(self, old: Any, new: Any, part: Part, place: Place) -> Iterator[Change]:
        if old is not None and new is not None:
            inner = Place(scope_inside(self.old, old, place.old), scope_inside(self.new, new, place.new), place.trail)
            yield from self.thing(old, new, inner)
            return
        noun = self.after.word(part.noun)
        if new is None:
            yield Change(Sign.REMOVED, place.trail, noun)
            return
        yield Change(Sign.ADDED, place.trail, noun, details=self.after.details(new, place.new))
        for name, inner_part in KINDS[type(new)].parts.items():
            if inner_part.mode is Mode.THINGS:
                yield from self.things((), getattr(new, name), place)

    def _value(self, old: Any, new: Any, part: Part, place: Place) -> Iterator[Change]:
        what = self.after.word(part.noun)
        if isinstance(old, Label) and isinstance(new, Label):
            yield from self._label(old, new, what, place)
            return
        was = self.before.value(part, old, place.old)
        becomes = self.after.value(part, new, place.new)
        if was == becomes:
            becomes = self.after.word(_SAME_WORDS, said=becomes)
        yield Change(Sign.CHANGED, place.trail, what, was, becomes)

    def _label(self, old: Label, new: Label, what: str, place: Place) -> Iterator[Change]:
        """A text in each language in which it differs; the reader's own language without saying so."""
        was, becomes = self.old.labels(old), self.new.labels(new)
        shown = self.new.application.locales[self.new.locale]
        for locale in self.new.shared_locales:
            if was[locale] != becomes[locale]:
                told = what if locale == shown else self.after.word(_IN_LOCALE, what=what, locale=locale)
                yield Change(Sign.CHANGED, place.trail, told, was[locale], becomes[locale])

    def _items(self, old: Any, new: Any, part: Part, place: Place) -> Change:
        was = [essence(self.old, each, place.old, part.names) for each in old]
        becomes = [essence(self.new, each, place.new, part.names) for each in new]
        lines = [
            Line(Sign.REMOVED, self.before.said(each, place.old, part.names))
            for key, each in zip(was, old, strict=True)
            if key not in becomes
        ]
        lines += [
            Line(Sign.ADDED, self.after.said(each, place.new, part.names))
            for key, each in zip(becomes, new, strict=True)
            if key not in was
        ]
        if is_reordered(was, becomes) or not lines:
            listed = self.after.said(tuple(new), place.new, part.names)
            lines.append(Line(Sign.CHANGED, f"{self.after.word(_ORDER)}{self._colon}{listed}"))
        return Change(Sign.CHANGED, place.trail, self.after.word(part.noun), lines=tuple(lines))

    def _block(self, old: Any, new: Any, part: Part, place: Place) -> Change:
        """What is done, line by line. Lines that sound alike and mean something else say so."""
        was, becomes = list(self.before.lines(old, place.old)), list(self.after.lines(new, place.new))
        pairs = list(aligned([key for key, _ in was], [key for key, _ in becomes]))
        gone = {was[before][1]: was[before][0] for before, after in pairs if before is not None and after is None}
        new = {becomes[after][1]: becomes[after][0] for before, after in pairs if after is not None and before is None}
        alike = {text for text, key in new.items() if gone.get(text, key) != key}
        lines = []
        for before, after in pairs:
            if after is None and before is not None and was[before][1] not in alike:
                lines.append(Line(Sign.REMOVED, was[before][1]))
            elif before is None and after is not None:
                text = becomes[after][1]
                said = self.after.word(_SAME_WORDS, said=text) if text in alike else text
                lines.append(Line(Sign.CHANGED if text in alike else Sign.ADDED, said))
        return Change(Sign.CHANGED, place.trail, self.after.word(part.noun), lines=tuple(lines))

    @property
    def _colon(self) -> str:
        return self.after.word(_COLON)


def _identity(side: Side, scope: Scope, way: int, thing: Any) -> Hashable:
    """What makes a thing the same in the way of this number; without such a way it is like nothing else."""
    kind = KINDS[type(thing)]
    if way >= len(kind.same):
        return object()
    inner = scope_inside(side, thing, scope)
    names = {name: kind.parts[name].names if name in kind.parts else _LEFT.get(name) for name in kind.same[way]}
    return (type(thing), *(essence(side, getattr(thing, name), inner, named) for name, named in names.items()))


_LEFT = {"entity": Names.ENTITY}
"""What attributes name that no line comes of, and by which things are found again all the same."""
_COLON: Wording = wording("：", ": ")
_ORDER_UNSEEN: frozenset[type] = frozenset(
    {
        application.Choice,
        application.Role,
        application.Entity,
        application.Field,
        application.Check,
        application.UniqueKey,
        application.View,
        messages.Message,
        messages.MessageText,
        messages.Connection,
        functions.Function,
        process.Flow,
        process.Approval,
        process.StateHook,
        process.OutcomeHook,
        reports.Report,
        reports.Dashboard,
        scenarios.Scenario,
        seeds.SeedRecord,
        seeds.SampleCount,
    }
)
"""Things whose order in the specification nobody sees: forms and lists say in which order fields stand."""
