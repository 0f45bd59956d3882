"""Stars."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.catalog.field_types.base import COMMON_MODIFIERS, FieldError, InputFacts, Parameter, Shape, ValueContext
from lowcode.catalog.field_types.numbers import Int
from lowcode.catalog.kinds import Alignment

DEFAULT_STARS = 5
MOST_STARS = 10


class Rating(Int):
    """`rating(n)`: a whole number from 1 to `n`, given and shown as stars."""

    name = "rating"
    input = InputFacts(type="radio")
    modifiers = COMMON_MODIFIERS - {"placeholder"} | {"index"}
    alignment = Alignment.START
    parameters = (Parameter(name="stars", default=DEFAULT_STARS, minimum=1, maximum=MOST_STARS),)

    def shape(self, arguments: Mapping[str, int], currency_scale: int) -> Shape:
        """How many stars there are."""
        del currency_scale
        return Shape(most=arguments.get("stars", DEFAULT_STARS))

    def bounds(self, most: int | None) -> tuple[int, int] | None:
        """From one star to all of them."""
        return 1, most or DEFAULT_STARS

    def check(self, value: int, context: ValueContext) -> None:
        """Refuse what is no number of stars."""
        most = context.most or DEFAULT_STARS
        if not 1 <= value <= most:
            raise FieldError("not_a_rating", maximum=most)

    def format(self, value: int, context: ValueContext) -> str:
        """`4 / 5`."""
        return f"{value} / {context.most or DEFAULT_STARS}"
