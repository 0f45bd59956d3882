"""docs/plan-and-diff.md shows what is really printed, and its table is the one that plans are made with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowcode.cli.main import app
from lowcode.plans.effects import EFFECTS, MANUAL, ONLINE, Database, Effect

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "plan-and-diff.md"
BEGIN, END = "<!-- effects -->\n", "<!-- end of effects -->\n"


def effects_table() -> str:
    """A row per operation: its description, the lock, the work on both databases, the page of the manual."""
    rows = [
        "| what is done | lock on PostgreSQL | rows on PostgreSQL | rows on SQLite | manual |",
        "|---|---|---|---|---|",
    ]
    for kind, effect in (*EFFECTS.items(), *ONLINE.items()):
        about = (kind.__doc__ or "").strip().splitlines()[0].replace("|", "\\|")
        rows.append(f"| `{kind.__name__}`: {about} | {effect.lock.sql} | {_works(effect)} | {_page(effect)} |")
    return "\n".join(rows) + "\n"


def _works(effect: Effect) -> str:
    return " | ".join(effect.work(database).name.lower() for database in Database)


def _page(effect: Effect) -> str:
    return f"[{effect.source.removesuffix('.html')}]({MANUAL}{effect.source})"


def test_the_table_is_that_of_the_plans(pytestconfig: pytest.Config) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    table, _, after = rest.partition(END)
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(f"{before}{BEGIN}{effects_table()}{END}{after}", encoding="utf-8")
        return
    assert table == effects_table()


def test_what_is_shown_is_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.lc").write_bytes((HERE / f"{name}.lc").read_bytes())
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["build", "before"]).exit_code == 0
    printed = "".join(
        CliRunner().invoke(app, [*command, "--lang", "en"]).output
        for command in (["plan", "after"], ["diff", "before", "after"])
    )
    shown = re.findall(r"```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in shown for line in block.splitlines() if line.strip() not in {"", "…"}]
    assert len(lines) > 15
    assert [line for line in lines if line not in printed.splitlines()] == []
