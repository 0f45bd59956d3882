"""Values of the model in words."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from lowcode.catalog.chart_types import CHART_TYPES
from lowcode.diagnostics.field_types import SCALARS
from lowcode.diagnostics.problem import Language, Wording
from lowcode.differences.essence import WRITTEN, own_essence
from lowcode.differences.side import Scope, Side, scope_inside, steps_along, value_of
from lowcode.differences.vocabulary import Kind, Mode, Names, Part, wording
from lowcode.differences.words import KINDS
from lowcode.differences.words.keywords import KEYWORDS, MEMBERS
from lowcode.differences.writing import written
from lowcode.ir.expressions import Duration, Variable, VariableKind
from lowcode.ir.labels import Label

NONE = wording("无", "none")
_UNTITLED = wording("无标题", "untitled")
_YES, _NO = wording("是", "yes"), wording("否", "no")
_UNITS = (
    (wording("{n} 个月", "{n} months"), wording("1 个月", "1 month")),
    (wording("{n} 天", "{n} days"), wording("1 天", "1 day")),
    (wording("{n} 小时", "{n} hours"), wording("1 小时", "1 hour")),
    (wording("{n} 分钟", "{n} minutes"), wording("1 分钟", "1 minute")),
    (wording("{n} 秒", "{n} seconds"), wording("1 秒", "1 second")),
)
_NAMED_AS = {
    Names.ROLE: "roles",
    Names.FLOW: "flows",
    Names.APPROVAL: "approvals",
    Names.RULE: "rules",
    Names.MESSAGE: "messages",
    Names.CONNECTION: "connections",
    Names.REPORT: "reports",
    Names.DASHBOARD: "dashboards",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Speaker:
    """Puts values of one side in words."""

    side: Side

    @property
    def _language(self) -> Language:
        return self.side.language

    def word(self, text: Wording, **facts: object) -> str:
        """A sentence in the reader's language."""
        return text.text(self._language, facts)

    def joined(self, texts: Iterator[str]) -> str:
        """A list of texts."""
        return ("、" if self._language is Language.CHINESE else ", ").join(texts)

    # --- values ---

    def said(self, value: object, scope: Scope, names: Names | None = None) -> str:
        """`value` in words, never empty."""
        match value:
            case None | () | "":
                return self.word(NONE)
            case Label() | Duration() | Enum() | bool():
                return self._simple(value)
            case tuple() if names is Names.PATH:
                return self._path(value, scope)
            case tuple():
                return self._tuple(value, scope, names)
            case frozenset():
                return self.joined(iter(sorted(self.said(each, scope) for each in value))) or self.word(NONE)
            case str() | int() if names is not None:
                return self.named(names, value, scope)
            case Decimal():
                return f"{value:f}"
            case datetime.time(second=0):
                return f"{value:%H:%M}"
            case _ if isinstance(value, WRITTEN):
                return f"`{written(self.side, value)}`"
            case _ if dataclasses.is_dataclass(value):
                return self.phrase(value, scope)
            case _:
                return str(value)

    def _simple(self, value: Label | Duration | Enum | bool) -> str:
        match value:
            case Label():
                return self.side.label(value)
            case Duration():
                return self._duration(value)
            case Enum():
                return self.word(MEMBERS[value])
            case _:
                return self.word(_YES if value else _NO)

    def _tuple(self, value: tuple[object, ...], scope: Scope, names: Names | None) -> str:
        if len(value) == 2 and isinstance(value[0], str) and not isinstance(value[1], str):
            name = self.named(names, value[0], scope) if names is not None else value[0]
            return f"{name} = {self.said(value[1], dataclasses.replace(scope, field=value[0]))}"
        return self.joined(self.said(each, scope, names) for each in value)

    def _duration(self, duration: Duration) -> str:
        hours, rest = divmod(duration.seconds, 3600)
        amounts = (duration.months, duration.days, hours, rest // 60, rest % 60)
        said = [
            self.word(one if amount == 1 else many, n=amount)
            for amount, (many, one) in zip(amounts, _UNITS, strict=True)
            if amount
        ]
        return " ".join(said) or self.word(_UNITS[-1][0], n=0)

    def _path(self, path: tuple[object, ...], scope: Scope) -> str:
        names = [each for each in path if isinstance(each, str)]
        steps = steps_along(self.side, scope.entity, names)
        return "·".join(name if found is None else self.side.label(found.label) for _, name, found in steps)

    # --- names ---

    def named(self, names: Names, name: str | int, scope: Scope) -> str:
        """The label of what a name stands for, or the name where it stands for nothing."""
        label = self._label(names, name, scope)
        return self.side.label(label) if isinstance(label, Label) else label or str(name)

    def _label(self, names: Names, name: str | int, scope: Scope) -> Label | str | None:
        if isinstance(name, int):
            return self._number(names, name, scope)
        match names:
            case Names.ENTITY:
                return self._entity(name)
            case Names.FIELD:
                field = self.side.field(scope.entity, name)
                return field.label if field is not None else None
            case Names.STATE | Names.OPTION:
                return self._option(scope.flow if names is Names.STATE else scope.choice, name)
            case Names.CHOICE:
                choice = self.side.choice(name)
                return choice.label if choice is not None else None
            case Names.PAGE:
                return self._page(name, scope)
            case Names.SCALAR | Names.CHART | Names.WORD:
                return self._built_in(names, name)
            case _:
                return self._listed(names, name)

    def _number(self, names: Names, number: int, scope: Scope) -> str:
        if names is Names.BYTES:
            return f"{number / 1_000_000:g} MB"
        sources = scope.sources
        return self.named(Names.ENTITY, sources[number], scope) if number < len(sources) else str(number)

    def _entity(self, name: str) -> Label | str | None:
        entity = self.side.entity(name)
        return entity.label if entity is not None else None

    def _option(self, choice: str | None, name: str) -> Label | None:
        found = self.side.choice(choice)
        options = found.all_options if found is not None else ()
        return next((each.label for each in options if each.name == name), None)

    def _page(self, name: str, scope: Scope) -> Label | str | None:
        return self._entity(name) or self._listed(Names.REPORT, name) or self._listed(Names.DASHBOARD, name)

    def _listed(self, names: Names, name: str) -> Label | None:
        listed = getattr(self.side.application, _NAMED_AS[names], ()) if names in _NAMED_AS else ()
        return next((each.label for each in listed if each.name == name), None)

    def _built_in(self, names: Names, name: str) -> str | None:
        if names is Names.CHART and name in CHART_TYPES:
            chart = CHART_TYPES[name]
            return self.word(wording(chart.zh, chart.en))
        words: Mapping[str, Wording] = KEYWORDS if names is Names.WORD else SCALARS
        return self.word(words[name]) if name in words else None

    # --- things ---

    def phrase(self, value: object, scope: Scope) -> str:
        """A sentence about a thing that is told as a whole."""
        kind = KINDS[type(value)]
        inner = scope_inside(self.side, value, scope)
        parts = [
            self.part(part, value_of(value, name), inner)
            for name, part in kind.parts.items()
            if part.mode is not Mode.BLOCK and not _goes_without_saying(part, value_of(value, name))
        ]
        return "".join(parts).strip() or self.word(kind.noun)

    def value(self, part: Part, value: object, scope: Scope) -> str:
        """The value of an attribute by itself."""
        is_empty = part.empty is not None and _is_nothing(value)
        return self.word(part.empty) if is_empty and part.empty else self.said(value, scope, part.names)

    def part(self, part: Part, value: object, scope: Scope) -> str:
        """An attribute as it stands in a sentence about the whole."""
        said = self.said(value, scope, part.names)
        if part.phrase is not None:
            return self.word(part.phrase, it=said)
        colon = "：" if self._language is Language.CHINESE else ": "
        return self.word(part.noun) if value is True else f"{self.word(part.noun)}{colon}{said}"

    def called(self, value: object, scope: Scope) -> str:
        """What a thing is called: mostly its label."""
        kind: Kind = KINDS[type(value)]
        inner = scope_inside(self.side, value, scope)
        facts = {
            name: self._fact(part, value_of(value, name), inner)
            for name, part in kind.parts.items()
            if f"{{{name}}}" in kind.called.en
        }
        return self.word(kind.called, **{**_plain_facts(value), **facts})

    def _fact(self, part: Part, value: Any, scope: Scope) -> str:
        if part.mode is Mode.THINGS:
            return self.joined(self.called(each, scope) for each in value)
        if part.mode is Mode.BLOCK:
            return ""
        return self.word(_UNTITLED) if value is None else self.said(value, scope, part.names)

    def details(self, value: object, scope: Scope) -> str:
        """What there is to say about a new thing beside its name: all that is not as usual."""
        kind = KINDS[type(value)]
        inner = scope_inside(self.side, value, scope)
        told = (
            self.part(part, value_of(value, name), inner)
            for name, part in kind.parts.items()
            if part.mode in {Mode.VALUE, Mode.ITEMS}
            and name not in _NAMING
            and f"{{{name}}}" not in kind.called.en
            and not _goes_without_saying(part, value_of(value, name))
        )
        return ("；" if self._language is Language.CHINESE else "; ").join(told)

    def lines(self, blocks: tuple[object, ...], scope: Scope, depth: int = 0) -> Iterator[tuple[Hashable, str]]:
        """What is done, a line for each with its meaning; what is inside of another one is indented."""
        indent = "　" * depth
        for each in blocks:
            kind = KINDS[type(each)]
            inner = scope_inside(self.side, each, scope)
            yield (depth, own_essence(self.side, each, scope)), indent + self.phrase(each, scope)
            for name, part in kind.parts.items():
                inside = getattr(each, name)
                if part.mode is Mode.BLOCK and inside:
                    if part.noun.zh:
                        yield (depth, name), indent + self.word(part.noun)
                    yield from self.lines(inside, inner, depth + 1)


_NAMING = frozenset({"name", "label", "identifier"})
"""Attributes that a new thing is introduced with."""


def _goes_without_saying(part: Part, value: object) -> bool:
    is_this = isinstance(value, Variable) and value.kind is VariableKind.THIS
    is_usual = part.usual is not None and value == part.usual
    return _is_nothing(value) or is_usual or (part.is_about_this and is_this)


def _is_nothing(value: object) -> bool:
    return value is None or value is False or value in ((), "", frozenset())


def _plain_facts(value: object) -> dict[str, object]:
    name = getattr(value, "name", "")
    return {"name": name, "label": name}
