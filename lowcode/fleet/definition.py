"""A fleet as values: its clients and where their things are."""

from __future__ import annotations

from pathlib import Path

from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class FormerBase:
    """What the clients' changes were made for: a folder beside the base, or the base as a revision of git has it."""

    written: str
    """As `lowcode.yaml` says it."""
    base: Path
    """The folder of the base as it is now."""
    fleet: Path
    """The folder of `lowcode.yaml`."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One app of the fleet. Folders are as the commands can open them from where they run."""

    name: str
    spec: Path
    out: Path
    base: Path | None
    """The folder that several clients import."""
    former_base: FormerBase | None
    coverage: float | None
    """Percent of the specification that scenarios must touch."""
    span: Span
    """Where `lowcode.yaml` lists it."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """All clients, sorted by name."""

    folder: Path
    """Where `lowcode.yaml` lies."""
    clients: tuple[Client, ...]

    def only(self, names: frozenset[str]) -> tuple[Client, ...]:
        """The clients of these names; all if there are none."""
        return tuple(each for each in self.clients if not names or each.name in names)
