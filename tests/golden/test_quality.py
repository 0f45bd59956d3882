"""Generated projects are held to the rules that they bring along: linter, formatter, type checker, their own test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lowcode.runtime.testing import open_every_page
from tests.harness.apps import GeneratedApp
from tests.harness.projects import GOLDEN_CASES, compile_folder, golden_names, write_files


@pytest.fixture(params=golden_names())
def project(request: pytest.FixtureRequest, tmp_path: Path) -> GeneratedApp:
    files = compile_folder(GOLDEN_CASES / request.param)
    folder = tmp_path / "project"
    write_files(folder, files)
    package = next(path.partition("/")[0] for path in files if path.endswith("/application.py"))
    return GeneratedApp(folder, package)


def run(folder: Path, *arguments: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_it_pleases_the_linter_and_the_formatter(project: GeneratedApp) -> None:
    run(project.folder, "ruff", "check", "--no-cache", ".")
    run(project.folder, "ruff", "format", "--no-cache", "--check", ".")


@pytest.mark.slow
@pytest.mark.xdist_group("mypy")  # one after another, so that the libraries are read once
def test_it_pleases_the_strict_type_checker(project: GeneratedApp, shared_directory: Path) -> None:
    run(project.folder, "mypy", "--cache-dir", str(shared_directory / "mypy"))


@pytest.mark.slow
def test_every_role_sees_its_pages(project: GeneratedApp, tmp_path: Path) -> None:
    open_every_page(project.definition(), tmp_path)
