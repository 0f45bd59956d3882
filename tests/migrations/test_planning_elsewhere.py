"""What others' tests and analyzers of migrations are about, in our words; `docs/migrations-coverage.md` tells it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.migrations.elsewhere import DJANGO_COVERED
from tests.migrations.planning import HEAD, Case, planned_steps
from tests.migrations.planning_alembic import CASES as ALEMBIC
from tests.migrations.planning_atlas import CASES as ATLAS
from tests.migrations.planning_django import CASES as DJANGO

PAGE = Path(__file__).parents[2] / "docs" / "migrations-coverage.md"
HEADINGS = {"Django": DJANGO, "Alembic": ALEMBIC, "Atlas": ATLAS}


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{name}: {case.title}") for name, cases in HEADINGS.items() for case in cases],
)
def test_what_others_try(case: Case) -> None:
    assert planned_steps(HEAD + case.before, HEAD + case.after) == case.steps


def row(case: Case) -> str:
    """The line of the page about a case."""
    return f"| {case.title} | {answer(case)} |"


def answer(case: Case) -> str:
    """What becomes of it, as the page says it."""
    if not case.steps:
        return "nothing to do"
    kinds = dict.fromkeys(step.partition(" ")[0].replace("_", " ") for step in case.steps)
    return ", ".join(f"refused ({kind})" if kind.startswith("LC") else kind for kind in kinds)


@pytest.mark.parametrize("name", HEADINGS)
def test_the_page_tells_every_case(name: str) -> None:
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    covered = section.partition("\n### Not covered\n")[0]
    rows = [line for line in covered.splitlines() if line.startswith("| ") and not line.startswith("| case")]
    assert rows == [row(case) for case in HEADINGS[name]]
    assert f"{len(rows)} cases" in covered


def test_every_test_of_django_is_covered_or_named_with_a_reason() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("\n## Django\n")[2].partition("\n## ")[0]
    told, _, table = section.partition("\n### Not covered\n")
    columns = [line.split("|")[3] for line in table.splitlines() if line.startswith("| ")]
    named = [name for column in columns[1:] for name in re.findall(r"`(\w+)`", column) if name != "contenttypes_tests"]
    assert len(named) == len(set(named))
    assert not DJANGO_COVERED & set(named)
    assert f"Of the {len(DJANGO_COVERED) + len(named)} tests" in told
    assert f"cover {len(DJANGO_COVERED)} (" in told
    assert f"; {len(named)} are about" in told
