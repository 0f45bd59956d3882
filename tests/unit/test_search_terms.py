"""What a text is found by, and in which order texts stand."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lowcode.runtime.pinyin import readings
from lowcode.runtime.samples.patterns import text_matching
from lowcode.runtime.search_index import LONGEST_TEXT, terms_of_query, terms_of_text
from lowcode.runtime.sort_key import sort_key


def finds(query: str, text: str) -> bool:
    terms = terms_of_text([text])
    return all(any(terms.issuperset(way) for way in word) for word in terms_of_query(query))


@pytest.mark.parametrize(
    "query",
    [
        "华",
        "华星",
        "星电子",
        "hx",
        "hxdz",
        "huaxing",
        "huax",
        "HuaXing",
        "xingdian",
        "h",
        "ＡＢ－１２",
        "ab-12",
        "华星 AB",
        "2026",
    ],
)
def test_finds(query: str) -> None:
    assert finds(query, "华星电子 AB-1234/2026")


@pytest.mark.parametrize("query", ["星华", "瑞丰", "xh", "ruifeng", "华星 瑞丰", "ac", "9"])
def test_does_not_find(query: str) -> None:
    assert not finds(query, "华星电子 AB-1234/2026")


def test_a_query_without_words_asks_for_nothing() -> None:
    assert terms_of_query(" -,。 ") == ()


@given(st.text(max_size=60))
def test_every_text_finds_itself(text: str) -> None:
    assert finds(text, text[:LONGEST_TEXT])


@given(st.text(max_size=300))
def test_terms_fit_their_column(text: str) -> None:
    assert all(0 < len(term) <= 24 for term in terms_of_text([text]))


def test_words_and_names_are_read_as_people_say_them() -> None:
    assert readings("重庆银行") == ["chong2", "qing4", "yin2", "hang2"]
    assert readings("曾伟")[0] == "zeng1"
    assert readings("绿A")[0] == "lv4"
    assert readings("绿A")[1] == ""


def test_texts_stand_as_a_chinese_reader_expects() -> None:
    wanted = ["-3", "2 号", "10 号", "Abc", "abd", "Élan", "第2章", "第10章", "华星", "划拨", "瑞丰", "重庆"]
    assert sorted(wanted, key=lambda text: sort_key(text) or "") == [
        "-3", "2 号", "10 号", "Abc", "abd", "Élan", "重庆", "第2章", "第10章", "华星", "划拨", "瑞丰",
    ]  # fmt: skip
    assert sort_key("") is None
    assert sort_key(None) is None


@given(st.text(max_size=80))
def test_every_text_has_a_short_key(text: str) -> None:
    key = sort_key(text)
    assert (key is None) == (not text)
    assert len(key or "") <= 800
    assert sort_key(text) == key


@pytest.mark.parametrize(
    "pattern", ["[0-9A-Z]{18}", r"(?:AB|CD)-\d{3,5}[^x]?", r"1[3-9]\d{9}", ".+@.+", "[A-Za-z_][\\w-]*"]
)
def test_samples_match_their_pattern(pattern: str) -> None:
    source = random.Random(1)
    for _ in range(20):
        text = text_matching(pattern, source)
        assert text is not None
        assert re.fullmatch(pattern, text)
