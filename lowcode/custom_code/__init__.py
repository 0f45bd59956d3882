"""Looks at what the app's owner has written in `custom/` while a build goes on: does it still fit the model?

Files are read, not run: they import what the build is about to write. What cannot be told without running them passes;
the app looks again when it starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lowcode.custom_code.functions import function_problems
from lowcode.custom_code.python import python_problems
from lowcode.custom_code.templates import template_problems
from lowcode.diagnostics.problem import Problem
from lowcode.ir.application import Application

CUSTOM_FOLDER = "custom/"

__all__ = ["CUSTOM_FOLDER", "custom_files", "custom_problems"]


def custom_problems(application: Application, disk: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the owner's files in `disk` (path → text of the project's files)."""
    yield from function_problems(application, disk)
    yield from python_problems(application, disk)
    yield from template_problems(application, disk)


def custom_files(paths: Iterable[str]) -> tuple[str, ...]:
    """The files of the project that were looked at, and the folders in which others may appear."""
    files = {path for path in paths if path.startswith(CUSTOM_FOLDER) and path.endswith((".py", ".html"))}
    folders = {path[:end] for path in files for end, sign in enumerate(path) if sign == "/"}
    return tuple(sorted(files | folders))
