"""Finds the province that a label, an option or an address belongs to.

Known are provinces by their short, full and English names, and cities by theirs; whatever names something larger
(`华东`) or unknown has no place on the map.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final

from lowcode.runtime.charts.provinces import PROVINCES
from lowcode.runtime.pinyin import readings

_SEPARATORS: Final = re.compile(r"[/·、,，;；>|()（）\-–—]+")
_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z' .]*")
_LATIN_ENDINGS: Final = re.compile(r"\b(province|city|municipality|autonomous region|sar|sheng|shi)\b\.?")
_OTHER_NAMES: Final = {
    "xizang": "西藏",
    "neimenggu": "内蒙古",
    "nei mongol": "内蒙古",
    "macau": "澳门",
    "hongkong": "香港",
    "xianggang": "香港",
    "aomen": "澳门",
    "suzhou": "江苏",  # far better known than that of Anhui
    "fuzhou": "福建",  # the capital, not that of Jiangxi
    "urumqi": "新疆",
    "hohhot": "内蒙古",
    "harbin": "黑龙江",
    "lhasa": "西藏",
    "taipei": "台湾",
    "kaohsiung": "台湾",
}
_LONGEST: Final = 40
"""Characters of a text that are looked at."""


def province_of(text: str) -> str | None:
    """The province that the text names, or that lies around what it names; None if it is not known."""
    for part in (text, *_SEPARATORS.split(text)):
        found = _found(part.strip()[:_LONGEST])
        if found is not None:
            return found
    return None


def _found(text: str) -> str | None:
    if _LATIN.fullmatch(text):
        name = " ".join(_LATIN_ENDINGS.sub("", text.lower()).split())
        return _latin_names().get(name) or _latin_names().get(name.replace(" ", "").replace("'", ""))
    name = text.replace(" ", "").removeprefix("中国")
    return _by_beginning(name, _province_names()) or _by_beginning(name, _city_names())


def _by_beginning(text: str, names: Mapping[str, str]) -> str | None:
    """The province of the longest name that the text begins with."""
    for length in range(min(len(text), 6), 1, -1):
        found = names.get(text[:length])
        if found is not None:
            return found
    return None


@functools.cache
def _province_names() -> Mapping[str, str]:
    return {each.name: each.name for each in PROVINCES}


@functools.cache
def _city_names() -> Mapping[str, str]:
    return {city: province.name for province in PROVINCES for city in province.cities}


@functools.cache
def _latin_names() -> Mapping[str, str]:
    """Names in Latin letters; what two provinces call so belongs to neither."""
    readings: dict[str, set[str]] = {}
    for city, province in _city_names().items():
        readings.setdefault(_reading(city), set()).add(province)
    names = {reading: provinces.pop() for reading, provinces in readings.items() if len(provinces) == 1}
    names |= {each.english.lower(): each.name for each in PROVINCES}
    return names | _OTHER_NAMES


def _reading(text: str) -> str:
    return "".join(syllable.rstrip("12345") for syllable in readings(text))
