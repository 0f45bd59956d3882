"""Texts of samples match the pattern of their field and have as many characters as it wants."""

from __future__ import annotations

import random
import re

import pytest

from lowcode.runtime.samples.patterns import fitting_text


@pytest.mark.parametrize(
    ("pattern", "shortest", "longest"),
    [("[0-9A-Z]+", 4, 18), ("[a-z]*", 1, None), ("[0-9]{2,9}", None, 3), ("(ab|abcdef)", 5, 6)],
)
def test_lengths_are_kept(pattern: str, shortest: int | None, longest: int | None) -> None:
    source = random.Random(1)
    texts = [fitting_text(pattern, source, shortest, longest) for _ in range(200)]
    assert all(text is not None and re.fullmatch(pattern, text) for text in texts)
    assert {True} == {(shortest or 0) <= len(text or "") <= (longest or 100) for text in texts}


def test_what_cannot_be_is_left_out() -> None:
    assert fitting_text("[a-z]{3}", random.Random(1), 4, None) is None
