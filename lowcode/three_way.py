"""What a new version of a base means for a client: `lowcode check CLIENT --base-was OLD_BASE`.

Pure: three sets of files in, problems with places in all three out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from lowcode.checking import Parsing
from lowcode.diagnostics.problem import Problem, in_order
from lowcode.dsl.analysis import prelude
from lowcode.dsl.layers.folders import layers_of
from lowcode.dsl.layers.three_way import ThreeWays, replaced
from lowcode.dsl.parser import parse
from lowcode.quick_dataclass import dataclass
from lowcode.source import FORMER, SourceFile


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """What there is to say."""

    problems: tuple[Problem, ...]
    """What a check has found, and what the comparison has: a thing that it explains is said once."""
    sources: Mapping[str, SourceFile]
    """All files that the problems name; those of the old base under `was:` and their path."""


def three_way(
    old_base: Mapping[str, SourceFile],
    new_base: Mapping[str, SourceFile],
    client: Mapping[str, SourceFile],
    found: Sequence[Problem] = (),
    *,
    parsing: Parsing = parse,
) -> ThreeWay:
    """Compares a base with what it was, for a client.

    Paths are as the client sees them (`../base/app.lc`), in both versions of the base. `found` are the problems of a
    check of the client with the new base.
    """
    old, new, own = ([parsing(each).tree for each in files.values()] for files in (old_base, new_base, client))
    ways = ThreeWays(prelude(), old, new, own, lambda path: f"{FORMER}{path}")
    explained = list(ways.problems(found))
    former = {f"{FORMER}{path}": source for path, source in old_base.items()}
    problems = tuple(in_order(replaced(found, explained)))
    return ThreeWay(problems, {**former, **new_base, **client})


def compared(
    files: Mapping[str, SourceFile], old_base: Mapping[str, SourceFile], found: Sequence[Problem] = ()
) -> ThreeWay | None:
    """The comparison for a project that has been read as a whole, and a base that has been read on its own.

    None if the project does not stand on exactly one folder directly.
    """
    own, folder = own_files(files)
    if folder is None:
        return None
    new_base = {path: source for path, source in files.items() if path not in own}
    return three_way(as_imported(old_base, folder), new_base, own, found)


def as_imported(files: Mapping[str, SourceFile], folder: str) -> dict[str, SourceFile]:
    """The files of a base that was read on its own, with the paths that they have for who imports it as `folder`."""
    paths = {path: posixpath.normpath(posixpath.join(folder, path)) for path in files}
    return {paths[path]: SourceFile(paths[path], source.text) for path, source in files.items()}


def own_files(files: Mapping[str, SourceFile], *, parsing: Parsing = parse) -> tuple[dict[str, SourceFile], str | None]:
    """The files of a project that no import has brought, and the folder that they stand on directly.

    None if there is no such folder, or more than one.
    """
    layers = layers_of([parsing(source).tree for source in files.values()])
    own = {path: source for path, source in files.items() if layers.of(path) == layers.folders[-1]}
    below = layers.below[layers.folders[-1]]
    direct = [each for each in below if not any(each in layers.below[other] for other in below)]
    return own, direct[0] if len(direct) == 1 else None
