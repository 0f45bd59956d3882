"""Each code has a folder with a specification that provokes it and the exact text that people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from lowcode.diagnostics.problems import ALL_PROBLEMS
from tests.diagnostics.projects import CASES, drawing, problems_of

MADE = {"LC901": "entity 客户".encode("gb18030"), "LC902": b"#" * 10_500_000}
"""Files that do not belong into a repository: path of the case → content of its `spec.lc`."""

FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())


def code_of(folder: Path) -> str:
    return folder.name.partition("_")[0]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_case(folder: Path, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if folder.name in MADE:
        (tmp_path / "spec.lc").write_bytes(MADE[folder.name])
    sources, problems = problems_of(tmp_path if folder.name in MADE else folder)
    assert {problem.code for problem in problems} == {code_of(folder)}
    found = drawing(sources, problems)
    expected = folder / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_every_code_has_a_case() -> None:
    assert {code_of(folder) for folder in FOLDERS} == {problem.code for problem in ALL_PROBLEMS}
