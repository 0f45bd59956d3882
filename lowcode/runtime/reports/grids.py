"""What the database has answered, by group: the finest groups, and the totals that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final, TypeAlias

from lowcode.runtime.reports.atoms import Atom, AtomKind, Leaf, atoms_of


class _All:
    """Stands for all groups of a dimension."""

    def __repr__(self) -> str:
        return "ALL"


class _Others:
    """Stands for the groups that are not shown by themselves."""

    def __repr__(self) -> str:
        return "REST"


ALL: Final = _All()
REST: Final = _Others()

Key: TypeAlias = Hashable
Keys: TypeAlias = tuple[Key, ...]
"""For each dimension the raw value of a group; None for empty, ALL, REST."""
Level: TypeAlias = tuple[int, ...]
"""The dimensions that groups are told apart by; the others are ALL."""


@dataclass(slots=True)
class AtomList:
    """The numbers that a report needs, each once."""

    atoms: list[Atom] = field(default_factory=list)
    _places: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def add(self, leaf: Leaf, by_state: str | None, reads: tuple[tuple[str, str], ...]) -> None:
        """What a leaf is computed of; see `atoms_of`."""
        self._places[id(leaf)] = tuple(self._place(atom) for atom in atoms_of(leaf, by_state, reads))

    def _place(self, atom: Atom) -> int:
        if atom not in self.atoms:
            self.atoms.append(atom)
        return self.atoms.index(atom)

    def places(self, leaf: Leaf) -> tuple[int, ...]:
        """Where the numbers of a leaf are."""
        return self._places[id(leaf)]


@dataclass(slots=True)
class Grid:
    """Numbers by group, at one time."""

    atoms: AtomList
    dimensions: int
    cells: dict[Keys, list[Any]] = field(default_factory=dict)

    def put(self, keys: Keys, place: int, value: Any) -> None:
        """Adds a number to a group."""
        cell = self.cells.get(keys)
        if cell is None:
            cell = self.cells[keys] = [None] * len(self.atoms.atoms)
        cell[place] = self.atoms.atoms[place].merged(cell[place], value)

    def values(self, leaf: Leaf, keys: Keys) -> list[Any]:
        """The numbers that a leaf is computed of."""
        cell = self.cells.get(keys)
        return [self._value(cell, place) for place in self.atoms.places(leaf)]

    def _value(self, cell: list[Any] | None, place: int) -> Any:
        found = None if cell is None else cell[place]
        return self.atoms.atoms[place].nothing if found is None else found

    def keys_of(self, dimension: int) -> Iterable[Key]:
        """The groups of a dimension that there is something of."""
        finest = (keys for keys in self.cells if ALL not in keys)
        return dict.fromkeys(keys[dimension] for keys in finest)

    def add_totals(self, overlapping: frozenset[int]) -> None:
        """Totals over one or more dimensions, of the numbers for which they follow from those of the groups.

        `overlapping`: the dimensions in which a record can be in several groups.
        """
        finest = [(keys, cell) for keys, cell in self.cells.items() if ALL not in keys]
        for level in levels_of(self.dimensions):
            places = [each for each in range(len(self.atoms.atoms)) if self.follows(each, level, overlapping)]
            for keys, cell in finest if places else ():
                total = tuple(key if at in level else ALL for at, key in enumerate(keys))
                for place in places:
                    if cell[place] is not None:
                        self.put(total, place, cell[place])

    def follows(self, place: int, level: Level, overlapping: frozenset[int]) -> bool:
        """Whether a number's totals at the level follow from its groups."""
        atom = self.atoms.atoms[place]
        dropped = {each for each in range(self.dimensions) if each not in level}
        overlaps = overlapping | {0} if atom.kind is AtomKind.PASSED_GROUP else overlapping
        return atom.merges and not dropped & overlaps


def limited_to(grid: Grid, dimension: int, kept: Collection[Key], overlapping: frozenset[int]) -> Grid:
    """The same with some of the groups of a dimension only; totals that do not follow from them are lost."""
    if all(key in kept for key in grid.keys_of(dimension)):
        return grid
    smaller = Grid(grid.atoms, grid.dimensions)
    for keys, cell in grid.cells.items():
        if keys[dimension] not in kept:
            continue
        level = tuple(at for at, key in enumerate(keys) if key is not ALL)
        for place, value in enumerate(cell):
            if value is not None and (ALL not in keys or not grid.follows(place, level, overlapping)):
                smaller.put(keys, place, value)
    smaller.add_totals(overlapping)
    return smaller


def levels_of(dimensions: int) -> Iterator[Level]:
    """All combinations of fewer dimensions than there are, the largest first."""
    for size in range(dimensions - 1, -1, -1):
        yield from combinations(range(dimensions), size)


def merged_into_rest(grid: Grid, dimension: int, kept: Sequence[Key]) -> Grid:
    """The same with one group for all that are not kept; numbers that do not merge are lost there."""
    shown = frozenset(kept)
    smaller = Grid(grid.atoms, grid.dimensions)
    for keys, cell in grid.cells.items():
        if ALL in keys:
            continue
        key = keys[dimension] if keys[dimension] in shown else REST
        place_keys = (*keys[:dimension], key, *keys[dimension + 1 :])
        for place, value in enumerate(cell):
            if value is not None and (key is not REST or grid.atoms.atoms[place].merges):
                smaller.put(place_keys, place, value)
    return smaller
