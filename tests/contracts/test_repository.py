"""What may be in git: our own text, about the product, in files of a readable size."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 500
LARGEST_FILE = 300_000
THIRD_PARTY_SUFFIXES = (".min.js", ".min.css", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot")
MACHINE_PATH = re.compile(r"(?<![\w.$:/{}-])/(?:home|root|work|Users|mnt)/[\w.]")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
SUPPRESSION = re.compile(r"#\s*(?:noqa(?!\w)(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w,\s-]+\])?)(.*)")
LICENSE_BANNER = re.compile(r"/\*!|@license|\bCopyright \(c\)")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts(*suffixes: str) -> list[Path]:
    return [path for path in tracked() if path.suffix in suffixes]


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_source_of_others() -> None:
    assert not [path for path in tracked() if path.name.endswith(THIRD_PARTY_SUFFIXES) or "node_modules" in path.parts]
    assert not lines_with(LICENSE_BANNER, texts(".js", ".css"))


def test_no_large_files() -> None:
    assert not [path.relative_to(ROOT) for path in tracked() if path.stat().st_size > LARGEST_FILE]


def test_no_path_of_a_machine() -> None:
    assert not lines_with(MACHINE_PATH, [path for path in tracked() if path.suffix not in {".png", ".svg", ".ico"}])


def test_packages_come_from_the_usual_registries() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_no_unfinished_work() -> None:
    assert not lines_with(UNFINISHED, texts(".py", ".js", ".css", ".html", ".lark", ".lc", ".md"))


def test_each_suppressed_warning_has_a_reason() -> None:
    unexplained = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in texts(".py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := SUPPRESSION.search(line)) and len(found[1].strip(" #-:—")) < 5
    ]
    assert not unexplained


@pytest.mark.parametrize("folder", ["lowcode", "tests", "bench", "build_hooks"])
def test_modules_can_be_read(folder: str) -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in texts(".py")
        if path.is_relative_to(ROOT / folder)
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST_MODULE}
