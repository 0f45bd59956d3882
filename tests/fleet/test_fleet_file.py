"""What `lowcode.yaml` says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lowcode.fleet.definition import Client
from lowcode.fleet.former_base import former_files
from lowcode.fleet.reading import FleetFile, read_fleet
from tests.harness.projects import write_files

FOLDERS = ("base", "clients/acme", "clients/globex", "special/acme")


def read(folder: Path, text: str) -> FleetFile:
    write_files(folder, {f"{each}/a.lc": "role x" for each in FOLDERS} | {"lowcode.yaml": text})
    (folder / "clients" / "empty").mkdir(exist_ok=True)
    return read_fleet(folder / "lowcode.yaml")


def clients(folder: Path, text: str) -> list[Client]:
    found = read(folder, text)
    assert found.fleet is not None, found.problems
    return list(found.fleet.clients)


def test_patterns_stand_for_every_folder_with_a_specification(tmp_path: Path) -> None:
    found = clients(tmp_path, "clients: [clients/*]")
    assert [(each.name, each.spec, each.out) for each in found] == [
        (name, tmp_path / "clients" / name, tmp_path / "generated" / name) for name in ("acme", "globex")
    ]


def test_clients_may_differ_from_the_others(tmp_path: Path) -> None:
    text = """
base: base
out: apps/{name}/app
coverage: 60%
clients:
  - clients/*
  - {name: big, spec: clients/globex, coverage: 80, out: elsewhere}
  - spec: special/acme
    name: 华星
"""
    found = {each.name: each for each in clients(tmp_path, text)}
    assert list(found) == ["acme", "big", "华星"], "what has an entry of its own is not in the pattern"
    assert [each.coverage for each in found.values()] == [60, 80, 60]
    assert found["acme"].out == tmp_path / "apps" / "acme" / "app"
    assert found["big"].out == tmp_path / "elsewhere"
    assert {each.base for each in found.values()} == {tmp_path / "base"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["LC680"]),
        ("- a", ["LC680"]),
        ("clients: {a: b}", ["LC682"]),
        ("clients: ['', .]", ["LC687", "LC687"]),
        ("clients: [{spec: []}]", ["LC682"]),
        ('clients: [{name: x, spec: "clients/*"}]', ["LC682"]),
        ("base: base", ["LC686"]),
        ("clients: [clients/acme, clients/acme]", ["LC684"]),
        ("clients: [clients/acme, {name: ACME, spec: special/acme}]", ["LC684"]),
        ("clients: [{spec: clients/acme, coverage: 101}]", ["LC682"]),
        ("clients: [clients/../../x]", ["LC687"]),
        ("clients: [&a [*a]]", ["LC682"]),
    ],
)
def test_what_is_wrong_has_a_code(tmp_path: Path, text: str, codes: list[str]) -> None:
    found = read(tmp_path, text)
    assert found.fleet is None
    assert [problem.code for problem in found.problems] == codes


def test_a_former_base_is_a_folder_or_a_revision(tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None
    text = "base: base\nclients: [clients/acme]\nold_base: {}\n"
    write_files(tmp_path, {"former/a.lc": "role older", "base/data/readme.txt": "no specification"})
    read(tmp_path, text)
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@a", "commit", "-qm", "a"]):
        subprocess.run([git, "-C", str(tmp_path), *command], check=True)
    (tmp_path / "base" / "a.lc").write_text("role newer", encoding="utf-8")
    for written, expected in (
        ("former", {"a.lc": "role older"}),
        ("HEAD", {"a.lc": "role x"}),
        ("v9", None),
        ("--output=x", None),
    ):
        (tmp_path / "lowcode.yaml").write_text(text.format(written), encoding="utf-8")
        fleet = read_fleet(tmp_path / "lowcode.yaml").fleet
        assert fleet is not None
        former = fleet.clients[0].former_base
        assert former is not None
        files = former_files(former)
        assert (files and {path: source.text for path, source in files.items()}) == expected
