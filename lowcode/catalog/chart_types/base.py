"""What a kind of chart is: a name, what it takes, and how the manual and the menus describe it.

What it draws is in `lowcode.runtime.charts`, keyed by the same name; a contract test holds the two together.
"""

from __future__ import annotations

from enum import Enum

from lowcode.quick_dataclass import dataclass


class Along(Enum):
    """What the first dimension of a chart has to be."""

    ANYTHING = "anything"
    ORDERED = "ordered"
    """Its groups follow each other: periods, parts of a date, bands, whole numbers, options or states as declared."""
    PERIODS = "periods"
    """Stretches of time: `month(signed_on)`."""
    DAYS = "days"
    """Days, one by one: `day(created_at)`."""
    STAGES = "stages"
    """States of a flow, options of a choice, or bands: what one passes from the first to the last."""
    PLACES = "places"
    """Provinces or what lies in them: options (also of a tree), a location, or a text that names a place."""


class TargetUse(Enum):
    """Whether a chart has a place for a target."""

    NEVER = "never"
    POSSIBLE = "possible"
    NEEDED = "needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to fill a chart: so many dimensions, and with them from `least` to `most` measures."""

    dimensions: int
    least: int
    most: int
    units: int | None = None
    """How many different units they may have, where that is fewer than the kind takes otherwise."""

    def accepts(self, dimensions: int, measures: int) -> bool:
        """Whether this many fit."""
        return dimensions == self.dimensions and self.least <= measures <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartType:
    """One kind of chart."""

    name: str
    zh: str
    en: str
    purpose_zh: str
    """When to take it, and what stands where: one sentence for the manual and the menus."""
    purpose_en: str
    example: str
    """The `chart` line of a report."""
    forms: tuple[Form, ...]
    along: Along = Along.ANYTHING
    adds_up: bool = False
    """Draws parts of a whole: only what adds up over the groups (counts, sums and their shares) can be shown."""
    adds_up_if_stacked: bool = False
    """The same, where the report says `stack`."""
    spread: bool = False
    """Its measure is a number of the record (`show amount`); shown are the least, the quartiles and the greatest."""
    most_units: int | None = None
    """How many different units its measures may have; None: any number, each measure has a scale of its own."""
    target: TargetUse = TargetUse.NEVER
    compares: bool = False
    """Has a place for the values of an earlier period."""
    stacks: bool = False
    """Takes `stack`."""
    sorts: bool = True
    """Takes `sort`; else its groups have an order or a place of their own."""
    tops: bool = True
    """Takes `top n`; the rest is one group."""
    drills: bool = True
    """Groups can be clicked: takes `drill`."""

    def accepts(self, dimensions: int, measures: int) -> bool:
        """Whether the chart takes this many dimensions with this many measures."""
        return any(form.accepts(dimensions, measures) for form in self.forms)

    def measures_with(self, dimensions: int) -> tuple[int, int] | None:
        """The least and the most measures with this many dimensions; None if it does not take so many dimensions."""
        fitting = [form for form in self.forms if form.dimensions == dimensions]
        if not fitting:
            return None
        return min(form.least for form in fitting), max(form.most for form in fitting)

    def units_with(self, dimensions: int) -> int | None:
        """How many different units the measures may have with this many dimensions; None: any number."""
        fewer = [form.units for form in self.forms if form.dimensions == dimensions and form.units is not None]
        return min(fewer, default=self.most_units)

    @property
    def least_dimensions(self) -> int:
        """The fewest dimensions that it takes."""
        return min(form.dimensions for form in self.forms)

    @property
    def most_dimensions(self) -> int:
        """The most dimensions that it takes."""
        return max(form.dimensions for form in self.forms)


def form(dimensions: int, least: int, most: int | None = None, units: int | None = None) -> Form:
    """A form in one line; without `most` exactly `least` measures."""
    return Form(dimensions=dimensions, least=least, most=least if most is None else most, units=units)
