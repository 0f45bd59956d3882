"""What the variables of an expression are called in emitted code."""

from __future__ import annotations

import builtins
from keyword import iskeyword

from lowcode.ir.expressions import VariableKind

_TAKEN = frozenset(
    {
        "this",
        "context",
        "option",
        "values",
        "columns",
        "functions",
        "choices",
        "select",
        "and_",
        "or_",
        "not_",
        "datetime",
        "record",
        "lowcode",
        "run",
        "old",
        "scenario",
    }
)


def local_name(name: str) -> str:
    """What a record that the spec names (`create … as c`) is called in Python."""
    return f"{name}_" if name in _TAKEN or iskeyword(name) or hasattr(builtins, name) else name


class Names:
    """Gives each aggregate's item a name of its own, after what it is."""

    def __init__(self, entity: str, this: str = "this", me: str = "context.me", taken: set[str] | None = None) -> None:
        """`this` may be any source that stands for the record."""
        self.entity = entity
        self.this = this
        self._me = me
        self._taken = taken if taken is not None else set(_TAKEN)
        self._items: dict[int, str] = {}

    def with_this(self, this: str, entity: str) -> Names:
        """For an expression of another record inside this one; names stay distinct."""
        return Names(entity, this, self._me, self._taken)

    def of(self, kind: VariableKind, depth: int, name: str = "") -> str:
        """The source that stands for the variable; `name` is that of a LOCAL."""
        match kind:
            case VariableKind.THIS:
                return self.this
            case VariableKind.OWNER:
                return f"{self.this}.owner_record"
            case VariableKind.ME:
                return self._me
            case VariableKind.OPTION:
                return "option"
            case VariableKind.ITEM:
                return self._items[depth]
            case VariableKind.OLD:
                return "old"
            case VariableKind.LOCAL:
                return local_name(name)

    def reserve(self, name: str) -> None:
        """Nothing else is called `name` from now on."""
        self._taken.add(name)

    def enter(self, depth: int, wanted: str) -> str:
        """Name the item of the aggregate at `depth`, for as long as its parts are written."""
        self._items[depth] = self.fresh(wanted)
        return self._items[depth]

    def leave(self, depth: int) -> None:
        """The aggregate at `depth` has been written."""
        self.release(self._items.pop(depth))

    def fresh(self, wanted: str) -> str:
        """A name that nothing around here has."""
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        return name

    def release(self, name: str) -> None:
        """What was called `name` has been written."""
        self._taken.discard(name)
