"""What a build produces: files as values, and what may happen to each of them later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable


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


@runtime_checkable
class Folders(Protocol):
    """What knows its folders, as a disk does."""

    def below(self, folder: str) -> Iterable[str]:
        """The paths of all files in a folder, such as `custom/`, and in those inside it."""


def below(disk: Mapping[str, str], folder: str) -> Iterator[str]:
    """The paths of the project's files in a folder, in order; a real disk is not gone through as a whole for it."""
    found = disk.below(folder) if isinstance(disk, Folders) else (path for path in disk if path.startswith(folder))
    yield from sorted(found)
