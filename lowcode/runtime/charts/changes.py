"""How a number has changed since the period that it is compared with: in words, with a sign, and up or down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.locale.formatting import plain_number
from lowcode.runtime.locale.nouns import within
from lowcode.runtime.report_definitions import Measure, ValueForm
from lowcode.runtime.reports.answers import Value
from lowcode.runtime.values.numbers import divide, subtract

_ONE_DIGIT: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change; `direction` is `up`, `down` or `same`."""

    direction: str
    text: str
    """With its sign: `+12.3%`."""
    words: str
    """`比上月同期增长 12.3%`."""
    before: str
    """The number that it is compared with, in full."""
    period: str
    """`较上月同期`, to stand beside `text`."""


def change_since(picture: Picture, measure: Measure, value: Value, before: Value, period: str) -> ChangeView | None:
    """The change from `before`, the number of the period called `period`; None where there is nothing to compare."""
    if not isinstance(value, Decimal | int) or not isinstance(before, Decimal | int):
        return None
    say, period = picture.say, within(period, picture.presentation.wording.language)
    difference = subtract(Decimal(value), Decimal(before)) or Decimal(0)
    earlier, against = picture.write(measure, before), say("chart.against", period=period)
    if difference == 0:
        return ChangeView("same", "±0", say("reports.change_none", period=period), earlier, against)
    size = _size(picture, measure, abs(difference), before)
    direction = "up" if difference > 0 else "down"
    key = "reports.change_up" if difference > 0 else "reports.change_down"
    sign = "+" if difference > 0 else "−"
    return ChangeView(direction, f"{sign}{size}", say(key, period=period, size=size), earlier, against)


def _size(picture: Picture, measure: Measure, difference: Decimal, before: Decimal | int) -> str:
    """Relative to what was before; shares differ by percentage points, and from nothing nothing can be a share."""
    if measure.form.kind is ValueForm.PERCENT:
        points = (difference * 100).quantize(_ONE_DIGIT, ROUND_HALF_UP)
        return picture.say("reports.points", size=plain_number(points))
    share = divide(difference, abs(Decimal(before)), 4)
    return picture.write_short(measure, difference) if share is None else picture.write_share(share)
