"""Finding what a name of the model stands for. Every name has passed the resolver: a search never fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class _Named(Protocol):
    @property
    def name(self) -> str: ...


AnyNamed = TypeVar("AnyNamed", bound=_Named)


def named(items: Iterable[AnyNamed], name: str) -> AnyNamed:
    """The flow, approval, rule, message or connection called `name`."""
    return next(each for each in items if each.name == name)
