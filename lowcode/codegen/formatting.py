"""Runs the formatter over generated Python: the one program that a build starts.

All files of a build go through one process. Its settings are fixed here and in no configuration file, so
that the result depends on the text alone.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ruff import find_ruff_bin

LINE_LENGTH = 120


class FormattingError(RuntimeError):
    """The formatter refuses what was generated: our mistake, never the specification's."""


def format_python(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts by path as the formatter prints them."""
    if not texts:
        return {}
    with tempfile.TemporaryDirectory(prefix="lowcode-") as name:
        folder = Path(name)
        files = {path: folder / f"{number}.py" for number, path in enumerate(texts)}
        for path, file in files.items():
            file.write_bytes(texts[path].encode())
        _run(folder)
        return {path: file.read_bytes().decode() for path, file in files.items()}


def _run(folder: Path) -> None:
    command = [find_ruff_bin(), "format", "--isolated", "--no-cache", "--quiet"]
    command += ["--line-length", str(LINE_LENGTH), "--target-version", "py311", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if answer.returncode != 0:
        raise FormattingError(answer.stderr.strip())
