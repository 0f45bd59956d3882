"""Versions of lowcode and what each of them changed: `lowcode/upgrade_notes/<version>.yaml`, texts in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from lowcode.diagnostics.problem import Wording
from lowcode.quick_dataclass import dataclass
from lowcode.versions import version_numbers

NOTES = Path(__file__).parent.parent / "upgrade_notes"


@dataclass(frozen=True, slots=True)
class Version:
    """`1.10.2` comes after `1.9`."""

    numbers: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What one version changed."""

    version: Version
    notes: tuple[Wording, ...]


def version_of(text: str) -> Version:
    """The version of a text; what is no number in it does not count."""
    return Version(version_numbers(text), text)


def notes_between(earlier: Version, later: Version, folder: Path = NOTES) -> tuple[Notes, ...]:
    """The notes of all versions after `earlier` up to `later`, oldest first."""
    found = (Notes(version_of(file.stem), tuple(_wordings(file))) for file in folder.glob("*.yaml"))
    wanted = [each for each in found if earlier.numbers < each.version.numbers <= later.numbers]
    return tuple(sorted(wanted, key=lambda each: each.version.numbers))


def _wordings(file: Path) -> Iterator[Wording]:
    for note in yaml.safe_load(file.read_text(encoding="utf-8")):
        yield Wording(en=note["en"], zh=note["zh"])
