"""The filters of a report that stands alone: its period, and the groups of each of its dimensions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lowcode.runtime.pages.filter_views import FilterOption
from lowcode.runtime.pages.reports.filter_choices import ticked_records
from lowcode.runtime.pages.reports.filter_controls import FilterControl, FilterControls
from lowcode.runtime.pages.reports.scope import PERIOD, address, group_name
from lowcode.runtime.pages.reports.scope_reading import NO, YES, filtering_dimensions
from lowcode.runtime.report_definitions import (
    ByMember,
    ByPeriod,
    ByValue,
    Dimension,
    Form,
    ReportDefinition,
    ValueForm,
)
from lowcode.runtime.reports.answering import answer, group_label
from lowcode.runtime.reports.answers import Answer, Group

_DAYS = Form(ValueForm.DATE)
_MOST_GROUPS = 50


@dataclass(frozen=True, slots=True)
class GroupControls:
    """Makes the controls of one report from what it answers."""

    controls: FilterControls
    report: ReportDefinition
    answer: Answer

    def all(self) -> Iterator[FilterControl]:
        """The period, then the dimensions as far as their groups can be named."""
        scope, say = self.controls.scope, self.controls.presentation.say
        yield self.controls.control(PERIOD, say("reports.period"), _DAYS, scope.period)
        for dimension in filtering_dimensions(self.report):
            if isinstance(dimension.grouping, ByPeriod):
                continue
            control = self._control(dimension)
            if control.options or control.lookup_url:
                yield control

    def _control(self, dimension: Dimension) -> FilterControl:
        controls, name = self.controls, group_name(dimension.name)
        chosen = next((each.keys for each in controls.scope.groups if each.dimension is dimension), ())
        words = [self._label(dimension, key) for key in chosen]
        options = tuple(self._options(dimension, chosen))
        is_looked_up = _is_record(dimension) and all(each.is_chosen for each in options)
        return FilterControl(
            kind="record" if is_looked_up else "options",
            name=name,
            label=controls.presentation.text(dimension.label),
            chosen=controls.presentation.say("filter.joined").join(words),
            clear_url=address(controls.path, controls.scope.changed({name})) if chosen else None,
            path=controls.path,
            kept=controls.scope.changed({name}),
            options=options,
            lookup_url=f"{controls.path}/options/{dimension.name}" if is_looked_up else "",
        )

    def _label(self, dimension: Dimension, key: str) -> str:
        return group_label(self.controls.context, dimension, key)

    def _options(self, dimension: Dimension, chosen: tuple[str, ...]) -> Iterator[FilterOption]:
        """What can be ticked; what is chosen beside it stands first."""
        known = tuple(self._known(dimension, chosen))
        for key in chosen:
            if all(each.value != key for each in known):
                yield FilterOption(key, self._label(dimension, key), True)
        yield from known

    def _known(self, dimension: Dimension, chosen: tuple[str, ...]) -> Iterator[FilterOption]:
        presentation, form = self.controls.presentation, dimension.form
        if form.kind is ValueForm.CHOICE and isinstance(dimension.grouping, ByValue | ByMember):
            for option in presentation.options(form.name or ""):
                yield FilterOption(option.name, option.label, option.name in chosen, option.depth)
        elif form.kind is ValueForm.BOOLEAN:
            yield FilterOption(YES, presentation.say("value.yes"), YES in chosen)
            yield FilterOption(NO, presentation.say("value.no"), NO in chosen)
        elif _is_record(dimension):
            entity = self.controls.context.application.entity_by_name[form.name or ""]
            for number, title, depth in ticked_records(self.controls.context, entity) or ():
                yield FilterOption(str(number), title, str(number) in chosen, depth)
        else:
            for group in self._groups(dimension, chosen):
                yield FilterOption(group.key, group.label, group.key in chosen)

    def _groups(self, dimension: Dimension, chosen: tuple[str, ...]) -> list[Group]:
        """The groups that the report shows, or would show if none of them were chosen."""
        found = self.answer
        if chosen:
            scope = self.controls.scope
            others = tuple(each for each in scope.groups if each.dimension is not dimension)
            selection = replace(scope.selection(self.report), groups=others)
            found = answer(self.report, self.controls.context, selection)
        shown = (each for each in found.dimensions if each.definition is dimension)
        return [group for each in shown for group in each.groups if not group.is_others][:_MOST_GROUPS]


def _is_record(dimension: Dimension) -> bool:
    return dimension.form.kind is ValueForm.RECORD and isinstance(dimension.grouping, ByValue | ByMember)
