"""Texts: the functions of the language, and how values of other types are written in a text.

The empty text is empty: a function never gives `""`, it gives None.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Choice, Option
from lowcode.runtime.values.moments import local_moment
from lowcode.runtime.values.numbers import EXACT

BLANKS = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What `trim` removes: the white space of Unicode."""

_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def length(text: str | None) -> int:
    """The number of characters; 0 for none."""
    return 0 if text is None else len(text)


def upper(text: str | None) -> str | None:
    """The letters a–z in upper case. Only those: databases disagree about all others."""
    return None if text is None else text.translate(_UPPER)


def lower(text: str | None) -> str | None:
    """The letters A–Z in lower case. Only those: databases disagree about all others."""
    return None if text is None else text.translate(_LOWER)


def trim(text: str | None) -> str | None:
    """Without blanks at both ends."""
    return None if text is None else text.strip(BLANKS) or None


def contains(text: str | None, part: str | None) -> bool:
    """Whether the text contains the part; no if either is empty."""
    return text is not None and part is not None and part in text


def starts_with(text: str | None, part: str | None) -> bool:
    """Whether the text starts with the part; no if either is empty."""
    return text is not None and part is not None and text.startswith(part)


def ends_with(text: str | None, part: str | None) -> bool:
    """Whether the text ends with the part; no if either is empty."""
    return text is not None and part is not None and text.endswith(part)


def replace(text: str | None, part: str | None, replacement: str | None) -> str | None:
    """Each occurrence of the part replaced; an empty part leaves the text alone, an empty replacement removes."""
    if text is None or part is None:
        return text
    return text.replace(part, replacement or "") or None


def substring(text: str | None, start: int | None, count: int | None) -> str | None:
    """`count` characters from the `start`-th on, counted from 1; less than 1 is 1."""
    if text is None or start is None or count is None:
        return None
    first = max(start, 1) - 1
    return text[first : first + max(count, 0)] or None


def substring_from(text: str | None, start: int | None) -> str | None:
    """All characters from the `start`-th on."""
    return substring(text, start, length(text))


def left(text: str | None, count: int | None) -> str | None:
    """The first `count` characters."""
    return substring(text, 1, count)


def right(text: str | None, count: int | None) -> str | None:
    """The last `count` characters."""
    if text is None or count is None or count <= 0:
        return None
    return text[-count:] or None


def concatenate(first: str | None, second: str | None) -> str | None:
    """`first + second`: empty if either is."""
    return None if first is None or second is None else first + second


def joined(*parts: str | None) -> str | None:
    """A text template: empty parts add nothing."""
    return "".join(part for part in parts if part is not None) or None


_LINKS = re.compile(r"(?<=\])(?=[(:\[])|(?<=<)(?=[^\s<>]*[:@])")
"""Where Markdown would begin the target of a link, or an address in angle brackets."""


def unlinked(text: str | None) -> str | None:
    """A value within a letter, which is Markdown: what somebody typed makes no link in what the app sends."""
    return None if text is None else _LINKS.sub(" ", text)


def path_part(text: str | None) -> str | None:
    """A value within the path of an address: no sign in it means anything there."""
    return None if text is None else quote(text, safe="")


def integer_text(value: int | None) -> str | None:
    """The digits."""
    return None if value is None else str(value)


def decimal_text(value: Decimal | None, digits: int) -> str | None:
    """The number without groups and without zeros at its end, but with at least so many digits after the point."""
    if value is None:
        return None
    shown = EXACT.normalize(value)
    places = max(digits, -int(shown.as_tuple().exponent), 0)
    return f"{EXACT.abs(shown) if shown == 0 else shown:.{places}f}"


def percent_text(value: Decimal | None) -> str | None:
    """`12.5%`."""
    return None if value is None else f"{decimal_text(EXACT.scaleb(value, 2), 0)}%"


def boolean_text(value: bool | None, yes: str, no: str) -> str | None:
    """One of two words."""
    if value is None:
        return None
    return yes if value else no


def date_text(value: datetime.date | None) -> str | None:
    """`2026-11-21`."""
    return None if value is None else value.isoformat()


def time_text(value: datetime.time | None) -> str | None:
    """`09:30`."""
    return None if value is None else value.isoformat("minutes")


def instant_text(value: datetime.datetime | None, timezone: ZoneInfo) -> str | None:
    """`2026-11-21 09:30`, by the clock of the time zone."""
    return None if value is None else local_moment(value, timezone).isoformat(" ", "minutes")


def option_text(context: Context, choice: str, name: str | None) -> str | None:
    """The option's label in the app's first language; an option that is no more keeps its name."""
    return None if name is None else option_labels(context, choice).get(name, name)


def labelled(labels: Mapping[str, str], name: str | None) -> str | None:
    """The option's label, where the application is not at hand; an option that is no more keeps its name."""
    return None if name is None else labels.get(name, name)


def option_labels(context: Context, choice: str) -> Mapping[str, str]:
    """The labels of all options in the app's first language."""
    found = context.application.choice_by_name[choice]
    labels = _LABELS.get(id(found))
    if labels is None or labels[0] is not found:
        labels = _LABELS[id(found)] = (found, dict(_labels_of(found.options)))
    return labels[1]


_LABELS: dict[int, tuple[Choice, Mapping[str, str]]] = {}
"""A cache: the labels of each choice, which is kept beside them so that its id stays its own."""


def _labels_of(options: tuple[Option, ...]) -> Iterator[tuple[str, str]]:
    for option in options:
        yield option.name, option.label.texts[0]
        yield from _labels_of(option.options)
