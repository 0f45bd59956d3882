"""The only module of the compiler that touches the disk: reads projects, writes what a build has made.

Deciding what to write and remove is `lowcode.write_plan`, which is pure.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.files import (
    FileNotText,
    FileTooLarge,
    ImportNotFound,
    NothingToRead,
    PathOutside,
)
from lowcode.dsl.references import Reference, references
from lowcode.source import SourceFile, Span

SUFFIX = ".lc"
FLEET_FILE = "lowcode.yaml"
"""Lists the clients of a fleet. Where it lies, everything that belongs together lies."""
_MOST_MEGABYTES = 10
_MEGABYTE = 1_000_000
_LEFT_OUT = frozenset({"generated", "node_modules", "__pycache__"})


@dataclass(slots=True)
class Sources:
    """What a project consists of. Paths are relative to its folder, with `/`."""

    folder: Path
    files: dict[str, SourceFile] = field(default_factory=dict)
    data_files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class FileTexts:
    """Texts of files that several projects share: each file is read once, and its text is one object.

    Only for a command that looks at its projects at one moment: what changes meanwhile is not seen.
    """

    def __init__(self) -> None:
        self._sources: dict[str, SourceFile] = {}

    def known(self, file: str) -> SourceFile | None:
        """What was read before, whatever path the project before knew it by."""
        return self._sources.get(file)

    def keep(self, file: str, source: SourceFile) -> SourceFile:
        """The same source for all projects that know the file by one path."""
        return self._sources.setdefault(file, source)


def read_sources(path: Path, texts: FileTexts | None = None) -> Sources:
    """The project in a folder, or a single file as a project; with everything that it imports."""
    folder = path if path.is_dir() else path.parent
    reader = _Reader(Sources(folder), texts if texts is not None else FileTexts())
    paths = _specifications(path) if path.is_dir() else [path]
    if not paths:
        reader.sources.problems.append(NothingToRead(span=Span(".", 0, 0)))
    for each in paths:
        reader.specification(each.relative_to(folder).as_posix())
    reader.sources.files = dict(sorted(reader.sources.files.items()))
    return reader.sources


def project_root(folder: Path) -> Path:
    """What a project may read: the folder of the fleet that it belongs to; without one that in which it lies."""
    return next((each for each in folder.parents if (each / FLEET_FILE).is_file()), folder.parent)


def _specifications(folder: Path) -> list[Path]:
    """Every `.lc` file in the folder, sub-folders included, hidden and generated ones not."""
    found: list[Path] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT and name[0] != ".")
        found += [Path(parent, name) for name in files if name.endswith(SUFFIX)]
    return sorted(found)


class _Reader:
    def __init__(self, sources: Sources, texts: FileTexts) -> None:
        self.sources = sources
        self.texts = texts
        self.root = project_root(sources.folder.resolve())
        """Nothing outside is read."""
        self.seen: set[str] = set()

    def specification(self, path: str) -> None:
        """Reads a file and what it mentions; each file once, so that imports may go in circles."""
        waiting = [path]
        while waiting:
            current = waiting.pop()
            if current in self.seen:
                continue
            self.seen.add(current)
            source = self.source(current)
            if source is None:
                continue
            self.sources.files[current] = source
            for reference in references(source):
                waiting += self.follow(reference)

    def follow(self, reference: Reference) -> Iterable[str]:
        """The specification files that a reference brings in; a data file is read at once."""
        target = self.sources.folder / reference.path
        if reference.written.startswith("/") or not target.resolve().is_relative_to(self.root):
            problem = PathOutside(span=reference.span, path=reference.written)
            self.sources.problems.append(problem)
            return ()
        if not reference.is_import:
            if target.is_file() and reference.path not in self.sources.data_files:
                source = self.source(reference.path)
                self.sources.data_files[reference.path] = source.text if source is not None else ""
            return ()
        if target.is_dir():
            return [self.relative(found) for found in _specifications(target)]
        if target.is_file() and target.suffix == SUFFIX:
            return [self.relative(target)]
        self.sources.problems.append(
            ImportNotFound(
                span=reference.span,
                path=reference.written,
                candidates=_neighbours(target, reference.written),
            )
        )
        return ()

    def relative(self, path: Path) -> str:
        """One name for each file, however an import came to it."""
        return Path(os.path.relpath(path, self.sources.folder)).as_posix()

    def source(self, path: str) -> SourceFile | None:
        """The file under this path, or None after a report."""
        file = os.path.normpath(self.sources.folder / path)
        known = self.texts.known(file)
        if known is not None:
            return known if known.path == path else SourceFile(path, known.text)
        text = self.text(path)
        return None if text is None else self.texts.keep(file, SourceFile(path, text))

    def text(self, path: str) -> str | None:
        """The text of a file with line feeds at the ends of its lines, or None after a report."""
        file = self.sources.folder / path
        size = file.stat().st_size
        start = Span(path, 0, 0)
        if size > _MOST_MEGABYTES * _MEGABYTE:
            problem = FileTooLarge(span=start, megabytes=size // _MEGABYTE, limit=_MOST_MEGABYTES)
            self.sources.problems.append(problem)
            return None
        content = file.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.sources.problems.append(FileNotText(span=start, byte=error.start + 1))
            return None
        if "\0" in text:
            self.sources.problems.append(FileNotText(span=start, byte=content.index(b"\0") + 1))
            return None
        return text.replace("\r\n", "\n").replace("\r", "\n")


def _neighbours(target: Path, written: str) -> tuple[str, ...]:
    """What lies where the import looks, written as the import is."""
    if not target.parent.is_dir():
        return ()
    base, slash, _ = written.rpartition("/")
    names = (each.name for each in target.parent.iterdir() if each.is_dir() or each.suffix == SUFFIX)
    return tuple(sorted(f"{base}{slash}{name}" for name in names))


class FolderContents(Mapping[str, str]):
    """The files of a folder as path → text, read when they are asked for.

    What is not text reads as something nobody writes, so that it counts as changed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str | None] = {}

    def __getitem__(self, path: str) -> str:
        if path not in self._texts:
            file = self._folder / path
            content = file.read_bytes() if file.is_file() else None
            self._texts[path] = None if content is None else content.decode("utf-8", "replace")
        text = self._texts[path]
        if text is None:
            raise KeyError(path)
        return text

    def __iter__(self) -> Iterator[str]:
        yield from self.below("")

    def below(self, folder: str) -> Iterator[str]:
        """The paths of all files in a folder, such as `custom/`, and in those inside it."""
        for found, _, names in os.walk(self._folder / folder):
            for name in names:
                yield Path(found, name).relative_to(self._folder).as_posix()

    def __len__(self) -> int:
        return sum(1 for _ in self)


def apply(folder: Path, writes: Mapping[str, str], removals: Iterable[str]) -> None:
    """Writes and removes files in `folder`; each appears whole or not at all."""
    for path, text in writes.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(target)
    for path in removals:
        (folder / path).unlink(missing_ok=True)
        _remove_empty_folders(folder, (folder / path).parent)


def _remove_empty_folders(folder: Path, emptied: Path) -> None:
    while emptied != folder and not any(emptied.iterdir()):
        emptied.rmdir()
        emptied = emptied.parent
