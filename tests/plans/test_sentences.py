"""What plans say of processes and types: in the words of the specification, not of the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowcode.cli.main import app

BEFORE = """
app shop "Shop" { locale en }
role staff "Staff"
role helper "Helper"
choice Area "Area" { east "East"; west "West" }
entity Deal "Deal" {
  name "Name": text(40)
  kind "Kind": one of (small "Small", large "Large")
  area "Area": Area
  call "Call": text(30)
  rest "Rest": money
  stage "Stage": Way
}
flow Way "Way" for Deal {
  fresh "Fresh" start; shown "Shown"; won "Won" end
  fresh -> shown "Show" by staff
  shown -> won "Win" by staff needs Big
  on stay shown longer than 3d { task staff "{name}" }
}
approval Big "Big" for Deal { step law "Law": any of staff; step desk "Desk": any of staff }
access Deal { staff all }
"""
RENAMED = (
    BEFORE.replace('shown "Shown"', 'seen "Seen" was shown').replace("shown", "seen").replace("was seen", "was shown")
)
STATE_GONE = (
    BEFORE.replace(' shown "Shown";', "")
    .replace('  fresh -> shown "Show" by staff\n', "")
    .replace("shown ->", "fresh ->")
    .replace("stay shown", "stay fresh")
) + 'drop option Way.shown to won "why"\n'
STEP = '; step desk "Desk": any of staff'


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (
            BEFORE.replace('one of (small "Small", large "Large")', "text(20)"),
            "Deal·Kind: another type (option → text (20))",
        ),
        (BEFORE.replace('"Area": Area', '"Area": text(20)'), "Deal·Area: another type (option (Area) → text (20))"),
        (BEFORE.replace("text(30)", "phone"), "Deal·Call: another type (text (30) → phone number)"),
        (
            BEFORE.replace('": money', '": money = 3'),
            "Deal·Rest: is computed from now on; what was typed in is kept in `archive_0002",
        ),
        (BEFORE.replace('": money', '": money as left_over'), "Deal·Rest: gets another name in the database"),
        (BEFORE.replace('entity Deal "Deal"', 'entity Deal "Deal" as sale'), "Deal: gets another name in the database"),
        (BEFORE.replace("locale en", "locale en; currency JPY"), "(decimal number (18, 2) → decimal number (18, 0))"),
        (BEFORE.replace('role helper "Helper"', 'role aide "Aide" was helper'), "role Aide: was called `helper`"),
        (
            BEFORE.replace('role helper "Helper"\n', 'drop role helper "why"\n'),
            "role Helper: is gone; users do not have it",
        ),
        (RENAMED, "step of a flow Way·Fresh → Seen: was called `fresh_to_shown`"),
        (RENAMED, "actions of a state Way·Seen: was called `on_stay_shown`"),
        (STATE_GONE, "step of a flow Way·Fresh → Shown: is gone"),
        (STATE_GONE, "actions of a state Way·Shown: is gone"),
        (BEFORE.replace(STEP, ""), "step Big·desk: is gone; whoever is signing it finishes"),
        (
            BEFORE.replace(STEP, "") + 'drop step Big.desk to law "why"',
            "requests that wait there go on at Law; reason: why",
        ),
    ],
)
def test_what_the_plan_says(tmp_path: Path, after: str, said: str) -> None:
    (tmp_path / "app.lc").write_text(BEFORE, encoding="utf-8")
    arguments = [str(tmp_path / "app.lc"), "--out", str(tmp_path / "shop"), "--lang", "en"]
    assert CliRunner().invoke(app, ["build", *arguments]).exit_code == 0
    (tmp_path / "app.lc").write_text(after, encoding="utf-8")
    printed = CliRunner().invoke(app, ["plan", *arguments])
    assert (printed.exit_code, said in printed.output) == (0, True), printed.output
