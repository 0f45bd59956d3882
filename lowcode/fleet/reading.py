"""`lowcode.yaml` → fleet. Every problem of the file is found in one run, with its place.

::

    base: base                  # the folder that the clients import
    old_base: v1.0              # what it was when they were made: a folder, or a revision of git
    out: generated/{name}       # where apps are built
    coverage: 60                # percent that scenarios must touch
    clients:
      - clients/*               # every folder, called as it is
      - name: acme
        spec: special/acme
        coverage: 80
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import yaml

from lowcode.diagnostics.problem import Problem, in_order
from lowcode.diagnostics.problems.fleet import (
    FleetFolderMissing,
    FleetNameTwice,
    FleetOutputTwice,
    FleetPathOutside,
)
from lowcode.fleet.definition import Client, Fleet, FormerBase
from lowcode.fleet.yaml_nodes import Nodes
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile, Span
from lowcode.workspace import SUFFIX

_OUT = "generated/{name}"
_FLEET_KEYS = ("clients", "base", "old_base", "out", "coverage")
_CLIENT_KEYS = ("name", "spec", "out", "base", "old_base", "coverage")
_NAME = re.compile(r"[^\W\d][\w-]*")
_PATTERN = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class FleetFile:
    """What `lowcode.yaml` says, and all that is to be said about it. With problems there is no fleet."""

    fleet: Fleet | None
    source: SourceFile
    problems: tuple[Problem, ...]


def read_fleet(file: Path) -> FleetFile:
    """The fleet of a file that exists."""
    text = file.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n")
    source = SourceFile(file.name, text)
    problems: list[Problem] = []
    clients = _Reader(file.parent, Nodes(source, problems)).clients()
    ordered = tuple(in_order(problems))
    fleet = None if ordered else Fleet(file.parent, tuple(sorted(clients, key=lambda each: each.name)))
    return FleetFile(fleet, source, ordered)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What holds for clients that do not say otherwise."""

    out: str
    base: Path | None
    former_base: FormerBase | None
    coverage: float | None


class _Reader:
    def __init__(self, folder: Path, nodes: Nodes) -> None:
        self.folder = folder
        self.nodes = nodes
        self.problems = nodes.problems
        self.explicit: set[Path] = set()
        """Folders with an entry of their own, which a pattern leaves out."""

    def clients(self) -> list[Client]:
        root = self.nodes.root()
        if root is None:
            return []
        keys = self.nodes.keys(root, _FLEET_KEYS)
        usual = self.usual(keys, None)
        listed = keys.get("clients")
        if listed is None:
            self.nodes.missing(root, "clients")
            return []
        if not isinstance(listed, yaml.SequenceNode):
            self.nodes.unfit(listed, "clients", "list")
            return []
        self.explicit = {self.folder / path for path in self.plain_paths(listed)}
        found = [client for entry in listed.value for client in self.entry(entry, usual)]
        self.report_clashes(found)
        return found

    def plain_paths(self, listed: yaml.SequenceNode) -> Iterator[str]:
        for entry in listed.value:
            spec = entry
            if isinstance(entry, yaml.MappingNode):
                spec = next((value for key, value in entry.value if key.value == "spec"), entry)
            if isinstance(spec, yaml.ScalarNode) and not _PATTERN.search(spec.value):
                yield spec.value

    def usual(self, keys: Mapping[str, yaml.Node], above: _Usual | None) -> _Usual:
        """The settings of the file, or those of a client over them."""
        out = self.nodes.text(keys, "out")
        if out is not None and not self.is_inside(out, out.value):
            out = None
        base = self.nodes.text(keys, "base")
        former = self.nodes.text(keys, "old_base")
        percent = self.nodes.percent(keys, "coverage")
        usual = above or _Usual(_OUT, None, None, None)
        folder = self.one_folder(base) if base is not None else usual.base
        if former is not None and base is None and folder is None:
            self.nodes.missing(former, "base")
        return _Usual(
            out=out.value if out is not None else usual.out,
            base=folder,
            former_base=self.former(former, folder) or usual.former_base,
            coverage=percent if percent is not None else usual.coverage,
        )

    def former(self, node: yaml.ScalarNode | None, base: Path | None) -> FormerBase | None:
        """What the base was."""
        if node is None or base is None:
            return None
        return FormerBase(str(node.value), base, self.folder, self.nodes.span(node))

    def entry(self, entry: yaml.Node, usual: _Usual) -> Iterator[Client]:
        """The clients of one line: a folder, a pattern, or keys."""
        if isinstance(entry, yaml.ScalarNode):
            yield from self.made(entry, entry, usual, None)
            return
        if not isinstance(entry, yaml.MappingNode):
            self.nodes.unfit(entry, "clients", "client")
            return
        keys = self.nodes.keys(entry, _CLIENT_KEYS)
        own = self.usual(keys, usual)
        name = self.nodes.text(keys, "name")
        if name is not None and not _NAME.fullmatch(name.value):
            self.nodes.unfit(name, "name", "name")
        elif "spec" not in keys:
            self.nodes.missing(entry, "spec")
        elif (spec := self.nodes.text(keys, "spec")) is not None:
            yield from self.made(spec, entry, own, name)

    def made(
        self, spec: yaml.ScalarNode, entry: yaml.Node, usual: _Usual, name: yaml.ScalarNode | None
    ) -> Iterator[Client]:
        folders = list(self.folders(spec))
        if len(folders) > 1 and name is not None:
            self.nodes.unfit(name, "name", "single")
            return
        place = self.nodes.span(name if name is not None else spec)
        for folder in folders:
            called = name.value if name is not None else folder.name
            if not _NAME.fullmatch(called):
                self.nodes.unfit(entry, "name", "name")
                continue
            yield Client(
                name=called,
                spec=folder,
                out=self.folder / usual.out.replace("{name}", called),
                base=usual.base,
                former_base=usual.former_base,
                coverage=usual.coverage,
                span=place,
            )

    def folders(self, node: yaml.ScalarNode) -> Iterator[Path]:
        """The folders that a path or pattern stands for."""
        written = node.value
        if not self.is_inside(node, written):
            return
        if not _PATTERN.search(written):
            folder = self.one_folder(node)
            if folder is not None:
                yield folder
            return
        matching = sorted(each for each in self.folder.glob(written) if each.is_dir() and _has_specification(each))
        if not matching:
            self.problems.append(FleetFolderMissing(span=self.nodes.span(node), path=written, candidates=()))
        yield from (each for each in matching if each not in self.explicit)

    def one_folder(self, node: yaml.ScalarNode) -> Path | None:
        """The folder of this very name."""
        written = str(node.value)
        if not self.is_inside(node, written):
            return None
        folder = self.folder / written
        if folder.is_dir():
            return folder
        candidates = _neighbours(self.folder, written)
        self.problems.append(FleetFolderMissing(span=self.nodes.span(node), path=written, candidates=candidates))
        return None

    def is_inside(self, node: yaml.ScalarNode, written: str) -> bool:
        path = PurePosixPath(written)
        is_inside = bool(path.parts) and not path.is_absolute() and ".." not in path.parts and ":" not in written
        if not is_inside:
            self.problems.append(FleetPathOutside(span=self.nodes.span(node), path=written))
        return is_inside

    def report_clashes(self, clients: list[Client]) -> None:
        names: dict[str, Span] = {}
        outputs: dict[Path, Span] = {}
        for client in clients:
            first = names.setdefault(client.name.casefold(), client.span)
            if first is not client.span:
                self.problems.append(FleetNameTwice(span=client.span, name=client.name, first=first))
                continue
            path = client.out.relative_to(self.folder)
            clash = next((outputs[each] for each in (path, *path.parents) if each in outputs), None)
            if clash is not None:
                self.problems.append(FleetOutputTwice(span=client.span, path=path.as_posix(), first=clash))
            outputs.setdefault(path, client.span)


def _has_specification(folder: Path) -> bool:
    return any(each.suffix == SUFFIX for each in folder.iterdir())


def _neighbours(folder: Path, written: str) -> tuple[str, ...]:
    """What lies where the path looks, written as the path is."""
    parent = (folder / written).parent
    if not parent.is_dir():
        return ()
    base, slash, _ = written.rpartition("/")
    return tuple(sorted(f"{base}{slash}{each.name}" for each in parent.iterdir() if each.is_dir()))
