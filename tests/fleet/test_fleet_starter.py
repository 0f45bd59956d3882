"""`lowcode new --fleet`: what it writes is a fleet that works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from lowcode import __version__
from lowcode.cli.main import app
from lowcode.fleet.formats import IMAGE
from lowcode.fleet.starter import fleet_files


@pytest.mark.parametrize(("language", "name", "clients"), [("en", "shop", "acme"), ("zh", "任务", "huaxing")])
def test_a_new_fleet_can_be_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, name: str, clients: str
) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    made = runner.invoke(app, ["new", "--fleet", name, "--lang", language])
    assert made.exit_code == 0, made.output
    again = runner.invoke(app, ["new", "--fleet", name, "--lang", language])
    assert again.exit_code == 2
    monkeypatch.chdir(tmp_path / name)
    base = runner.invoke(app, ["check", "base", "--lang", "en"])
    assert "no problems" in base.output
    built = runner.invoke(app, ["fleet", "build", "--format", "json"])
    document = json.loads(built.output)
    assert [each["result"] for each in document["clients"]] == ["built", "built"]
    assert document["diagnostics"] == []
    assert (Path("generated") / clients / clients / "application.py").is_file()
    assert runner.invoke(app, ["fleet", "build", "--check"]).exit_code == 0


def test_scenarios_of_the_base_hold_for_a_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    runner.invoke(app, ["new", "--fleet", "shop", "--lang", "en"])
    monkeypatch.chdir(tmp_path / "shop")
    proved = runner.invoke(app, ["fleet", "test", "--only", "acme", "--format", "json"])
    (client,) = json.loads(proved.output)["clients"]
    assert (client["result"], client["scenarios"], client["scenarios_passed"]) == ("clean", 1, 1)


def test_pipelines() -> None:
    files = fleet_files("shop", chinese=False)
    github = yaml.safe_load(files[".github/workflows/fleet.yml"])
    assert github["jobs"]["client"]["strategy"]["matrix"] == "${{ fromJSON(needs.clients.outputs.matrix) }}"
    assert github["jobs"]["client"]["if"] == "${{ fromJSON(needs.clients.outputs.matrix).include[0] }}", (
        "a matrix of nothing is an error there"
    )
    assert github["jobs"]["clients"]["steps"][0]["with"]["fetch-depth"] == 0, "`old_base` names a tag"
    gitlab = yaml.safe_load(files[".gitlab-ci.yml"])
    assert gitlab["check"]["variables"]["GIT_DEPTH"] == "0"
    assert gitlab["check"]["image"] == IMAGE
    assert gitlab["clients"]["trigger"]["include"] == [{"artifact": "clients.yml", "job": "check"}]
    for path in (".github/workflows/fleet.yml", ".gitlab-ci.yml"):
        assert f"lowcode~={__version__}" in files[path]
        assert "VERSION" not in files[path]
    assert "lowcode run clients/acme " in files["README.md"]
