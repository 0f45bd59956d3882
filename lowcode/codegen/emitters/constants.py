"""The constants of the modules of one folder, for the module that gathers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lowcode.codegen.python_source import Imports, tuple_of


class _Named(Protocol):
    @property
    def identifier(self) -> str: ...


def constants_of_modules(
    imports: Imports, folder: str, found: Sequence[_Named], prefix: str, constant: str
) -> str | None:
    """A tuple of `<prefix>_<module>.<constant>`: the modules' own names may clash with those of another folder."""
    if not found:
        return None
    for each in found:
        imports.name(folder, f"{each.identifier} as {prefix}_{each.identifier}")
    return tuple_of([f"{prefix}_{each.identifier}.{constant}" for each in found])
