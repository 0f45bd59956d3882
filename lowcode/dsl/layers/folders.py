"""Which folder stands on which: layers come from imports."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from lowcode.dsl import ast
from lowcode.quick_dataclass import dataclass

OWN = "."
"""The folder of the project itself, with all folders in it."""
BUILT_IN = "lowcode:"
"""The layer of the built-in entities, below all others."""
_SUFFIX = ".lc"


@dataclass(frozen=True, slots=True)
class Layers:
    """The folders of a project."""

    folders: tuple[str, ...]
    """The lowest first."""
    by_path: Mapping[str, str]
    """The layer of each file."""
    below: Mapping[str, frozenset[str]]
    """What each layer stands on."""

    def of(self, path: str) -> str:
        """The layer of a file."""
        return BUILT_IN if path.startswith(BUILT_IN) else self.by_path.get(path, OWN)

    def is_below(self, lower: str, upper: str) -> bool:
        """Whether the file `lower` belongs to a layer on which that of the file `upper` stands."""
        first, second = self.of(lower), self.of(upper)
        return first != second and (first == BUILT_IN or first in self.below.get(second, frozenset()))


def layers_of(files: Sequence[ast.FileDecl]) -> Layers:
    """The layers that the imports of the files make."""
    imports = {file.path: tuple(_imported(file)) for file in files}
    roots = {folder for folders in imports.values() for folder in folders}
    by_path = {file.path: _layer(posixpath.dirname(file.path), roots) for file in files}
    reached = _reached(imports, by_path, roots)
    same = {each: min(_circle(each, reached)) for each in reached}
    below = {
        same[each]: frozenset(same[other] for other in found if same[other] != same[each])
        for each, found in reached.items()
    }
    folders = sorted(below, key=lambda each: (len(below[each]), each))
    return Layers(tuple(folders), {path: same[layer] for path, layer in by_path.items()}, below)


def _imported(file: ast.FileDecl) -> Iterable[str]:
    """The folders that a file imports, or imports from."""
    for declaration in file.declarations:
        if isinstance(declaration, ast.ImportDecl):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), declaration.path.text))
            yield posixpath.dirname(target) if target.endswith(_SUFFIX) else target


def _layer(folder: str, roots: Iterable[str]) -> str:
    """The outermost of the imported folders around a folder outside of the project."""
    around = [root for root in roots if root.startswith("..") and (folder == root or folder.startswith(f"{root}/"))]
    return min(around, key=len, default=OWN) if folder.startswith("..") else OWN


def _reached(
    imports: Mapping[str, Sequence[str]], by_path: Mapping[str, str], roots: Iterable[str]
) -> dict[str, frozenset[str]]:
    """All layers that each can come to over imports."""
    direct: dict[str, set[str]] = {layer: set() for layer in by_path.values()}
    for path, folders in imports.items():
        direct[by_path[path]].update(layer for folder in folders if (layer := _layer(folder, roots)) in direct)
    reached: dict[str, frozenset[str]] = {}
    for layer in direct:
        found: set[str] = set()
        waiting = [layer]
        while waiting:
            for each in direct[waiting.pop()] - found:
                found.add(each)
                waiting.append(each)
        reached[layer] = frozenset(found)
    return reached


def _circle(layer: str, reached: Mapping[str, frozenset[str]]) -> set[str]:
    """The layers that import each other in a circle count as one."""
    return {layer, *(other for other in reached[layer] if layer in reached[other])}
