"""Regular expressions become a form that Python and JavaScript read alike."""

from __future__ import annotations

import pytest

from lowcode.diagnostics.problem import Problem
from lowcode.dsl.regex import portable
from lowcode.source import Span

SAME_FOR_BOTH = {
    r"[0-9A-Z]{18}": r"[0-9A-Z]{18}",
    r"\d{3}-\w+": r"[0-9]{3}-[A-Za-z0-9_]+",
    r"[\d\-.]+": r"[0-9\-\.]+",
    r"\S": r"[^ \t\n\r\f\v]",
    "a{": r"a\{",
    r"\-\_": "-_",
    "[一-龥]+": "[一-龥]+",
    "[a-]": r"[a\-]",
    "[]a]": r"[\]a]",
    "[a[b]": r"[a\[b]",
    r"\u4e00": r"\u4e00",
    "(?:a|b)(?=c)": "(?:a|b)(?=c)",
    "a+?": "a+?",
    "a/b": r"a\/b",
    "[（）、]": "[（）、]",
    r"[^]（\]）]": r"[^\]（\]）]",
    r"\uff08": r"\uff08",
}


@pytest.mark.parametrize(("regex", "expected"), SAME_FOR_BOTH.items())
def test_portable(regex: str, expected: str) -> None:
    problems: list[Problem] = []
    assert portable(regex, Span("a.lc", 0, 1), problems) == expected
    assert not problems


REFUSED = {
    "[A-Z]｛3｝": "LC325",
    "（a|b）": "LC325",
    "[０-９]": "LC325",
    "［a］": "LC325",
    "[": "LC320",
    "(": "LC320",
    "a\\": "LC320",
    "*": "LC320",
    "[[:alpha:]]": "LC320",
    "(?i)a": "LC321",
    "(?P<n>a)": "LC321",
    "(?<=a)b": "LC321",
    "a++": "LC321",
    r"\bword": "LC321",
    r"[\D]": "LC321",
    "a{,3}": "LC321",
    "a" * 2000: "LC321",
}


@pytest.mark.parametrize(("regex", "code"), REFUSED.items())
def test_refused(regex: str, code: str) -> None:
    problems: list[Problem] = []
    assert portable(regex, Span("a.lc", 0, 1), problems) is None
    assert [each.code for each in problems] == [code]
