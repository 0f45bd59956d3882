"""Imports point one way, as the table in ARCHITECTURE.md says."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lowcode"

LEAVES = frozenset({"source", "naming", "catalog", "diagnostics", "quick_dataclass"})
ALLOWED = {
    "source": frozenset[str](),
    "naming": frozenset[str](),
    "quick_dataclass": frozenset[str](),
    "versions": frozenset[str](),
    "catalog": frozenset({"quick_dataclass"}),
    "diagnostics": frozenset({"source", "quick_dataclass"}),
    "ir": frozenset({"source", "catalog", "quick_dataclass"}),
    "cache_folder": frozenset[str](),
    "dsl": LEAVES | {"ir", "cache_folder"},
    "codegen": LEAVES | {"ir"},
    "runtime": frozenset({"catalog"}),
    "checking": LEAVES | {"ir", "dsl"},
    "write_plan": LEAVES | {"codegen", "edited_files"},
    "edited_files": frozenset({"diagnostics", "source"}),
    "custom_code": LEAVES | {"ir", "codegen"},
    "compiler": LEAVES | {"ir", "codegen", "checking", "custom_code", "versions", "write_plan"},
    "three_way": LEAVES | {"checking", "dsl"},
    "workspace": LEAVES | {"dsl"},
    "explaining": LEAVES | {"checking", "dsl", "ir", "reporting"},
    "fleet": LEAVES
    | {
        "building",
        "codegen",
        "dsl",
        "plans",
        "proving",
        "reporting",
        "starter",
        "three_way",
        "workspace",
    },
    "upgrading": LEAVES | {"building", "checking", "codegen", "reporting", "versions", "workspace", "write_plan"},
    "starter": frozenset[str](),
    "reporting": frozenset({"diagnostics", "source", "quick_dataclass"}),
    "building": LEAVES
    | {"cache_folder", "checking", "codegen", "dsl", "ir", "compiler", "reporting", "workspace", "write_plan"},
    "diagram_format": frozenset(),
    "diagrams": LEAVES | {"ir"},
    "differences": LEAVES | {"ir"},
    "plans": LEAVES | {"codegen", "ir", "plan_format"},
    "plan_rows": LEAVES | {"codegen", "plans", "runtime"},
    "git_revisions": frozenset(),
    "plan_format": frozenset(),
    "drawing": LEAVES | {"diagram_format", "diagrams", "ir"},
    "proving": LEAVES | {"building", "codegen", "reporting", "workspace"},
    "running": frozenset({"workspace"}),
}
"""Package → what else of ours it may import. `COMMANDS` stand above all and may import anything but the runtime."""

COMMANDS = frozenset({"cli"})

COMPILER_LIBRARIES = frozenset({"lark", "typer", "click", "rich", "yaml", "ruff", "watchfiles", "pygls"})
SLOW_LIBRARIES = ("sqlalchemy", "alembic", "jinja2", "mako", "watchfiles", "pypinyin", "babel", "lowcode.runtime")


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement."""

    module: str
    line: int
    in_function: bool
    for_types: bool


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def imports_of(path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from _walk(tree, in_function=False, for_types=False)


def _walk(node: ast.AST, *, in_function: bool, for_types: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Import(names=names):
                yield from (Import(name.name, child.lineno, in_function, for_types) for name in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                yield Import(module, child.lineno, in_function, for_types)
                if module == "lowcode":
                    yield from (Import(f"lowcode.{name.name}", child.lineno, in_function, for_types) for name in names)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                yield from _walk(child, in_function=True, for_types=for_types)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from _walk(child, in_function=in_function, for_types=True)
            case _:
                yield from _walk(child, in_function=in_function, for_types=for_types)


def area_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    area = area_of(path)
    if area in {"__init__", "__main__"}:
        return
    for each in imports_of(path):
        parts = each.module.split(".")
        if parts[0] == "lowcode" and len(parts) > 1 and parts[1] != "__version__":
            target = parts[1]
            allowed = target != "runtime" if area in COMMANDS else target == area or target in ALLOWED[area]
            assert allowed, f"line {each.line}: {area} may not import lowcode.{target}"
            assert not each.in_function or area in COMMANDS, f"line {each.line}: import at the top of the module"
        if area == "runtime":
            assert parts[0] not in COMPILER_LIBRARIES, f"line {each.line}: the runtime does without {parts[0]}"


def test_table_in_the_architecture_names_the_same_packages() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## Packages")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named >= {"source", "naming", "catalog", "diagnostics", "ir", "dsl", "codegen", "runtime"}


def test_check_imports_nothing_slow() -> None:
    spec = ROOT / "specs" / "crm"  # names in Chinese need their reading in Latin letters, and with it pypinyin
    program = (
        "import sys\n"
        "from lowcode.cli.main import main\n"
        f"sys.argv = ['lowcode', 'check', {str(spec)!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {SLOW_LIBRARIES!r} if name in sys.modules], file=sys.stderr)\n"
    )
    finished = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stderr.splitlines()[-1] == "[]"


def test_generated_apps_need_nothing_of_the_compiler() -> None:
    program = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] in {sorted(COMPILER_LIBRARIES)!r}"
        " or name.startswith(('lowcode.dsl', 'lowcode.codegen', 'lowcode.ir', 'lowcode.diagnostics')):\n"
        "            raise ImportError('not at run time: ' + name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import crm.application\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "generated" / "crm", capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
