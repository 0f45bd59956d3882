"""What a build produces: files as values, and what may happen to each of them later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Ownership(Enum):
    """Whose file it is once it is written."""

    GENERATED = "generated"
    """Ours: written anew by each build, removed when the specification no longer needs it."""
    APPENDED = "appended"
    """Ours, but never changed or removed once written: migrations."""
    CREATED = "created"
    """The owner's: created once, never touched again."""


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """One file of the project. `path` is relative to the project, with `/`."""

    path: str
    text: str
    ownership: Ownership = Ownership.GENERATED

    @property
    def is_python(self) -> bool:
        """Whether the formatter has to see it before it is written."""
        return self.path.endswith(".py")


def inside_project(path: str) -> bool:
    """Whether `path` stays inside the project folder, on every system."""
    parts = path.split("/")
    return bool(path) and "\\" not in path and ":" not in path and all(part not in ("", ".", "..") for part in parts)
