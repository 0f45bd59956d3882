"""Tutorials are true: their files are written, their commands run, and what these print is what the page says.

A block whose first line names a path (```` ```lc base/crm.lc ````) is a file. In a block `console`, lines that begin
with `$` are commands, each run in the tutorial's folder; the lines below are what it prints, with `…` for anything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs"
TUTORIALS = sorted(path.name for path in PAGES.glob("tutorial-*.md"))
_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<path>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class File:
    """A file that the reader writes."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command that the reader types, and what is printed then."""

    line: str
    printed: str


def steps_of(page: str) -> Iterator[File | Command]:
    """What a reader does, from top to bottom."""
    for block in _BLOCK.finditer(page):
        if block["path"]:
            yield File(block["path"], block["body"])
        elif block["kind"] == "console":
            for command in re.split(r"^\$ ", block["body"], flags=re.MULTILINE)[1:]:
                line, _, printed = command.partition("\n")
                yield Command(line, printed)


def pattern_of(printed: str) -> re.Pattern[str]:
    """What matches an output: a line `…` stands for any lines, `…` within one for any characters."""
    lines = (".*" if line == "…" else re.escape(line).replace("…", "[^\n]*") + "\n" for line in printed.splitlines())
    return re.compile("".join(lines), re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("name", TUTORIALS)
def test_a_reader_who_does_as_told_sees_what_is_said(name: str, tmp_path: Path) -> None:
    steps = list(steps_of((PAGES / name).read_text(encoding="utf-8")))
    assert any(isinstance(step, Command) for step in steps)
    for step in steps:
        if isinstance(step, File):
            target = tmp_path / "fleet" / step.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.text, encoding="utf-8")
        else:
            printed = _run(step.line, tmp_path, "zh_CN.UTF-8" if ".zh." in name else "en_US.UTF-8")
            assert pattern_of(step.printed).fullmatch(printed), f"$ {step.line}\n{printed}\nexpected:\n{step.printed}"


def _run(line: str, folder: Path, locale: str) -> str:
    programs = Path(sys.executable).parent
    known = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "GITHUB_STEP_SUMMARY"}}
    who = {f"GIT_{role}_{what}": "reader@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    own = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "LOWCODE_CACHE": str(folder / "cache")}
    finished = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder / "fleet",
        env={**known, **who, **own, "LC_ALL": locale, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, f"$ {line}\n{finished.stdout}"
    return finished.stdout
