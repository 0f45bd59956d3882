"""What a build says of `custom/functions.py`, which it reads and does not run."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowcode.cli.main import app
from lowcode.compiler import check, sources_from
from lowcode.custom_code import custom_problems

SPEC = """
app shop "Shop" { locale en; timezone "UTC"; currency CNY }
entity Lead "Lead" { name "Name": text(40) required; points "Points": int }
access Lead { everyone all }
function score(lead: Lead required, points: int) -> money
function tidy(leads: many Lead)
rule Go for Lead on create { call score(this, 1); call tidy(Lead) }
"""
SCORE = "def score(lead: Lead, points: int | None) -> Decimal | None: ...\n"
TIDY = "def tidy(leads: list[Lead]) -> None: ...\n"


def codes(functions: str) -> list[str]:
    application = check(sources_from({"app.lc": SPEC})).application
    assert application is not None
    return [each.code for each in custom_problems(application, {"custom/functions.py": functions})]


@pytest.mark.parametrize(
    "score",
    [
        SCORE,
        "def score(lead, points): ...\n",
        "def score(lead, points=3): ...\n",
        "def score(lead, points, run): ...\n",
        "def score(lead: Lead, points: int | None, *, run: Run) -> Decimal: ...\n",
        "def score(lead: Lead | None, points: Optional[int]) -> decimal.Decimal: ...\n",
        "def score(lead: 'Lead', points: Points) -> Any: ...\n",
        "from elsewhere import score\n",
        "import elsewhere\nscore = elsewhere.score\n",
    ],
)
def test_what_fits(score: str) -> None:
    assert codes(score + TIDY) == []


@pytest.mark.parametrize(
    "score",
    [
        "def score(lead): ...\n",
        "def score(points, lead): ...\n",
        "def score(lead, points, more): ...\n",
        "def score(*, lead, points): ...\n",
        "def score(lead, points, **more): ...\n",
        "def score(lead: Lead, points: int) -> Decimal: ...\n",
        "def score(lead: User, points: int | None) -> Decimal: ...\n",
        "def score(lead: Lead, points: int | None) -> int: ...\n",
    ],
)
def test_what_differs(score: str) -> None:
    assert codes(score + TIDY) == ["LC921"]


def test_what_is_missing_or_no_python() -> None:
    assert codes(SCORE) == ["LC920"]
    assert codes("def score(:\n") == ["LC922"]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*arguments, "--lang", "en"])
    return result.exit_code, result.output


def test_a_build_names_the_line_and_goes_on_when_it_is_right(tmp_path: Path) -> None:
    spec, out = tmp_path / "shop", tmp_path / "out"
    spec.mkdir()
    (spec / "app.lc").write_text(SPEC, encoding="utf-8")
    assert run("build", str(spec), "--out", str(out))[0] == 0
    functions = out / "custom" / "functions.py"
    left = functions.read_text(encoding="utf-8")
    assert left.count("\n@unwritten\n") == 2
    functions.write_text("# Ours.\n" + SCORE.replace("points", "point"), encoding="utf-8")
    code, said = run("build", str(spec), "--out", str(out))
    assert code == 1
    assert "LC921" in said
    assert "functions.py:2:1" in said
    assert "LC920" in said
    functions.write_text(SCORE, encoding="utf-8")
    for _ in range(2):
        code, said = run("build", str(spec), "--out", str(out))
        assert code == 0
        assert "LC920" in said, "a warning is not forgotten"
    functions.write_text(SCORE + TIDY, encoding="utf-8")
    assert run("build", str(spec), "--out", str(out))[0] == 0
    functions.write_text(TIDY, encoding="utf-8")
    assert "LC920" in run("build", str(spec), "--out", str(out))[1], "the cache knows of the owner's file"


def test_scenarios_run_the_functions_of_the_project(tmp_path: Path) -> None:
    spec, out = tmp_path / "shop", tmp_path / "out"
    spec.mkdir()
    scenario = 'scenario "Points" { let lead = create Lead { name = "New" }; expect lead.points == 4 }\n'
    text = SPEC.replace("-> money", "-> int").replace("call score(this, 1)", "set points = score(this, 1)") + scenario
    (spec / "app.lc").write_text(text, encoding="utf-8")
    code, said = run("test", str(spec), "--out", str(out))
    assert code == 1
    assert "The function “score” is not written yet" in said
    assert run("build", str(spec), "--out", str(out))[0] == 0
    written = "def score(lead, points):\n    return len(lead.name) + points\n\n\ndef tidy(leads):\n    return None\n"
    (out / "custom" / "functions.py").write_text(written, encoding="utf-8")
    code, said = run("test", str(spec), "--out", str(out))
    assert code == 0, said
