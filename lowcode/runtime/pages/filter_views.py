"""The filters of a list as controls and as chips: what may be asked, and what is being asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, assert_never
from urllib.parse import parse_qsl

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.functions.periods import PERIODS
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    Autonumber,
    ChoiceOf,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Scalar,
)
from lowcode.runtime.forms import value_context
from lowcode.runtime.pages.presentation import NUMBERS, Presentation
from lowcode.runtime.queries.address import WORDS, ListAddress
from lowcode.runtime.queries.filters import Contains, Filter, InPeriod, InRange, IsEmpty, IsOption, IsRecord, IsTrue
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.queries.reading import Queries

_PERIODS: Final = (
    "today",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
)
"""The periods that a filter offers; an address may name any other."""


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One thing to tick or choose."""

    value: str
    label: str
    is_chosen: bool
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterView:
    """The control of one filter; `kind` is `options`, `record`, `range` or `text`."""

    kind: str
    name: str
    label: str
    options: tuple[FilterOption, ...] = ()
    periods: tuple[FilterOption, ...] = ()
    period_name: str = ""
    lookup_url: str = ""
    type: str = "text"
    inputmode: str | None = None
    low_name: str = ""
    low: str = ""
    high_name: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that holds, and the address without it."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class FilterViews:
    """Makes controls and chips of one list; `titles` are those of the records that filters name."""

    presentation: Presentation
    context: Context
    address: ListAddress
    titles: Mapping[tuple[str, int], str]

    def controls(self, names: Sequence[str]) -> tuple[FilterView, ...]:
        """The controls of the filters that the list offers, and of those that are in use anyhow."""
        used = [each.field for each in self.address.filters]
        wanted = [name for name in dict.fromkeys((*names, *used)) if self._field(name) is not None]
        return tuple(view for name in wanted if (view := self._control(self._definition(name))) is not None)

    def chips(self) -> tuple[Chip, ...]:
        """The conditions that hold, in words."""
        say = self.presentation.say
        return tuple(
            Chip(
                say("filter.chip", label=self.label(each.field), value=self.words(each)),
                self.address.without_filter(each).url(),
            )
            for each in self.address.filters
        )

    def label(self, name: str) -> str:
        """The field's label."""
        if name in SYSTEM_FIELDS and name not in self.address.entity.field_by_name:
            return self.presentation.say(f"system.{name}")
        return self.presentation.text(self._definition(name).label)

    def words(self, condition: Filter) -> str:
        """What a condition asks for, without the field's label."""
        say, presentation = self.presentation.say, self.presentation
        definition = self._definition(condition.field)
        match condition:
            case IsOption(names=names):
                choice = presentation.choice_of(definition.type)
                identifier = choice.identifier if choice else ""
                return say("filter.joined").join(presentation.option(identifier, name).label for name in names)
            case IsRecord(is_me=True):
                return say("filter.me")
            case IsRecord(ids=ids):
                target = _target(definition)
                return say("filter.joined").join(self.titles.get((target, each), f"#{each}") for each in ids)
            case IsTrue(value=value):
                return say("value.yes" if value else "value.no")
            case InRange(first=first, last=last):
                return self._range_words(definition, first, last)
            case InPeriod(period=period):
                return self._period(period)
            case Contains(text=text):
                return f"“{text}”"
            case IsEmpty(empty=empty):
                return say("filter.is_empty" if empty else "filter.is_not_empty")
            case _:
                assert_never(condition)

    def _range_words(self, definition: FieldDefinition, first: Any, last: Any) -> str:
        say = self.presentation.say
        low, high = (self._bound_words(definition, each) for each in (first, last))
        if first == last:
            return low
        if last is None:
            return say("filter.at_least", value=low)
        if first is None:
            return say("filter.at_most", value=high)
        return say("filter.between", low=low, high=high)

    def _bound_words(self, definition: FieldDefinition, value: Any) -> str:
        if value is None:
            return ""
        is_moment = isinstance(definition.type, Scalar) and definition.type.kind in {"date", "datetime"}
        return str(value.isoformat()) if is_moment else self.presentation.plain(definition, value)

    def _control(self, definition: FieldDefinition) -> FilterView | None:
        name, label = definition.name, self.label(definition.name)
        plain = f"{name}.is" if name in WORDS else name
        match definition.type:
            case ChoiceOf(choice) | ManyChoiceOf(choice):
                chosen = self._of(name, IsOption)
                names = chosen.names if chosen else ()
                options = tuple(
                    FilterOption(each.name, each.label, each.name in names, each.depth)
                    for each in self.presentation.options(choice)
                )
                return FilterView(kind="options", name=plain, label=label, options=options)
            case Scalar(kind="bool"):
                truth = self._of(name, IsTrue)
                texts = (("1", "value.yes", True), ("0", "value.no", False))
                options = tuple(
                    FilterOption(text, self.presentation.say(key), truth is not None and truth.value is value)
                    for text, key, value in texts
                )
                return FilterView(kind="options", name=plain, label=label, options=options)
            case Reference(entity=target) | ManyReference(entity=target):
                return self._record_control(definition, plain, label, target)
            case Scalar() as scalar if scalar.kind in NUMBERS | {"rating", "date", "datetime"}:
                return self._range_control(definition, scalar, label)
            case Scalar() | Autonumber():
                contains = self._of(name, Contains)
                return FilterView(kind="text", name=f"{name}.has", label=label, low=contains.text if contains else "")
            case _:
                return None

    def _record_control(self, definition: FieldDefinition, plain: str, label: str, target: str) -> FilterView:
        chosen = self._of(definition.name, IsRecord)
        options = []
        if target == "user":
            options.append(FilterOption("me", self.presentation.say("filter.me"), chosen is not None and chosen.is_me))
        if chosen is not None and not chosen.is_me:
            options += [
                FilterOption(str(each), self.titles.get((target, each), f"#{each}"), True) for each in chosen.ids
            ]
        url = f"/{self.address.entity.name}/options/{definition.name}?filter=1"
        return FilterView(kind="record", name=plain, label=label, options=tuple(options), lookup_url=url)

    def _range_control(self, definition: FieldDefinition, scalar: Scalar, label: str) -> FilterView:
        name = definition.name
        bounds, period = self._of(name, InRange), self._of(name, InPeriod)
        is_moment = scalar.kind in {"date", "datetime"}
        kind = FIELD_TYPES["date" if is_moment else scalar.kind]
        context = value_context(scalar, self.context)
        low, high = (
            "" if bounds is None or end is None else kind.to_input(end, context)
            for end in ((bounds.first, bounds.last) if bounds else (None, None))
        )
        periods = tuple(
            FilterOption(each, self._period(each), period is not None and period.period == each) for each in _PERIODS
        )
        return FilterView(
            kind="range",
            name=name,
            label=label,
            type="date" if is_moment else "text",
            inputmode=None if is_moment else "decimal",
            low_name=f"{name}.from",
            low=low,
            high_name=f"{name}.to",
            high=high,
            periods=periods if is_moment else (),
            period_name=f"{name}.in",
        )

    def _period(self, name: str) -> str:
        if name not in PERIODS:
            return self.presentation.say("period.today")
        period = PERIODS[name]
        return period.zh if self.presentation.wording.language.startswith("zh") else period.en

    def _of(self, name: str, kind: type[Any]) -> Any:
        return next((each for each in self.address.filters if each.field == name and isinstance(each, kind)), None)

    def _field(self, name: str) -> FieldDefinition | None:
        entity: EntityDefinition = self.address.entity
        return entity.field_by_name.get(name) or SYSTEM_FIELDS.get(name)

    def _definition(self, name: str) -> FieldDefinition:
        found = self._field(name)
        if found is None:
            raise KeyError(name)
        return found


def _target(definition: FieldDefinition) -> str:
    kind = definition.type
    return kind.entity if isinstance(kind, Reference | ManyReference) else ""


def named_titles(queries: Queries, context: Context, address: ListAddress) -> dict[tuple[str, int], str]:
    """The titles of the records that the filters of an address name, by entity and id."""
    titles: dict[tuple[str, int], str] = {}
    for each in address.filters:
        if isinstance(each, IsRecord) and not each.is_me:
            target = _target(address.entity.field_by_name.get(each.field) or SYSTEM_FIELDS[each.field])
            found = queries.titles(target, each.ids, context)
            titles |= {(target, key): link.title or f"#{key}" for key, link in found.items()}
    return titles


def kept_pairs(address: ListAddress) -> tuple[tuple[str, str], ...]:
    """The address from its first page on, as the hidden fields of a form that changes a part of it."""
    return tuple(parse_qsl(address.at_page(1).query()))
