"""`lowcode fleet`: what it does for many clients, and what it leaves alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lowcode.building import finished_builds
from tests.fleet.fleets import BASE, CLIENT, run, times_of, write_fleet


@pytest.fixture(autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOWCODE_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def rows(said: str) -> dict[str, list[str]]:
    """The lines of the table by their clients."""
    return {line.split()[0]: line.split()[1:] for line in said.splitlines() if line and line[0].isalpha()}


def test_a_fleet_is_built_once_and_then_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_fleet(tmp_path, "acme", "globex")
    code, said = run("fleet", "status", "--file", file)
    assert (code, said.count("never built")) == (0, 2)
    code, said = run("fleet", "build", "--file", file)
    assert code == 0, said
    assert [rows(said)[name][0] for name in ("acme", "globex")] == ["built", "built"]
    assert (tmp_path / "generated" / "acme" / "acme" / "application.py").is_file()
    before = times_of(tmp_path)
    for options in ([], ["--changed"]):
        code, said = run("fleet", "build", "--file", file, *options)
        assert [rows(said)[name][0] for name in ("acme", "globex")] == ["unchanged", "unchanged"]
    monkeypatch.setenv("LOWCODE_CACHE", "")
    code, said = run("fleet", "build", "--file", file, "--changed")
    assert rows(said)["acme"][0] == "unchanged", "the manifest is enough"
    assert times_of(tmp_path) == before
    assert run("fleet", "status", "--file", file)[1].count("current") == 2


def test_only_clients_whose_files_have_changed_are_worked_on(tmp_path: Path) -> None:
    file = write_fleet(tmp_path, "acme", "globex", "initech")
    assert run("fleet", "build", "--file", file, "--jobs", "1")[0] == 0
    spec = tmp_path / "clients" / "acme" / "app.lc"
    spec.write_text(spec.read_text(encoding="utf-8").replace('"Order"', '"Purchase"'), encoding="utf-8")
    model = tmp_path / "generated" / "globex" / "globex" / "models" / "order.py"
    model.write_text("# mine", encoding="utf-8")
    said = run("fleet", "status", "--file", file)[1]
    assert [line.split(maxsplit=1)[1] for line in said.splitlines()[1:4]] == [
        "spec changed",
        "generated files edited",
        "current",
    ]
    assert "clients/acme/app.lc" in said
    assert "globex/models/order.py" in said
    matrix = json.loads(run("fleet", "status", "--file", file, "--format", "matrix", "--changed")[1])
    assert [each["client"] for each in matrix["include"]] == ["acme", "globex"]
    before = times_of(tmp_path / "generated")
    code, said = run("fleet", "build", "--file", file, "--changed")
    assert (code, "LC910" in said) == (1, True), "what somebody has edited is not overlooked"
    assert [rows(said)[name][0] for name in ("acme", "globex", "initech")] == ["built", "failed", "unchanged"]
    after = times_of(tmp_path / "generated")
    assert {name.partition("/")[0] for name, at in after.items() if before.get(name) != at} == {"acme"}


def test_a_problem_of_the_base_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_fleet(tmp_path, "acme", "globex", "initech")
    (tmp_path / "base" / "customers.lc").write_text(BASE.replace("phone }", "fone }"), encoding="utf-8")
    own = tmp_path / "clients" / "acme" / "own.lc"
    own.write_text("access Ordr { everyone read }\n", encoding="utf-8")
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    code, said = run("fleet", "check", "--file", file)
    assert code == 1
    assert said.count("error[LC201]: there is no type `fone`") == 1
    assert "in 3 clients: acme, globex, initech" in said
    assert "in client acme" in said
    assert [rows(said)[name][:2] for name in ("acme", "globex")] == [["failed", "2"], ["failed", "1"]]
    assert "| globex | failed | 1 | 0 |" in summary.read_text(encoding="utf-8")
    code, said = run("fleet", "check", "--file", file, "--format", "json", "--only", "acme", "--only", "globex")
    document = json.loads(said)
    assert code == 1
    assert {each["code"]: each["clients"] for each in document["diagnostics"]} == {
        "LC201": ["acme", "globex"],
        "LC202": ["acme"],
    }
    assert [(each["name"], each["errors"]) for each in document["clients"]] == [("acme", 2), ("globex", 1)]
    said = run("fleet", "check", "--file", file, "--format", "github")[1]
    assert said.count("::error") == 2


def test_a_plan_says_what_happens_to_databases_and_writes_nothing(tmp_path: Path) -> None:
    file = write_fleet(tmp_path, "acme", "globex")
    code, said = run("fleet", "plan", "--file", file)
    assert code == 0
    assert said.count("to build") == 2
    assert not (tmp_path / "generated").exists()
    assert run("fleet", "build", "--file", file)[0] == 0
    before = times_of(tmp_path)
    customers = tmp_path / "base" / "customers.lc"
    customers.write_text(BASE.replace("phone }", 'phone; city "City": text(40) }', 1), encoding="utf-8")
    summary = tmp_path / "summary.md"
    code, said = run("fleet", "plan", "--file", file, "--only", "acme", "--summary", summary)
    assert (code, "City" in said) == (0, True), said
    assert "City" in summary.read_text(encoding="utf-8")
    summary.unlink()
    (client,) = json.loads(run("fleet", "plan", "--file", file, "--only", "acme", "--format", "json")[1])["clients"]
    assert client["result"] == "pending"
    assert client["plan"]["steps"]
    customers.write_text(BASE, encoding="utf-8")
    assert {name for name, at in times_of(tmp_path).items() if before.get(name) != at} == {"base/customers.lc"}


def test_a_check_compares_with_the_base_as_it_was(tmp_path: Path) -> None:
    file = write_fleet(tmp_path, "acme", "globex", settings="old_base: former\n")
    acme = tmp_path / "clients" / "acme" / "app.lc"
    acme.write_text(acme.read_text(encoding="utf-8") + 'remove Customer.phone "No phones"\n', encoding="utf-8")
    code, said = run("fleet", "check", "--file", file)
    assert (code, "LC688" in said) == (1, True)
    (tmp_path / "former").mkdir()
    (tmp_path / "former" / "customers.lc").write_text(BASE, encoding="utf-8")
    code, said = run("fleet", "check", "--file", file)
    assert code == 0, said
    (tmp_path / "base" / "customers.lc").write_text(BASE.replace('; phone "Phone": phone', ""), encoding="utf-8")
    code, said = run("fleet", "check", "--file", file)
    assert [rows(said)[name][0] for name in ("acme", "globex")] == ["failed", "ok"], said
    assert "was:" in said


def test_scenarios_of_clients_and_how_much_they_must_touch(tmp_path: Path) -> None:
    file = write_fleet(tmp_path, "acme", settings="coverage: 0\n")
    summary = tmp_path / "summary.md"
    scenario = tmp_path / "clients" / "acme" / "scenarios.lc"
    good = 'scenario "An order" { let order = create Order { number = "1" }; expect order.number == "1" }\n'
    scenario.write_text(good, encoding="utf-8")
    code, said = run("fleet", "test", "--file", file, "--summary", summary)
    assert code == 0, said
    assert rows(said)["acme"][3] == "1/1"
    file.write_text(file.read_text(encoding="utf-8").replace("coverage: 0", "coverage: 50"), encoding="utf-8")
    scenario.write_text(good.replace('== "1"', '== "2"'), encoding="utf-8")
    code, said = run("fleet", "test", "--file", file, "--summary", summary)
    assert code == 1
    assert "✗ An order" in said
    assert "less than 50" in said
    assert f"{tmp_path}/base/customers.lc:2: access" in said
    assert rows(said)["acme"][:1] == ["failed"]
    assert summary.read_text(encoding="utf-8").count("## Fleet: test") == 2


def test_wrong_usage(tmp_path: Path) -> None:
    code, said = run("fleet", "check", "--file", tmp_path / "lowcode.yaml")
    assert (code, "lowcode new --fleet" in said) == (2, True)
    file = write_fleet(tmp_path, "acme")
    code, said = run("fleet", "check", "--file", file, "--only", "acmee")
    assert (code, "did you mean acme?" in said) == (2, True)
    file.write_text("clients: [clients/acmee]", encoding="utf-8")
    code, said = run("fleet", "check", "--file", file)
    assert (code, "LC683" in said) == (1, True)


def test_only_clients_that_changes_since_a_revision_concern(tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None
    file = write_fleet(tmp_path, "acme", "globex")
    (tmp_path / "clients" / "free").mkdir()
    free = CLIENT.format(name="free").replace('import "../../base"', "").replace('; customer "Customer": Customer', "")
    (tmp_path / "clients" / "free" / "app.lc").write_text(free, encoding="utf-8")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@a", "commit", "-qm", "a"]):
        subprocess.run([git, "-C", str(tmp_path), *command], check=True)

    def concerned() -> list[str]:
        code, said = run("fleet", "status", "--file", file, "--format", "matrix", "--since", "HEAD")
        assert code == 0, said
        return [each["client"] for each in json.loads(said)["include"]]

    assert concerned() == []
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    assert concerned() == []
    (tmp_path / "clients" / "acme" / "more.lc").write_text('role clerk "Clerk"\n', encoding="utf-8")
    assert concerned() == ["acme"]
    (tmp_path / "base" / "customers.lc").write_text(f"{BASE}\n", encoding="utf-8")
    assert concerned() == ["acme", "globex"]
    said = run("fleet", "check", "--file", file, "--since", "HEAD")[1]
    assert [rows(said)[name][0] for name in ("acme", "free")] == ["ok", "unchanged"]
    code, said = run("fleet", "check", "--file", file, "--since", "v9")
    assert (code, "no revision `v9`" in said) == (2, True)
    for nothing in ("", "0" * 40):
        assert run("fleet", "status", "--file", file, "--since", nothing)[1].startswith("client")


def test_a_file_that_is_gone_concerns_those_who_read_it(tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None
    file = write_fleet(tmp_path, "acme")
    more = tmp_path / "base" / "more.lc"
    more.write_text('role clerk "Clerk"\n', encoding="utf-8")
    assert run("fleet", "build", "--file", file)[0] == 0
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@a", "commit", "-qm", "a"]):
        subprocess.run([git, "-C", str(tmp_path), *command], check=True)
    nothing = ["fleet", "status", "--file", str(file), "--format", "matrix", "--since", "HEAD"]
    assert json.loads(run(*nothing)[1]) == {"include": []}
    more.unlink()
    assert [each["client"] for each in json.loads(run(*nothing)[1])["include"]] == ["acme"]
    more.write_text('role clerk "Clerk"\n', encoding="utf-8")
    file.write_text(f"{file.read_text(encoding='utf-8')}coverage: 10\n", encoding="utf-8")
    assert [each["client"] for each in json.loads(run(*nothing)[1])["include"]] == ["acme"]


def test_a_pipeline_may_insist_on_what_is_built(tmp_path: Path) -> None:
    file = write_fleet(tmp_path, "acme")
    code, said = run("fleet", "build", "--check", "--file", file)
    assert (code, rows(said)["acme"][:2]) == (1, ["to", "build"])
    assert "run `lowcode fleet build` and commit them (acme)\n" in said
    said = run("fleet", "build", "--check", "--file", file, "--format", "github")[1]
    assert re.findall(r"^::error .*", said, re.MULTILINE) == [
        (
            "::error title=lowcode fleet build::the generated files are not those of the specification: run "
            "`lowcode fleet build` and commit them (acme)"
        )
    ]
    assert not (tmp_path / "generated").exists()
    assert run("fleet", "build", "--file", file)[0] == 0
    assert run("fleet", "build", "--check", "--file", file)[0] == 0
    pipeline = json.loads(run("fleet", "status", "--file", file, "--format", "gitlab")[1])
    assert pipeline["client acme"]["script"][0] == "lowcode fleet build --check --only acme"
    pipeline = json.loads(run("fleet", "status", "--file", file, "--format", "gitlab", "--changed")[1])
    assert list(pipeline) == ["default", "nothing"]


def test_a_check_finds_what_a_build_finds(tmp_path: Path) -> None:
    file = write_fleet(tmp_path, "acme")
    client, removal = tmp_path / "clients/acme/app.lc", 'remove Customer.phone "nobody has one"\n'
    client.write_text(f"{client.read_text(encoding='utf-8')}{removal}", encoding="utf-8")
    assert run("fleet", "build", "--file", file)[0] == 0
    base = BASE.replace('phone "Phone": phone', 'mobile "Mobile": phone from phone')
    (tmp_path / "base/customers.lc").write_text(f'{base}drop field Customer.phone "one is enough"\n', encoding="utf-8")
    client.write_text(client.read_text(encoding="utf-8").replace(removal, ""), encoding="utf-8")
    found = {name: run("fleet", name, "--file", file) for name in ("check", "build")}
    assert {code for code, _ in found.values()} == {1}, found
    assert {output.partition("]")[0] for _, output in found.values()} == {"error[LC204"}, found


def test_warnings_are_remembered_and_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_fleet(tmp_path, "acme", "globex")
    (tmp_path / "base/customers.lc").write_text(f"{BASE}entity Lonely {{ name: text(40) }}\n", encoding="utf-8")
    code, first = run("fleet", "build", "--file", file)
    assert (code, first.count("warning["), "in 2 clients" in first) == (0, 1, True), first

    def never(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a client was built again")

    monkeypatch.setattr("lowcode.fleet.pool.work", never)
    for command in ("build", "check", "plan"):
        code, again = run("fleet", command, "--file", file)
        assert (code, "unchanged" in again, "warnings: 2" in again) == (0, True, True), again
        assert again.partition("in 2 clients")[0] == first.partition("in 2 clients")[0]


def test_what_finished_builds_remember_is_of_this_very_compiler() -> None:
    assert (finished_builds._PACKAGE / "compiler.py").is_file()


def test_commands_for_one_client_know_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody gets a second app, with a second history of migrations, because it has another name than its client."""
    write_fleet(tmp_path, "acme", settings="out: apps/{name}_app\n")
    monkeypatch.chdir(tmp_path)
    assert run("fleet", "build")[0] == 0
    for arguments in (("build", "clients/acme", "--check"), ("upgrade", "clients/acme"), ("plan", "clients/acme")):
        code, said = run(*arguments)
        assert code == 0, said
    monkeypatch.chdir(tmp_path / "clients")
    assert run("build", "acme", "--check")[0] == 0
    assert run("build", "acme", "--out", tmp_path / "other")[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["apps", "base", "clients", "lowcode.yaml", "other"]
