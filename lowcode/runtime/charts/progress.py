"""What is reached of a target, as bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lowcode.runtime.charts.changes import ChangeView, change_since
from lowcode.runtime.charts.drawing import Keys
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.reports.answers import Value

_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressBar:
    """One bar. `width` is from 0 to 100; `state` is `done`, `on` or `none` (no target)."""

    label: str
    reached: str
    target: str
    rate: str
    width: float
    state: str
    change: ChangeView | None
    keys: Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressView:
    """For `charts/progress.html`."""

    bars: tuple[ProgressBar, ...]
    more: int
    """Groups beyond those that are shown."""


def progress_view(picture: Picture) -> ProgressView:
    """One bar for everything, or one per group."""
    bars = tuple(_bars(picture))
    return ProgressView(bars=bars[:_MOST], more=max(0, len(bars) - _MOST))


def _bars(picture: Picture) -> Iterator[ProgressBar]:
    compared, target = picture.answer.compared, picture.answer.target
    if not picture.dimensions:
        earlier = compared.table.totals[0] if compared is not None else None
        goal = target.total if target is not None else None
        yield _bar(picture, picture.label(picture.measures[0]), (picture.answer.totals[0], earlier, goal), ())
        return
    for place, group in enumerate(picture.dimensions[0].groups):
        earlier = compared.table.cells.get((place,), picture.answer.nothing)[0] if compared is not None else None
        goal = target.cells.get((place,)) if target is not None else None
        yield _bar(picture, group.label, (picture.answer.at(place)[0], earlier, goal), (group.key,))


def _bar(picture: Picture, label: str, values: tuple[Value, Value, Value], keys: Keys) -> ProgressBar:
    """`values`: the present one, the earlier one, the target."""
    present, earlier, goal = values
    measure, aim, compared = picture.measures[0], decimal(goal), picture.answer.compared
    rate = decimal(present) / aim if aim > 0 else None
    state = "none" if rate is None else "done" if rate >= 1 else "on"
    return ProgressBar(
        label=label,
        reached=picture.write_short(measure, present) or picture.say("chart.no_value"),
        target=picture.write_short(measure, goal) if aim > 0 else "",
        rate=picture.write_share(rate) if rate is not None else picture.say("chart.no_target_short"),
        width=float(round(min(max(rate or Decimal(), Decimal()), Decimal(1)) * 100, 1)),
        state=state,
        change=change_since(picture, measure, present, earlier, compared.label) if compared is not None else None,
        keys=keys,
    )
