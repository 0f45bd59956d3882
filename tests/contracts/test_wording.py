"""Everything that the interface says has words in every language, and nothing is worded in vain."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from string import Formatter

import pytest

from lowcode.catalog.field_types import ERROR_CODES
from lowcode.runtime.http import errors
from lowcode.runtime.locale.wording import LANGUAGES, Wording
from lowcode.runtime.locale.words import WORDS
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.saving.outcome import PROBLEM_CODES

RUNTIME = Path(__file__).parents[2] / "lowcode" / "runtime"
LITERAL = re.compile(r"[\"']([a-z]+\.[a-z0-9_.]+)[\"']")
MADE = re.compile(
    r"(error\.\d+\.(title|help)|error\.reason\.\w+|theme\.\w+|system\.\w+|history\.(create|update|delete|restore|merge|merged)"
    r"|process\.approval_\w+|notice\.\w+|problem\.[\w.]+|record\.\w+_unknown)"
)
"""Keys that are put together at run time; other tests here see to them."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_all_languages_fill_the_same_places(key: str) -> None:
    chinese, english, *singular = WORDS[key]
    assert chinese.strip()
    assert english.strip()
    assert places(chinese) == places(english)
    assert all(places(each) | {"count"} == places(english) | {"count"} for each in singular)


def test_singulars_are_for_texts_that_count() -> None:
    counting = {key for key, texts in WORDS.items() if len(texts) == 3}
    assert {key for key in counting if "count" not in places(WORDS[key][1])} == set()


@pytest.mark.parametrize(("code", "parameters"), sorted({**ERROR_CODES, **PROBLEM_CODES}.items()))
def test_each_problem_has_words(code: str, parameters: tuple[str, ...]) -> None:
    for language in LANGUAGES:
        values = dict.fromkeys(parameters, "7")
        assert Wording(language).say(f"problem.{code}", label="X", **values)


def test_each_error_page_has_words() -> None:
    known = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.HttpError)]
    statuses = {each.status for each in known} | {HTTPStatus.INTERNAL_SERVER_ERROR}
    missing = {f"error.{status.value}.{part}" for status in statuses for part in ("title", "help")} - WORDS.keys()
    assert missing == set()


def test_system_fields_and_notices_have_words() -> None:
    wanted = {f"system.{name}" for name in SYSTEM_FIELDS}
    for path in RUNTIME.rglob("*.py"):
        wanted |= {f"notice.{key}" for key in re.findall(r"\btell\(\w+, \"(\w+)\"", path.read_text(encoding="utf-8"))}
    assert wanted - WORDS.keys() == set()


def test_every_key_is_used_and_every_used_key_is_known() -> None:
    areas = {key.partition(".")[0] for key in WORDS}
    used: set[str] = set()
    for path in [*RUNTIME.rglob("*.py"), *RUNTIME.rglob("*.html")]:
        if path.parent.name not in {"words", "commands"}:
            found = LITERAL.findall(path.read_text(encoding="utf-8"))
            used |= {key for key in found if key.partition(".")[0] in areas and key.count(".") <= 2}
    files = {key for key in used if key.endswith((".html", ".js", ".css", ".svg"))}
    assert {key for key in used - files if key not in WORDS and not key.startswith("error.")} == set()
    assert {key for key in WORDS.keys() - used if not MADE.fullmatch(key)} == set()
