"""An answer beside the language that it is drawn in: labels, plain numbers for the canvas, written ones for people."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeAlias

from lowcode.runtime.locale.formatting import plain_number
from lowcode.runtime.locale.short_numbers import short_number
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.report_definitions import Chart, Form, Measure, ValueForm
from lowcode.runtime.reports.answers import Answer, AnswerDimension, Place, Value, Values

Unit: TypeAlias = tuple[str, str]
"""What a number counts: money, percent or plain numbers, and the unit's own name."""

_PERCENT_DIGITS: Final = Decimal("0.0001")
_MANY_TIMES: Final = 10
"""From here on a percentage has more than three digits, and is grouped."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a drawing reads."""

    answer: Answer
    presentation: Presentation

    @property
    def chart(self) -> Chart:
        """The chart as the report declares it."""
        return self.answer.report.chart

    @property
    def dimensions(self) -> tuple[AnswerDimension, ...]:
        """The dimensions as they are shown."""
        return self.answer.dimensions

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that the reader may know."""
        return self.answer.measures

    @property
    def language(self) -> str:
        """The language of the words."""
        return self.presentation.wording.language

    @property
    def is_chinese(self) -> bool:
        """Whether large numbers are told in 万 and 亿."""
        return self.language.startswith("zh")

    def say(self, key: str, **values: object) -> str:
        """Words of the interface."""
        return self.presentation.say(key, **values)

    def label(self, measure: Measure) -> str:
        """What the measure is called."""
        return self.presentation.text(measure.label)

    def unit_text(self, measure: Measure) -> str:
        """The unit's name, empty without one."""
        return self.presentation.text(measure.unit) if measure.unit is not None else ""

    def unit(self, measure: Measure) -> Unit:
        """What may stand on one axis with it."""
        kind = measure.form.kind
        if kind in {ValueForm.MONEY, ValueForm.PERCENT}:
            return kind.value, self.unit_text(measure)
        return "number", self.unit_text(measure)

    def number(self, value: Value) -> float | int | None:
        """A value as a canvas takes it; what is no number is empty there."""
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            return None
        return value if isinstance(value, int) else _plain(value)

    def at(self, place: Place, measure: int) -> float | int | None:
        """The number of a cell."""
        return self.number(self.answer.at(*place)[measure])

    def earlier(self, place: Place, measure: int) -> float | int | None:
        """The number of the same cell in the earlier period."""
        compared = self.answer.compared
        if compared is None:
            return None
        values: Values = compared.table.cells.get(place, self.answer.nothing)
        return self.number(values[measure])

    def write(self, measure: Measure, value: Value) -> str:
        """The value in full: `¥1,234,567.00`, `12.5%`, `3.2 天`."""
        text = self._write(measure.form, value)
        unit = self.unit_text(measure)
        return f"{text} {unit}" if unit and text else text

    def write_plain(self, measure: Measure, value: Value) -> str:
        """The value in full, without its unit, which a column's head tells."""
        return self._write(measure.form, value)

    def write_short(self, measure: Measure, value: Value) -> str:
        """The value as it is said: `¥123.46万`."""
        kind = measure.form.kind
        if value is None or kind is ValueForm.PERCENT or not isinstance(value, Decimal | int):
            return self.write(measure, value)
        scale = self.presentation.formats.currency_digits if kind is ValueForm.MONEY else measure.form.scale
        text = short_number(value, self.language, scale)
        if kind is ValueForm.MONEY:
            symbol = self.presentation.formats.currency_symbol
            text = f"-{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"
        unit = self.unit_text(measure)
        return f"{text} {unit}" if unit else text

    def write_number(self, measure: Measure, number: float) -> str:
        """A number of the canvas in full."""
        return self.write(measure, number if isinstance(number, int) else Decimal(str(number)))

    def write_share(self, share: Decimal) -> str:
        """A share with one digit after the point: `12.5%`."""
        text = plain_number((share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
        whole, point, rest = text.partition(".")
        return f"{int(whole):,}{point}{rest}%" if abs(share) >= _MANY_TIMES else f"{text}%"

    def number_format(self, measure: Measure) -> Mapping[str, Any]:
        """How the browser writes such numbers."""
        form, formats = measure.form, self.presentation.formats
        kind = form.kind
        found: dict[str, Any] = {"kind": self.unit(measure)[0], "scale": form.scale}
        if kind is ValueForm.MONEY:
            found |= {"scale": formats.currency_digits, "symbol": formats.currency_symbol}
        if measure.unit is not None:
            found["unit"] = self.unit_text(measure)
        return found

    def _write(self, form: Form, value: Value) -> str:
        formats = self.presentation.formats
        match value:
            case None:
                return ""
            case bool():
                return self.say("value.yes" if value else "value.no")
            case Decimal() | int() if form.kind is ValueForm.MONEY:
                return formats.money(value)
            case Decimal() | int() if form.kind is ValueForm.PERCENT:
                return formats.percent(Decimal(value).quantize(_PERCENT_DIGITS, ROUND_HALF_UP))
            case Decimal():
                return formats.decimal(value, form.scale)
            case int():
                return formats.integer(value)
            case datetime.datetime():
                return formats.instant(value)
            case datetime.date():
                return formats.date(value)
            case datetime.time():
                return formats.time(value)
            case _:
                return value


def _plain(value: Decimal) -> float | int | None:
    if not value.is_finite():
        return None
    whole = int(value)
    return whole if value == whole else float(value)
