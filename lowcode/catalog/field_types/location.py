"""Places on the earth."""

from __future__ import annotations

import re
from decimal import Decimal

from lowcode.catalog.field_types.base import COMMON_MODIFIERS, FieldError, InputFacts, ValueContext
from lowcode.catalog.field_types.texts import TextFieldType
from lowcode.quick_dataclass import dataclass

LONGEST_LOCATION = 300
MOST_DIGITS = 8
"""Digits after the point of a degree: a millimetre."""
_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,8})?"
_POINT = re.compile(rf"({_NUMBER})\s*,\s*({_NUMBER})(?:[\s,;]+(.+))?", re.ASCII | re.DOTALL)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，；－＋", "0123456789.,;-+")
_LOOKS_LIKE_A_POINT = re.compile(r"[-+]?\d+(?:\.\d+)?\s*,\s*[-+]?\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is: a point, an address, or both."""

    latitude: Decimal | None
    longitude: Decimal | None
    address: str

    @property
    def geo(self) -> str:
        """The point as a `geo:` address, empty without one."""
        return "" if self.latitude is None else f"geo:{self.latitude:f},{self.longitude:f}"


def place_of(value: str) -> Place:
    """The parts of a value."""
    match = _POINT.fullmatch(value)
    if match is None:
        return Place(latitude=None, longitude=None, address=value)
    return Place(latitude=Decimal(match[1]), longitude=Decimal(match[2]), address=match[3] or "")


class Location(TextFieldType):
    """`location`: latitude, longitude and an address, `31.2304,121.4737 上海市黄浦区`; either part may be missing."""

    name = "location"
    input = InputFacts(autocomplete="street-address")
    modifiers = COMMON_MODIFIERS | {"search"}
    longest = LONGEST_LOCATION

    def read(self, text: str, context: ValueContext) -> str:
        """`lat,lng address` with the digits as they were typed; a point must be one on the earth."""
        typed = super().read(text, context)
        narrow = typed.translate(_HALF_WIDTH)
        match = _POINT.fullmatch(narrow)
        if match is None:
            if _LOOKS_LIKE_A_POINT.match(narrow):
                raise FieldError("not_a_location")
            return typed
        latitude, longitude = Decimal(match[1]), Decimal(match[2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise FieldError("not_a_location")
        point = f"{_exact(latitude)},{_exact(longitude)}"
        address = typed[match.start(3) :].strip() if match[3] else ""
        return f"{point} {address}".strip()

    def format(self, value: str, context: ValueContext) -> str:
        """The address; without one the point."""
        del context
        return place_of(value).address or value


def _exact(degrees: Decimal) -> str:
    """The digits as typed, without a plus sign or the sign of a zero."""
    return f"{degrees or abs(degrees):f}"
