"""Old specifications keep compiling: `tests/corpus/<version>/` has the syntax of every version so far.

A folder there is never changed once its version is out. What a later version renames is rewritten by `lowcode upgrade`,
which the specifications pass through here as they would anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lowcode import __version__
from lowcode.compiler import build, check
from lowcode.dsl import parser
from lowcode.dsl.tables import tables
from lowcode.source import SourceFile
from lowcode.upgrading.rewriting import rewritten
from lowcode.workspace import read_sources

CORPUS = Path(__file__).parents[1] / "corpus"
NOT_IN_THIS_VERSION = frozenset(
    {
        *("planned_line", "planned_modifier", "planned_statement", "planned_trigger", "range_ref", "data_from"),
        *("icon_modifier", "value_modifier", "other_line", "_other", "_other_lines"),
        *("unknown", "unknown_argument"),  # read only to be explained
        *("modifier", "option_modifier", "group_modifier"),  # pass on what `unknown` and `icon_modifier` are
        "size",  # an operand where no value has such a unit
    }
)
"""What the grammar knows of, in order to say that it is not supported or what was meant instead."""


def projects() -> list[Path]:
    """Every folder with specifications, by version."""
    return sorted({file.parent for file in CORPUS.rglob("*.lc") if file.parent.name != "texts"})


def named(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


@pytest.mark.parametrize("project", projects(), ids=named)
def test_specifications_of_every_version_compile(project: Path) -> None:
    read = read_sources(project)
    assert read.problems == []
    texts, _ = rewritten(read.files)
    files = {**read.files, **{path: SourceFile(path, text) for path, text in texts.items()}}
    checked = check(files, read.data_files)
    assert checked.application is not None, [each for each in checked.problems if each.severity.value == "error"]
    built = build(checked.application, files, {})
    assert built.plan.problems == []
    assert f"{checked.application.identifier}/application.py" in built.plan.writes


def test_this_version_has_a_corpus_with_the_whole_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    used = set(_rules_used(CORPUS / __version__, monkeypatch))
    known = {rule.action or rule.origin for rule in tables().rules}
    written = {name for name in known if not name.startswith("__")}  # the others stand for a `*` or `+`
    assert sorted(written - used - NOT_IN_THIS_VERSION) == []
    assert written >= NOT_IN_THIS_VERSION


def _rules_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    rules = tables().rules
    numbers: set[int] = set()
    original = parser._Run.reduce

    def reduce(run: parser._Run, number: int) -> bool:
        numbers.add(number)
        return original(run, number)

    monkeypatch.setattr(parser._Run, "reduce", reduce)
    for file in folder.rglob("*.lc"):
        parser.parse(SourceFile(file.name, file.read_text(encoding="utf-8")))
    yield from ({rules[number].action or rules[number].origin for number in numbers})


def test_every_version_with_notes_has_a_corpus() -> None:
    notes = Path(parser.__file__).parents[1] / "upgrade_notes"
    assert {file.stem for file in notes.glob("*.yaml")} == {folder.name for folder in CORPUS.iterdir()}
