"""The filters above reports as controls: what is offered, what is chosen, and where each choice leads.

Everything is a link or a form that asks by address, so that it works without scripts and can be gone back from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lowcode.runtime.context import Context
from lowcode.runtime.pages.filter_views import FilterOption
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.reports.filter_choices import OFFERED_PERIODS, period_label, ticked_records
from lowcode.runtime.pages.reports.scope import ANY, Pairs, Scope, address, filter_names
from lowcode.runtime.pages.reports.scope_reading import ME, MOMENTS, NO, YES
from lowcode.runtime.queries.reading import Queries
from lowcode.runtime.report_definitions import FilterDefinition, Form, ValueForm
from lowcode.runtime.reports.calendar_units import plus_days
from lowcode.runtime.reports.selection import (
    DayRange,
    FilterValue,
    NamedPeriod,
    OfNumber,
    OfOptions,
    OfRecords,
    OfText,
    OfTruth,
)


@dataclass(frozen=True, slots=True)
class ChoiceLink:
    """Something to choose by one click."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterControl:
    """One filter; `kind` is `period`, `options`, `record`, `truth`, `text` or `number`."""

    kind: str
    name: str
    label: str
    chosen: str
    """What is chosen, in words; empty for nothing."""
    clear_url: str | None
    path: str
    kept: Pairs
    """The rest of the address, as the hidden fields of a form."""
    links: tuple[tuple[ChoiceLink, ...], ...] = ()
    options: tuple[FilterOption, ...] = ()
    lookup_url: str = ""
    text: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterControls:
    """Makes the controls of one page."""

    presentation: Presentation
    context: Context
    queries: Queries
    path: str
    scope: Scope
    fixed: Pairs = ()
    """What the address of the page says beside the question."""

    def of_dashboard(self, definition: FilterDefinition) -> FilterControl:
        """The control of a filter of the dashboard."""
        value = next((each.value for each in self.scope.filters if each.filter is definition), None)
        label = self.presentation.text(definition.label)
        return self.control(definition.name, label, definition.form, value, has_default=definition.default is not None)

    def control(
        self, name: str, label: str, form: Form, value: FilterValue | None, *, has_default: bool = False
    ) -> FilterControl:
        """A control for values of this form."""
        names = filter_names(name)
        kept = (*self.fixed, *self.scope.changed(names))
        nothing = self._url(name, [ANY] if has_default else [])
        first, last = _days(value)
        options = self._options(form, value)
        is_looked_up = form.kind is ValueForm.RECORD and all(each.is_chosen for each in options)
        return FilterControl(
            kind=_kind(form),
            name=name,
            label=label,
            chosen=self.words(form, value),
            clear_url=nothing if value is not None else None,
            path=self.path,
            kept=kept,
            links=self._links(name, form, value, nothing),
            options=options,
            lookup_url=f"{self.path}/options/{name}" if is_looked_up else "",
            text=_typed(value),
            first=first,
            last=last,
        )

    # --- words -------------------------------------------------------------------------------------------------------

    def words(self, form: Form, value: FilterValue | None) -> str:
        """What is chosen."""
        say = self.presentation.say
        match value:
            case None:
                return ""
            case NamedPeriod(name=name):
                return period_label(self.presentation, name)
            case DayRange():
                return self._range_words(value)
            case OfOptions(names=names):
                return say("filter.joined").join(
                    self.presentation.option(form.name or "", name).label for name in names
                )
            case OfRecords(ids=ids):
                titles = self._titles(form, ids)
                return say("filter.joined").join(titles.get(number, f"#{number}") for number in ids)
            case OfTruth(value=truth):
                return say("value.yes" if truth else "value.no")
            case OfText(text=text):
                return f"“{text}”"
            case OfNumber(number=number):
                return self.presentation.formats.integer(number)

    def _range_words(self, value: DayRange) -> str:
        first, last = _days(value)
        say = self.presentation.say
        if first and last:
            return first if first == last else say("filter.between", low=first, high=last)
        return say("reports.since", day=first) if first else say("reports.until", day=last)

    def _titles(self, form: Form, ids: Sequence[int]) -> Mapping[int, str]:
        found = self.queries.titles(form.name or "", ids, self.context)
        return {number: link.title or f"#{number}" for number, link in found.items()}

    # --- what is offered ---------------------------------------------------------------------------------------------

    def _links(
        self, name: str, form: Form, value: FilterValue | None, nothing: str
    ) -> tuple[tuple[ChoiceLink, ...], ...]:
        say = self.presentation.say
        anything = ChoiceLink(say("period.any"), nothing, value is None)
        if form.kind in MOMENTS:
            lines = tuple(
                tuple(
                    self._link(name, each, period_label(self.presentation, each), value == NamedPeriod(each))
                    for each in line
                )
                for line in OFFERED_PERIODS
            )
            return (*lines, (anything,))
        if form.kind is ValueForm.BOOLEAN:
            yes = self._link(name, YES, say("value.yes"), value == OfTruth(True))
            no = self._link(name, NO, say("value.no"), value == OfTruth(False))
            return ((yes,), (no,), (anything,))
        if form.kind is ValueForm.RECORD and form.name == "user" and self.context.user_id is not None:
            me = value == OfRecords((self.context.user_id,))
            return ((self._link(name, ME, say("filter.me"), me),),)
        return ()

    def _link(self, name: str, text: str, label: str, is_chosen: bool) -> ChoiceLink:
        return ChoiceLink(label, self._url(name, [text]), is_chosen)

    def _url(self, name: str, texts: Sequence[str]) -> str:
        pairs = self.scope.changed(filter_names(name), [(name, text) for text in texts])
        return address(self.path, (*self.fixed, *pairs))

    def _options(self, form: Form, value: FilterValue | None) -> tuple[FilterOption, ...]:
        if form.kind is ValueForm.CHOICE:
            names = value.names if isinstance(value, OfOptions) else ()
            options = self.presentation.options(form.name or "")
            return tuple(FilterOption(each.name, each.label, each.name in names, each.depth) for each in options)
        if form.kind is not ValueForm.RECORD:
            return ()
        ids = value.ids if isinstance(value, OfRecords) else ()
        known = ticked_records(self.context, self.context.application.entity_by_name[form.name or ""]) or ()
        listed = {number for number, _, _ in known}
        unlisted = [each for each in ids if each not in listed]
        titles = self._titles(form, unlisted) if unlisted else {}
        return (
            *(FilterOption(str(each), titles.get(each, f"#{each}"), True) for each in unlisted),
            *(FilterOption(str(each), title, each in ids, depth) for each, title, depth in known),
        )


def _kind(form: Form) -> str:
    match form.kind:
        case ValueForm.DATE | ValueForm.DATETIME:
            return "period"
        case ValueForm.CHOICE:
            return "options"
        case ValueForm.RECORD:
            return "record"
        case ValueForm.BOOLEAN:
            return "truth"
        case ValueForm.INTEGER:
            return "number"
        case _:
            return "text"


def _days(value: FilterValue | None) -> tuple[str, str]:
    """The first and the last day of a range, as an input holds them."""
    if not isinstance(value, DayRange):
        return "", ""
    last = plus_days(value.end, -1) if value.end is not None else None
    return value.first.isoformat() if value.first is not None else "", last.isoformat() if last is not None else ""


def _typed(value: FilterValue | None) -> str:
    match value:
        case OfText(text=text):
            return text
        case OfNumber(number=number):
            return str(number)
        case _:
            return ""
