"""How Chinese characters are read, for sorting and for search, at a tenth of the memory of a full phrase dictionary.

One reading per character, and the words below where the usual reading of a character is wrong: place names, trades
and surnames, which are what records are called by.
"""

from __future__ import annotations

import os
import unicodedata
from functools import lru_cache

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # read when pypinyin is imported; its phrases take 45 MB a worker

from pypinyin.constants import PINYIN_DICT

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}

_DIAERESIS = "\u0308"

_WORDS = {
    "重庆": ("chong2", "qing4"),
    "长沙": ("chang2", "sha1"),
    "长春": ("chang2", "chun1"),
    "长江": ("chang2", "jiang1"),
    "长城": ("chang2", "cheng2"),
    "长安": ("chang2", "an1"),
    "长虹": ("chang2", "hong2"),
    "成长": ("cheng2", "zhang3"),
    "厦门": ("xia4", "men2"),
    "银行": ("yin2", "hang2"),
    "行业": ("hang2", "ye4"),
    "音乐": ("yin1", "yue4"),
    "乐器": ("yue4", "qi4"),
    "重工": ("zhong4", "gong1"),
    "调研": ("diao4", "yan2"),
    "会计": ("kuai4", "ji4"),
    "重复": ("chong2", "fu4"),
    "番禺": ("pan1", "yu2"),
    "蚌埠": ("beng4", "bu4"),
    "六安": ("lu4", "an1"),
    "台州": ("tai1", "zhou1"),
    "朝阳": ("chao2", "yang2"),
    "大厦": ("da4", "sha4"),
}
"""Words read otherwise than their characters alone."""

_SURNAMES = {
    "曾": "zeng1",
    "单": "shan4",
    "解": "xie4",
    "仇": "qiu2",
    "查": "zha1",
    "区": "ou1",
    "任": "ren2",
    "盖": "ge3",
}
"""Readings of a first character in a text of two or three: a person's name."""


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """All syllables in use, without tones."""
    return frozenset(_reading(chr(code))[:-1] for code in PINYIN_DICT if 0x4E00 <= code < 0x9FA6)


def readings(text: str) -> list[str]:
    """For each character of the text its syllable and tone (`hua2`), or an empty text for what is not Chinese."""
    found = [_reading(character) for character in text]
    if len(text) in (2, 3) and text[0] in _SURNAMES and all(found):
        found[0] = _SURNAMES[text[0]]
    for start in range(len(text) - 1):
        word = _WORDS.get(text[start : start + 2])
        if word is not None:
            found[start : start + 2] = word
    return found


@lru_cache(maxsize=4096)
def _reading(character: str) -> str:
    marked = PINYIN_DICT.get(ord(character))
    if marked is None:
        return ""
    tone = "5"
    letters: list[str] = []
    for part in unicodedata.normalize("NFD", marked.partition(",")[0]):
        if part in _TONES:
            tone = _TONES[part]
        elif part == _DIAERESIS:
            letters[-1] = "v"
        elif part.isascii():
            letters.append(part)
    return "".join(letters) + tone
