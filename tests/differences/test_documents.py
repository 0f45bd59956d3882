"""What `lowcode diff` prints, in both languages and all formats; bad input; two revisions of git."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lowcode.cli.main import app

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("versions")
    for name, file in (("v1", "everything.lc"), ("v2", "changed.lc")):
        (folder / name).mkdir()
        (folder / name / "app.lc").write_bytes((HERE / file).read_bytes())
    return folder


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(app, ["diff", *arguments])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("output", "suffix"), [("text", "txt"), ("markdown", "md"), ("json", "json")])
def test_what_is_printed(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
    output: str,
    suffix: str,
    language: str,
) -> None:
    printed = run(folder, monkeypatch, "v1", "v2", "--format", output, "--lang", language)
    assert printed.exit_code == 0, printed.output
    expected = HERE / "expected" / f"{language}.{suffix}"
    if pytestconfig.getoption("--update-golden"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(printed.output, encoding="utf-8")
    assert printed.output == expected.read_text(encoding="utf-8")


def test_nothing_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = run(folder, monkeypatch, "v1", "v1/app.lc", "--lang", "en")
    assert (printed.exit_code, printed.output.splitlines()[-1]) == (0, "Nothing changes for the people who use it.")
    content = json.loads(run(folder, monkeypatch, "v1", "v1", "--format", "json").output)
    assert (content["areas"], content["counts"]) == ([], {"added": 0, "removed": 0, "changed": 0})


def test_backwards_it_is_the_same_the_other_way_round(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.loads(run(folder, monkeypatch, "v2", "v1", "--format", "json", "--lang", "en").output)
    texts = [change["text"] for area in content["areas"] for change in area["changes"]]
    assert any(text.startswith("Share: type: decimal number") for text in texts)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["v1"], 2, "name two specifications"),
        (["v1", "v2", "v1"], 2, "name two specifications"),
        (["v1", "v2", "--git", "HEAD"], 2, "name two specifications"),
        (["v1", "nowhere"], 2, "nowhere: there is no such file or folder"),
        (["nowhere", "v1"], 2, "nowhere: there is no such file or folder"),
        (["v1", "broken"], 1, "LC201"),
        (["broken", "v1"], 1, "LC201"),
        (["v1", "empty"], 1, "LC"),
        (["--git", "HEAD", "v1"], 2, "git does not have it"),
    ],
)
def test_bad_input(folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: str) -> None:
    for name, text in (("broken", 'app a "A"\nentity B "B" { c "C": txt }\n'), ("empty", None)):
        (folder / name).mkdir(exist_ok=True)
        if text is not None:
            (folder / name / "app.lc").write_text(text, encoding="utf-8")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    printed = run(folder, monkeypatch, *arguments, "--lang", "en")
    assert (printed.exit_code, said in printed.output) == (code, True), printed.output


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits, and a change that is not committed; the specification imports a folder beside its own."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "base").mkdir()
    (folder / "client").mkdir()
    (folder / "client" / "app.lc").write_text('import "../base"\napp a "A"\n', encoding="utf-8")
    for number, label in enumerate(("甲", "乙", "丙")):
        text = f'entity B "{label}" {{ c "C": text(10) }}\naccess B {{ everyone all }}\n'
        (folder / "base" / "b.lc").write_text(text, encoding="utf-8")
        if number == 0:
            git(folder, "init", "-q", "-b", "main")
        if number < 2:
            git(folder, "add", ".")
            git(folder, "commit", "-q", "-m", "x")
            git(folder, "tag", f"v{number}")
    return folder


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("revision", "expected"),
    [("v0..v1", "甲 → 乙"), ("v0", "甲 → 丙"), ("HEAD", "乙 → 丙"), ("v1..v0", "乙 → 甲")],
)
def test_revisions(repository: Path, monkeypatch: pytest.MonkeyPatch, revision: str, expected: str) -> None:
    printed = run(repository, monkeypatch, "--git", revision, "client", "--lang", "zh")
    assert printed.exit_code == 0, printed.output
    assert f"名称：{expected}" in printed.output
    assert printed.output.splitlines()[1].startswith(f"{revision.partition('..')[0]}:client → ")


@pytest.mark.parametrize(("revision", "path"), [("v7", "client"), ("v0", "elsewhere"), ("--upload-pack=x", "client")])
def test_what_git_does_not_have(repository: Path, monkeypatch: pytest.MonkeyPatch, revision: str, path: str) -> None:
    printed = run(repository, monkeypatch, f"--git={revision}", path, "--lang", "en")
    assert (printed.exit_code, "git does not have it" in printed.output) == (2, True), printed.output
