"""A registry of built-ins: made from an explicit tuple, looked up by name, proof against doubles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """Whatever has the name that specifications call it by."""

    @property
    def name(self) -> str:
        """The name in the specification."""


Item = TypeVar("Item", bound=Named)


class Registry(Generic[Item]):
    """The built-ins of one kind, in the order they are documented in."""

    def __init__(self, items: tuple[Item, ...]) -> None:
        """Register `items`; two of one name are a programming error."""
        self._items: dict[str, Item] = {}
        for item in items:
            if item.name in self._items:
                raise ValueError(f"`{item.name}` is registered twice")
            self._items[item.name] = item

    def __getitem__(self, name: str) -> Item:
        """The built-in called `name`; KeyError if there is none."""
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is a built-in called `name`."""
        return name in self._items

    def __iter__(self) -> Iterator[Item]:
        """All built-ins in their order."""
        return iter(self._items.values())

    def get(self, name: str) -> Item | None:
        """The built-in called `name`, if there is one."""
        return self._items.get(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in their order, for suggestions."""
        return tuple(self._items)
