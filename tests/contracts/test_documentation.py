"""What exists is documented: problems, commands, built-ins of the language."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.field_types.base import FieldType
from lowcode.catalog.functions import FUNCTIONS, Function
from lowcode.compiler import check, sources_from
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import ALL_PROBLEMS, problem_by_code

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = "123456789"


@pytest.mark.parametrize("problem", ALL_PROBLEMS, ids=lambda problem: problem.code)
def test_problem_explains_itself(problem: type[Problem]) -> None:
    documentation = problem.__doc__ or ""
    assert re.fullmatch(rf"LC[{FAMILIES}]\d\d", problem.code)
    assert "Example:" in documentation
    assert "How to fix:" in documentation
    assert problem.message.en
    assert problem.message.zh
    assert "!" not in problem.message.en.replace("!=", "")
    assert "invalid" not in problem.message.en.lower()


@pytest.mark.parametrize("problem", ALL_PROBLEMS, ids=lambda problem: problem.code)
def test_problem_has_a_case(problem: type[Problem]) -> None:
    assert (ROOT / "tests" / "diagnostics" / "cases" / problem.code).is_dir()


def test_codes_are_unique() -> None:
    assert len(problem_by_code()) == len(ALL_PROBLEMS)


@pytest.mark.parametrize("field_type", list(FIELD_TYPES), ids=lambda field_type: field_type.name)
def test_field_type_is_complete(field_type: FieldType[object]) -> None:
    assert re.fullmatch(r"[a-z]+", field_type.name)
    assert (type(field_type).__doc__ or "").strip()
    for attribute in ("value_kind", "storage", "input", "modifiers"):
        assert getattr(field_type, attribute) is not None


@pytest.mark.parametrize("function", list(FUNCTIONS), ids=lambda function: function.name)
def test_function_is_complete(function: Function) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", function.name)


def test_readme_names_commands_that_exist() -> None:
    commands = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert {"demo", "test"} <= commands <= targets


def test_the_tour_of_the_readme_is_a_correct_specification() -> None:
    blocks = re.findall(r"^```\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    tours = [block for block in blocks if block.startswith("app ")]
    assert len(tours) == 1
    checked = check(sources_from({"app.lc": tours[0]}))
    assert not checked.problems
    broken = check(sources_from({"app.lc": tours[0].replace("= budget - spent", "= budgt - spent")}))
    assert [problem.code for problem in broken.problems] == ["LC204"]


def test_make_help_lists_what_a_newcomer_needs() -> None:
    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "test-fast", "check", "build", "format", "bench", "clean"):
        assert f"make {target} " in printed


def test_links_of_the_documentation_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]
    assert not broken
