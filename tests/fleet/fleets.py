"""Small fleets on disk, for tests."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from lowcode.cli.main import app
from tests.harness.projects import write_files

BASE = """entity Customer "Customer" { name "Name": text(40) required; phone "Phone": phone }
access Customer { everyone all }
"""
CLIENT = """app {name} "{name}" {{ locale en; timezone "UTC"; currency EUR }}
import "../../base"
entity Order "Order" {{ number "Number": text(20) required; customer "Customer": Customer }}
access Order {{ everyone all }}
"""


def write_fleet(folder: Path, *names: str, settings: str = "") -> Path:
    """A fleet of clients of one base; its `lowcode.yaml`."""
    files = {"lowcode.yaml": f"base: base\n{settings}clients: [clients/*]\n", "base/customers.lc": BASE}
    files |= {f"clients/{name}/app.lc": CLIENT.format(name=name) for name in names}
    write_files(folder, files)
    return folder / "lowcode.yaml"


def run(*arguments: str | Path) -> tuple[int, str]:
    """`lowcode …` in this process: exit code and what it printed."""
    result = CliRunner().invoke(app, [*(str(each) for each in arguments), "--lang", "en"])
    return result.exit_code, result.output


def times_of(folder: Path) -> dict[str, int]:
    """When each file below a folder was written."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()
    }
