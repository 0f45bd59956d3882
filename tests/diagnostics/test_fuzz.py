"""Damaged specifications: always a diagnostic or an application, never a traceback, never slow.

`LOWCODE_FUZZ=10000 pytest tests/diagnostics/test_fuzz.py` runs as many as one likes; each is made from its number, so
that a failure can be had again.
"""

from __future__ import annotations

import gc
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lowcode.checking import check
from lowcode.codegen.generator import generate
from lowcode.diagnostics.problem import Language
from lowcode.dsl.parser import parse
from lowcode.reporting import OutputFormat, Report, render
from lowcode.source import SourceFile
from tests.diagnostics.mutations import mutated

ROOT = Path(__file__).parents[2]
MOST_SECONDS = 2.0
COUNT = int(os.environ.get("LOWCODE_FUZZ", "150"))
BATCH = 50


@pytest.fixture(scope="module", autouse=True)
def _own_rubbish_only() -> Iterator[None]:
    """What thousands of other tests have left in this process is not searched for rubbish on the time of these."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Whole projects as one file each."""
    found = []
    for folder in (*sorted((ROOT / "specs").iterdir()), ROOT / "tests" / "golden" / "cases" / "small_crm"):
        files = sorted(folder.rglob("*.lc"))
        if files:
            found.append("\n".join(file.read_text(encoding="utf-8") for file in files))
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    found.append("\n".join(re.findall(r"^```lc\n(.*?)^```", page, re.DOTALL | re.MULTILINE)))
    found.append(Path(__file__).with_name("whole_language.lc").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("first", range(0, COUNT, BATCH))
def test_damaged_specifications(first: int, texts: list[str], data_files: dict[str, str]) -> None:
    for seed in range(first, min(first + BATCH, COUNT)):
        text = mutated(seed, texts)
        start = time.process_time()
        _run(text, data_files)
        seconds = time.process_time() - start
        assert seconds < MOST_SECONDS, f"seed {seed} took {seconds:.1f} s"


@pytest.fixture(scope="module")
def data_files() -> dict[str, str]:
    """The files that the projects take options from."""
    files = (ROOT / "specs").glob("*/data/*.yaml")
    return {f"data/{file.name}": file.read_text(encoding="utf-8") for file in files}


def _run(text: str, data_files: dict[str, str]) -> None:
    sources = {"spec.lc": SourceFile("spec.lc", text)}
    checked = check(sources, data_files)
    if checked.application is not None:
        assert generate(checked.application, sources).files
    for language in Language:
        for output in OutputFormat:
            render([Report(Path(), sources, checked.problems)], output, language, is_colored=True)
    for problem in checked.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text) or problem.span.path != "spec.lc"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n" * 1_000_000,
        "a" * 1_000_000,
        '"' + "a" * 1_000_000,
        '"' * 1_000_000,
        "'" * 1_000_000,
        "(" * 1_000_000,
        "{" * 10_000 + "}" * 10_000,
        "}" * 1_000_000,
        "9" * 1_000_000,
        '"""' + '"' * 1_000_000,
        '"\\' * 500_000,
        "#" * 1_000_000,
        "；" * 1_000_000,
        "entity A { x: int = " + "(" * 10_000 + "1" + ")" * 10_000 + " }",
        "entity A { x: int = " + "not " * 10_000 + "1 }",
        "entity A { x: int = " + "-" * 10_000 + "1 }",
        "entity A { x: int = " + "1 + " * 10_000 + "1 }",
        "entity A { x: int = a" + ".b" * 10_000 + " }",
        "entity A { x: int = " + "if 1 then 1 else " * 10_000 + "1 }",
        "choice A { " + "a { " * 10_000 + "}" * 10_000 + " }",
        "app a; " + "role a; " * 20_000,
        "entity A { x: text " + "required " * 100_000 + "}",
        'entity A { title "' + "{a}" * 100_000 + '" }',
        'entity A { title "' + "{" * 500_000 + '" }',
        "entity A {" + "x: text\n" * 20_000 + "}",
        "entity A {\n" * 5_000,
        "flow F for X { a" + ", a" * 5_000 + " -> b by c" + ", c" * 5_000 + " }",
        "rule R for X on create { " + "if a { " * 5_000 + "}" * 5_000 + " }",
        "rule R for X on create { if a { } " + "else if a { } " * 2_000 + "}",
        "approval A for X { " + "cc a; " * 3_000 + "}",
        'scenario "s" { ' + "as a { " * 5_000 + "}" * 5_000 + " }",
        "\ufeff\ufeffentity",
        "\x00\x01\x02\x7f" * 1000,
    ],
    ids=lambda text: text[:24].encode("ascii", "backslashreplace").decode(),
)
def test_hostile_sizes(text: str) -> None:
    start = time.process_time()
    parsed = parse(SourceFile("spec.lc", text))
    assert time.process_time() - start < MOST_SECONDS
    assert parsed.problems or parsed.tree.declarations or not text.strip("#\n")
