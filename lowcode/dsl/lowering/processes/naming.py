"""Identifiers of what has no name in the specification: transitions, hooks, blocks. They are keys in the database."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode import naming
from lowcode.ir import process


def transition_base(sources: Sequence[str], target: str, *, is_from_any: bool) -> str:
    """`contact_to_analysis`, `any_to_lost`, `open_or_doing_to_closed`."""
    start = "any" if is_from_any else "_or_".join(naming.identifier(each) for each in sources)
    return naming.shortened(f"{start}_to_{naming.identifier(target)}")


def hook_name(event: process.StateEvent, state: str) -> str:
    """`on_enter_won`."""
    return naming.shortened(f"on_{event.value}_{naming.identifier(state)}")


class Numbering:
    """Names for things of the same kind in the order of the text: `after_1`, `after_2`."""

    def __init__(self) -> None:
        """Nothing is named yet."""
        self._used: dict[str, int] = {}

    def next(self, base: str) -> str:
        """`base` with its number."""
        self._used[base] = self._used.get(base, 0) + 1
        return f"{base}_{self._used[base]}"

    def first_plain(self, base: str) -> str:
        """`base` itself the first time, numbered from the second on."""
        name = self.next(base)
        return base if name == f"{base}_1" else name
