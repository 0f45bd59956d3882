"""`lowcode upgrade`: from a project of an earlier version to one of this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lowcode import __version__
from lowcode.codegen.manifest import MANIFEST_PATH
from lowcode.diagnostics.problem import Edit, Wording
from lowcode.source import SourceFile, Span
from lowcode.upgrading.project import upgrade_project
from lowcode.upgrading.rewriting import REWRITINGS, Rewriting, rewritten
from lowcode.upgrading.versions import NOTES, notes_between, version_of
from tests.fleet.fleets import run, write_fleet

SPEC = """app shop "Shop" { locale en; timezone "UTC"; currency EUR }
entity Note "Note" { name "Name": text(40) required }
access Note { everyone all }
"""


def made_by(out: Path, version: str) -> None:
    manifest = out / MANIFEST_PATH
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(f'"lowcode": "{__version__}"', f'"lowcode": "{version}"'), encoding="utf-8")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "app.lc").write_text(SPEC, encoding="utf-8")
    return tmp_path / "shop"


def words(source: SourceFile) -> Iterator[Edit]:
    """As if `thing` had been the keyword once."""
    for found in re.finditer(r"^thing\b", source.text, re.MULTILINE):
        yield Edit(Span(source.path, found.start(), found.end()), "entity")


RENAMED = Rewriting("0.1.0", Wording(en="`thing` is `entity` {now}", zh="`thing` 改为 `entity`"), words)


def test_a_project_of_this_version_has_nothing_to_do(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, said = run("upgrade", spec, "--out", out)
    assert code == 0
    assert "there is no project yet" in said
    assert re.search(r"left to do: `python -m shop migrate` for each database \(0001_\w+\)", said)
    code, said = run("upgrade", spec, "--out", out)
    assert (code, "made by this version" in said, "nothing is left to do" in said) == (0, True, True)


def test_an_earlier_project_is_told_what_is_new_and_built(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("build", spec, "--out", out)[0] == 0
    made_by(out, "0.0.9")
    code, said = run("upgrade", spec, "--out", out, "--check")
    assert (code, "made by lowcode 0.0.9" in said, "0.1.0: The first version." in said) == (0, True, True)
    assert "files that would be written: 1, removed: 0" in said
    assert '"0.0.9"' in (out / MANIFEST_PATH).read_text(encoding="utf-8"), "nothing is written"
    assert "behind: 1" in run("fleet", "status", "--file", fleet_of(tmp_path))[1]
    assert run("upgrade", spec, "--out", out)[0] == 0
    assert f'"{__version__}"' in (out / MANIFEST_PATH).read_text(encoding="utf-8")


def fleet_of(folder: Path) -> Path:
    file = folder / "lowcode.yaml"
    file.write_text("clients: [{name: shop, spec: shop, out: out}]", encoding="utf-8")
    return file


def test_a_later_project_is_left_alone(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("build", spec, "--out", out)[0] == 0
    made_by(out, "99.1")
    code, said = run("upgrade", spec, "--out", out)
    assert (code, "later than this one" in said) == (1, True)
    assert '"99.1"' in (out / MANIFEST_PATH).read_text(encoding="utf-8")


def test_renamed_words_are_rewritten_if_the_result_can_be_built(spec: Path, tmp_path: Path) -> None:
    out, file = tmp_path / "out", spec / "app.lc"
    old = SPEC.replace("entity", "thing")
    file.write_text(old, encoding="utf-8")
    found = upgrade_project(spec, out, write=False, rewritings=(RENAMED,))
    assert (found.rewritten, found.has_errors) == ((file.as_posix(),), False)
    assert file.read_text(encoding="utf-8") == old
    upgrade_project(spec, out, rewritings=(RENAMED,))
    assert file.read_text(encoding="utf-8") == SPEC
    assert upgrade_project(spec, out, rewritings=(RENAMED,)).rewritten == ()
    file.write_text(f"{old}thing 7", encoding="utf-8")
    assert upgrade_project(spec, out, rewritings=(RENAMED,)).has_errors
    assert file.read_text(encoding="utf-8") == f"{old}thing 7"


def test_several_edits_of_one_file() -> None:
    texts, said = rewritten({"a.lc": SourceFile("a.lc", "thing a\nthing b\n")}, (RENAMED,))
    assert texts == {"a.lc": "entity a\nentity b\n"}
    assert said == (RENAMED.about,)


def test_a_fleet_is_upgraded_as_a_whole(tmp_path: Path) -> None:
    file = write_fleet(tmp_path, "acme", "globex")
    code, said = run("upgrade", "--file", file)
    assert (code, said.count("left to do")) == (0, 2), said
    assert run("upgrade", "--file", tmp_path / "nothing.yaml")[0] == 2


def test_this_version_has_notes_and_they_are_in_order(tmp_path: Path) -> None:
    assert (NOTES / f"{__version__}.yaml").is_file()
    for version in ("0.10.0", "0.9", "0.2.1"):
        (tmp_path / f"{version}.yaml").write_text(f"- {{en: 'in {version}', zh: '{version} 版'}}", encoding="utf-8")
    found = notes_between(version_of("0.2.1"), version_of("0.10"), tmp_path)
    assert [each.version.text for each in found] == ["0.9"]
    found = notes_between(version_of("0.2"), version_of("0.10.0"), tmp_path)
    assert [note.en for each in found for note in each.notes] == ["in 0.2.1", "in 0.9", "in 0.10.0"]


def test_every_rewriting_belongs_to_a_version_with_notes() -> None:
    assert not [each.about.en for each in REWRITINGS if not (NOTES / f"{each.since}.yaml").is_file()]
