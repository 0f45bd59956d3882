"""`lowcode test`: scenarios pass on what the specification becomes, and fail when what they are about is taken out."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowcode.cli.main import app
from tests.harness.projects import GOLDEN_CASES

EXAMPLE = Path(__file__).parents[1] / "examples" / "crm"
PROCESSES = GOLDEN_CASES / "processes"


def run(folder: Path, *options: str) -> tuple[int, str]:
    """Exit code and output of `lowcode test`."""
    result = CliRunner().invoke(app, ["test", str(folder), "--lang", "en", *options])
    return result.exit_code, result.output


def scenarios(folder: Path) -> dict[str, dict[str, object]]:
    """The results by title."""
    _, output = run(folder, "--format", "json")
    return {each["title"]: each for each in json.loads(output)["scenarios"]}


def changed(folder: Path, target: Path, pattern: str, replacement: str) -> Path:
    """A copy of a specification in which one thing is different."""
    shutil.copytree(folder, target)
    changes = 0
    for file in target.glob("*.lc"):
        text, found = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), flags=re.DOTALL)
        changes += found
        file.write_text(text, encoding="utf-8")
    assert changes == 1, pattern
    return target


def test_every_construct_runs() -> None:
    code, output = run(PROCESSES)
    assert code == 0, output
    assert "scenarios: 3, passed: 3" in output


def test_the_example_passes() -> None:
    assert [each["passed"] for each in scenarios(EXAMPLE).values()] == [True, True, True]


@pytest.mark.parametrize(
    ("pattern", "replacement", "title", "line"),
    [
        (r" needs BigDeal when payable > 100_000", "", "超过十万", "expect deal.stage == proposal"),
        (r"    step legal +\"法务会签\": all of legal\n", "", "超过十万", "as zhao { approve deal }"),
        (r"  after 24h unless status != new \{.*?\n  \}\n", "", "线索 24 小时", 'expect notified(wang, "新达")'),
        (r"  set owner = pick[^\n]*\n", "", "线索 24 小时", "expect lead.owner == zhang"),
        (r"  field revenue \{[^}]*\}\n", "", "销售看不到", "expect not sees(zhang, huaxing.revenue)"),
        (r" where owner == me\n  sales    create", "\n  sales    create", "销售看不到", "expect not sees(he, huaxing)"),
    ],
)
def test_the_example_fails_without_what_it_is_about(
    tmp_path: Path, pattern: str, replacement: str, title: str, line: str
) -> None:
    folder = changed(EXAMPLE, tmp_path / "crm", pattern, replacement)
    found = {name: each for name, each in scenarios(folder).items() if not each["passed"]}
    (failed,) = [each for name, each in found.items() if name.startswith(title)]
    lines = (folder / "crm.lc").read_text(encoding="utf-8").splitlines()
    assert lines[int(str(failed["line"])) - 1].strip() == line
    assert failed["problem"]


def test_coverage_is_a_threshold() -> None:
    code, output = run(EXAMPLE, "--coverage", "99")
    assert code == 1
    assert "less than 99" in output
    assert re.search(r"crm\.lc:\d+: transition pipeline\.any_to_lost", output)


def test_only_some_scenarios() -> None:
    assert list(scenarios(EXAMPLE)) != []
    code, output = run(EXAMPLE, "--only", "24 小时")
    assert code == 0
    assert "scenarios: 1, passed: 1" in output


HANDWRITTEN = """
app scoring "Scoring" { locale en; timezone "Europe/London"; currency GBP }
role seller "Seller"
entity Lead "Lead" { company "Company": text(60) required; score "Score": int; note "Note": text(40) }
access Lead { seller all }
function rate(lead: Lead required) -> int
rule Rate "Rate" for Lead on create { set score = rate(this) }
rule Later "Later" for Lead on create { after 2h { set note = "looked at"; set score = rate(this) } }
sample { User ann { name = "Ann", email = "ann@example.com", roles = [seller] } }
scenario "Goes wrong at once" {
  as ann {
    create Lead { company = "broken" }
  }
}
scenario "Goes wrong later" {
  as ann { let lead = create Lead { company = "later" } }
  after 3h
}
scenario "Goes well" {
  as ann { let lead = create Lead { company = "Cole" } }
  expect lead.score == 4
}
"""

FUNCTIONS = """
def rate(lead):
    if lead.company == "broken" or lead.note:
        return 1 // 0
    return len(lead.company)
"""


def test_an_error_of_the_owners_code_fails_its_scenario_alone(tmp_path: Path) -> None:
    folder, project = tmp_path / "scoring", tmp_path / "project"
    folder.mkdir()
    (folder / "app.lc").write_text(HANDWRITTEN, encoding="utf-8")
    (project / "custom").mkdir(parents=True)
    (project / "custom" / "functions.py").write_text(FUNCTIONS, encoding="utf-8")
    code, output = run(folder, "--out", str(project))
    assert code == 1, output
    assert re.search(r"app\.lc:12: .*custom/functions\.py:4: ZeroDivisionError", output), output
    assert re.search(r"custom/functions\.py:4: ZeroDivisionError(.|\n)*custom/functions\.py:4", output), output
    assert "scenarios: 3, passed: 1" in output


FILES = """
app papers "Papers" { locale en; timezone "Europe/London"; currency GBP }
role seller "Seller"
entity Deal "Deal" {
  name   "Name": text(80) required
  scan   "Scan": file required accept "pdf"
  more   "More": files(2)
  state  "State": Steps
  lines  "Lines": rows { what "What": text(40); photo "Photo": image }
  signed "Signed": file visible when state == won required when state == won
}
flow Steps "Steps" for Deal { open "Open" start; won "Won" end; open -> won "Win" by seller asks signed }
access Deal { seller all }
sample { User ann { name = "Ann", email = "ann@example.com", roles = [seller] } }
scenario "Papers" {
  as ann {
    expect refused "Scan is required" { create Deal { name = "A" } }
    let deal = create Deal { name = "A", scan = "x.pdf", lines = [{ what = "w", photo = "p.png" }] }
    expect refused "pdf" { set deal.scan = "x.docx" }
    expect refused { set deal.more = ["a.pdf", "b.pdf", "c.pdf"] }
    set deal.more = ["a.pdf", "b.txt"]
    expect refused "Signed is required" { deal -> won }
    deal -> won { signed = "signed.pdf" }
    expect deal.signed is not empty
    set deal.more = empty
    expect deal.more is empty
  }
}
"""


def test_people_of_a_scenario_bring_files(tmp_path: Path) -> None:
    (tmp_path / "app.lc").write_text(FILES, encoding="utf-8")
    code, output = run(tmp_path)
    assert code == 0, output


def test_errors_of_the_specification_come_first(tmp_path: Path) -> None:
    folder = changed(PROCESSES, tmp_path / "app", r"(?m)^role auditor", "rle auditor")
    code, output = run(folder)
    assert code == 1
    assert "app.lc" in output
