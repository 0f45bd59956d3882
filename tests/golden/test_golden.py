"""Each folder in `cases/` is a specification with the whole project that it becomes, as one text.

`pytest --update-golden tests/golden` writes the expected texts anew; read the difference before you commit it.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.projects import GOLDEN_CASES, compile_folder, dumped, golden_names

EXPECTED = "expected.txt"
MOST_LINES_SHOWN = 80
DESCRIPTION = "openapi.json"
WITH_DESCRIPTION = "small_crm"
"""The case in which the description of the API is looked at; most of it is the same in all."""


@pytest.mark.parametrize("name", golden_names())
def test_project_is_as_expected(name: str, request: pytest.FixtureRequest) -> None:
    files = compile_folder(GOLDEN_CASES / name)
    if name != WITH_DESCRIPTION:
        del files[DESCRIPTION]
    actual = dumped(files)
    expected = GOLDEN_CASES / name / EXPECTED
    if request.config.getoption("--update-golden"):
        expected.write_text(actual, encoding="utf-8", newline="\n")
    before = expected.read_text(encoding="utf-8") if expected.exists() else ""
    if actual != before:
        difference = difflib.unified_diff(
            before.splitlines(), actual.splitlines(), "expected", "actual", lineterm="", n=1
        )
        shown = list(difference)[:MOST_LINES_SHOWN]
        pytest.fail("\n".join(["the project differs; --update-golden if that is right", *shown]))


def test_no_expected_text_without_a_specification() -> None:
    for folder in GOLDEN_CASES.iterdir():
        assert folder.is_dir(), f"{folder} is no case"
        assert list(folder.glob("*.lc")), f"{folder} has no specification"
        assert (folder / EXPECTED).is_file(), f"{folder} has no expected text"


def test_a_second_build_on_another_path_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in golden_names():
        copy = tmp_path / "elsewhere" / name
        copy.mkdir(parents=True)
        for source in (GOLDEN_CASES / name).glob("*.lc"):
            (copy / source.name).write_bytes(source.read_bytes())
        assert compile_folder(copy) == compile_folder(GOLDEN_CASES / name)


@pytest.mark.parametrize("name", ["dependencies", "reports"])
def test_the_order_of_sets_changes_nothing(name: str, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.harness.projects import compile_folder, dumped;"
        "Path(sys.argv[2]).write_text(dumped(compile_folder(Path(sys.argv[1]))), encoding='utf-8')"
    )
    outputs = []
    for seed in ("1", "2"):
        output = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(GOLDEN_CASES.parents[2])}
        command = [sys.executable, "-c", script, str(GOLDEN_CASES / name), str(output)]
        subprocess.run(command, env=environment, check=True)
        outputs.append(output.read_bytes())
    assert outputs[0] == outputs[1]
