"""`by app`: transitions that only rules and approvals make. Nobody is offered them, nobody can make them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowcode.cli.main import app
from lowcode.compiler import check, sources_from
from lowcode.diagnostics.problem import Severity

SPEC = """
app claims "Claims" {
  locale en
}
role clerk "Clerk"
role boss  "Boss"

entity Claim "Claim" {
  name  "Name": text(80) required
  state "State": ClaimFlow
}

flow ClaimFlow "Claim" for Claim {
  open    "Open" start
  paid    "Paid" end
  refused "Refused" end

  open -> paid    "Pay" by clerk needs Check
  open -> refused "Refuse" by app
}

approval Check "Check" for Claim {
  step boss "Boss": any of boss
  on rejected { move -> refused }
}

access Claim { clerk all; boss read }

sample {
  User ann { name = "Ann", email = "ann@example.com", roles = [clerk] }
  User bob { name = "Bob", email = "bob@example.com", roles = [boss] }
}

scenario "What is rejected is refused by the app alone" {
  as ann {
    let claim = create Claim { name = "Taxi" }
    expect refused { claim -> refused }
    claim -> paid
  }
  as bob { reject claim "No" }
  expect claim.state == refused
}
"""


def test_only_the_app_makes_it(tmp_path: Path) -> None:
    (tmp_path / "app.lc").write_text(SPEC, encoding="utf-8")
    result = CliRunner().invoke(app, ["test", str(tmp_path), "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert "passed: 1" in result.output


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('open -> refused "Refuse"', "LC465"),
        ('open -> refused "Refuse" by app asks name', "LC466"),
        ('open -> refused "Refuse" by app, clerk', "LC220"),
    ],
)
def test_what_makes_no_sense(line: str, code: str) -> None:
    text = SPEC.replace('open -> refused "Refuse" by app', line)
    problems = [each for each in check(sources_from({"app.lc": text})).problems if each.severity is Severity.ERROR]
    assert [each.code for each in problems] == [code]
