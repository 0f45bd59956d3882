"""The program as people and scripts call it: output and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

GOOD = """\
app shop "Shop" as shop

entity Customer "Customer" {
  name "Name": text(80) required
}

access Customer { everyone all }
"""
BAD = GOOD.replace("text(80)", "txt(80)")


class Folder:
    """A folder in which commands run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("spec/app.lc", GOOD)

    def write(self, name: str, text: str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        variables = {"LANG": "C.UTF-8", "LOWCODE_CACHE": str(self.path / "cache"), "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, "-m", "lowcode", *arguments],
            cwd=self.path,
            env={"PATH": os.environ["PATH"], **variables, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def state(self) -> dict[str, int]:
        generated = self.path / "generated"
        return {str(file): file.stat().st_mtime_ns for file in generated.rglob("*") if file.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_check_of_a_clean_project(folder: Folder) -> None:
    finished = folder.run("check", "spec")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout == "spec: no problems, files read: 1\n"


def test_check_shows_place_caret_and_suggestion(folder: Folder) -> None:
    folder.write("spec/app.lc", BAD)
    finished = folder.run("check", "spec")
    assert finished.returncode == 1
    assert finished.stdout.splitlines() == [
        "error[LC201]: there is no type `txt`",
        "  --> spec/app.lc:4:16",
        "   |",
        ' 4 |   name "Name": txt(80) required',
        "   |                ^^^",
        "  help: did you mean `text`?",
        "",
        "spec: errors: 1, warnings: 0",
    ]


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(("--lang", "zh"), {}), ((), {"LOWCODE_LANG": "zh"}), ((), {"LANG": "zh_CN.UTF-8"})],
    ids=["option", "variable", "locale"],
)
def test_check_in_chinese(folder: Folder, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    folder.write("spec/app.lc", BAD)
    finished = folder.run("check", "spec", *arguments, **environment)
    assert "错误[LC201]: 没有类型 `txt`" in finished.stdout


def test_check_as_json(folder: Folder) -> None:
    folder.write("spec/app.lc", BAD)
    finished = folder.run("check", "spec", "--format", "json")
    assert finished.returncode == 1
    (problem,) = json.loads(finished.stdout)["diagnostics"]
    assert problem["code"] == "LC201"
    assert problem["path"] == "spec/app.lc"
    assert problem["start"] == {"line": 4, "column": 16}
    assert problem["end"] == {"line": 4, "column": 19}
    assert problem["fix"]["safety"] == "unsafe"
    assert problem["fix"]["edits"][0]["replacement"] == "text"


def test_check_for_github(folder: Folder) -> None:
    folder.write("spec/app.lc", BAD)
    finished = folder.run("check", "spec", "--format", "github")
    assert finished.stdout.startswith("::error file=spec/app.lc,line=4,endLine=4,col=16,endColumn=19,title=LC201::")


def test_check_of_several_projects_in_one_json(folder: Folder) -> None:
    folder.write("spec/app.lc", BAD)
    folder.write("other/app.lc", BAD)
    finished = folder.run("check", "spec", "other", "--format", "json")
    paths = [each["path"] for each in json.loads(finished.stdout)["diagnostics"]]
    assert paths == ["spec/app.lc", "other/app.lc"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "nowhere"),
        ("chek", "spec"),
        ("check", "spec", "--format", "xml"),
        ("explain", "LC999"),
        ("new", "1st"),
        ("new", "spec"),
    ],
)
def test_wrong_usage(folder: Folder, arguments: tuple[str, ...]) -> None:
    finished = folder.run(*arguments)
    assert finished.returncode == 2
    assert finished.stderr
    assert "Traceback" not in finished.stderr


def test_build_writes_once_and_touches_nothing_again(folder: Folder) -> None:
    assert folder.run("build", "spec").returncode == 0
    before = folder.state()
    assert before
    for environment in ({}, {"LOWCODE_CACHE": ""}):
        finished = folder.run("build", "spec", **environment)
        assert finished.stdout == "generated/shop: nothing to do\n"
        assert folder.state() == before


def test_build_check_compares_and_writes_nothing(folder: Folder) -> None:
    finished = folder.run("build", "spec", "--check")
    assert finished.returncode == 1
    assert "would write  generated/shop/shop/models/customer.py" in finished.stdout
    assert folder.state() == {}
    folder.run("build", "spec")
    assert folder.run("build", "spec", "--check").returncode == 0


def test_build_check_lists_the_differences_for_programs(folder: Folder) -> None:
    folder.run("build", "spec")
    for environment in ({}, {"LOWCODE_CACHE": ""}):
        same = folder.run("build", "spec", "--check", "--format", "json", **environment)
        assert json.loads(same.stdout)["differences"] == {"write": [], "remove": []}
    (folder.path / "generated/shop/README.md").unlink()
    folder.write("spec/app.lc", GOOD.replace("access Customer { everyone all }\n", ""))
    found = folder.run("build", "spec", "--check", "--format", "json")
    document = json.loads(found.stdout)
    assert found.returncode == 1
    assert [problem["code"] for problem in document["diagnostics"]] == ["LC802"]
    assert "generated/shop/README.md" in document["differences"]["write"]
    assert document["differences"]["remove"] == ["generated/shop/shop/access/customer.py"]
    printed = folder.run("build", "spec", "--check", "--format", "github", "--lang", "zh").stdout
    assert "::error file=generated/shop/README.md::将写入  generated/shop/README.md\n" in printed
    assert "::error file=generated/shop/shop/access/customer.py::将删除  generated" in printed


def test_build_of_a_changed_project_writes_what_changed(folder: Folder) -> None:
    folder.write("spec/other.lc", "entity Tag { name: text }\naccess Tag { everyone all }\n")
    folder.run("build", "spec")
    before = folder.state()
    folder.write("spec/app.lc", GOOD.replace('"Name"', '"Full name"'))
    assert folder.run("build", "spec").returncode == 0
    after = folder.state()
    changed = {Path(path).relative_to(folder.path).as_posix() for path in after if after[path] != before.get(path)}
    assert "generated/shop/shop/entities/customer.py" in changed
    assert not any("tag" in path for path in changed)


def test_an_inserted_line_writes_the_files_of_its_entity_only(folder: Folder) -> None:
    later = "entity Tag {\n  name: text required\n  size: int = length(name)\n}\naccess Tag { everyone all }\n"
    folder.write("spec/app.lc", GOOD + later)
    folder.run("build", "spec")
    before = folder.state()
    inserted = GOOD.replace("access", "# More to come.\n\naccess").replace("required", "required\n  city: text(40)")
    folder.write("spec/app.lc", inserted + later)
    assert folder.run("build", "spec").returncode == 0
    changed = {
        path.partition("generated/shop/")[2] for path, time in folder.state().items() if before.get(path) != time
    }
    revisions = {path for path in changed if path.startswith("migrations/versions/")}
    assert len(revisions) == 1
    state = {".lowcode/manifest.json", ".lowcode/schema.json", "openapi.json"}
    assert changed - revisions - state == {
        "shop/revision.py",
        "shop/models/customer.py",
        "shop/entities/customer.py",
        "shop/templates/customer/form.html",
        "shop/templates/customer/record.html",
    }
    manifest = json.loads((folder.path / "generated/shop/.lowcode/manifest.json").read_text(encoding="utf-8"))
    assert manifest["origins"]["app.lc: entity Tag"] == inserted.count("\n") + 1
    assert manifest["origins"]["app.lc: Tag.size"] == inserted.count("\n") + 3


def test_build_removes_what_is_no_longer_needed(folder: Folder) -> None:
    folder.run("build", "spec")
    mine = folder.write("generated/shop/notes.txt", "mine")
    model = folder.path / "generated/shop/shop/models/customer.py"
    assert model.exists()
    for name in (".lowcode/schema.json", ".lowcode/manifest.json"):
        assert (folder.path / "generated/shop" / name).exists()
    folder.write("spec/app.lc", GOOD.replace("Customer", "Client"))
    finished = folder.run("build", "spec")
    assert finished.returncode == 1
    assert "LC630" in finished.stdout
    assert model.exists()
    dropped = f'{GOOD.replace("Customer", "Client")}\ndrop entity Customer "Nobody comes any more"\n'
    folder.write("spec/app.lc", dropped)
    finished = folder.run("build", "spec")
    assert finished.returncode == 0, finished.stdout
    assert not model.exists()
    assert mine.read_text(encoding="utf-8") == "mine"


def test_build_never_overwrites_an_edited_file_silently(folder: Folder) -> None:
    folder.run("build", "spec")
    model = folder.path / "generated/shop/shop/models/customer.py"
    original = model.read_text(encoding="utf-8")
    model.write_text(original + "# mine\n", encoding="utf-8")
    finished = folder.run("build", "spec")
    assert finished.returncode == 1
    assert "LC910" in finished.stdout
    assert "generated/shop/shop/models/customer.py" in finished.stdout
    assert model.read_text(encoding="utf-8").endswith("# mine\n")
    assert folder.run("build", "spec", "--force").returncode == 0
    assert model.read_text(encoding="utf-8") == original


def test_build_leaves_the_owner_s_files_alone(folder: Folder) -> None:
    folder.run("build", "spec")
    custom = sorted((folder.path / "generated/shop/custom").rglob("*.py"))
    assert custom
    custom[0].write_text("# mine\n", encoding="utf-8")
    folder.write("spec/app.lc", GOOD.replace('"Name"', '"Full name"'))
    assert folder.run("build", "spec").returncode == 0
    assert custom[0].read_text(encoding="utf-8") == "# mine\n"
    custom[0].unlink()
    for force in ((), ("--force",)):
        folder.write("spec/app.lc", GOOD.replace('"Name"', f'"Name {len(force)}"'))
        assert folder.run("build", "spec", *force).returncode == 0
        assert not custom[0].exists()


def test_build_of_a_wrong_project_writes_nothing(folder: Folder) -> None:
    folder.write("spec/app.lc", BAD)
    assert folder.run("build", "spec").returncode == 1
    assert folder.state() == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_new_makes_a_project_without_problems(folder: Folder, language: str) -> None:
    assert folder.run("new", "设备", "--lang", language).returncode == 0
    finished = folder.run("check", "设备", "--lang", "en")
    assert (finished.returncode, finished.stdout) == (0, "设备: no problems, files read: 1\n")
    assert folder.run("build", "设备").returncode == 0


def test_explain(folder: Folder) -> None:
    finished = folder.run("explain", "lc201")
    assert finished.returncode == 0
    assert finished.stdout.startswith("LC201: Unknown type\n")
    assert "did you mean LC203" in folder.run("explain", "LC2033").stderr


def test_version(folder: Folder) -> None:
    assert folder.run("--version").stdout.startswith("lowcode ")


def test_our_own_failures_are_short(folder: Folder, tmp_path: Path) -> None:
    program = (
        "import sys, lowcode.checking\n"
        "def fail(*arguments):\n    raise KeyError('whoops')\n"
        "lowcode.checking.check = fail\n"
        "sys.argv = ['lowcode', 'check', 'spec']\n"
        "from lowcode.cli.main import main\nmain()\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder.path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 3
    assert "KeyError" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_nothing_leaves_the_terminal_unsafe(folder: Folder) -> None:
    folder.write("spec/app.lc", GOOD + 'entity A\x1b[31m { name: text "\x07" }\n')
    finished = folder.run("check", "spec")
    assert finished.returncode == 1
    assert "\x1b" not in finished.stdout
    assert "\x07" not in finished.stdout


def test_run_does_not_build_again_what_is_built(folder: Folder) -> None:
    folder.run("build", "spec")
    program = (
        "import sys, lowcode.running\n"
        "class Server:\n"
        "    def __init__(self, folder, package, host, port): print(folder, package)\n"
        "    def prepare(self, *, sample): return True\n"
        "    def serve(self): return 'lowcode.compiler' in sys.modules\n"
        "lowcode.running.Server = Server\n"
        "sys.argv = ['lowcode', 'run', 'spec']\n"
        "from lowcode.cli.main import main\n"
        "main()\n"
    )
    file = folder.write("program.py", program)
    environment = {**os.environ, "LOWCODE_CACHE": str(folder.path / "cache"), "PYTHONPATH": str(ROOT)}
    for text, compiles in ((GOOD, 0), (GOOD.replace('"Name"', '"Full name"'), 1)):
        folder.write("spec/app.lc", text)
        finished = subprocess.run(
            [sys.executable, file], cwd=folder.path, env=environment, capture_output=True, text=True, check=False
        )
        assert (finished.returncode, finished.stdout) == (compiles, "generated/shop shop\n"), finished.stderr
