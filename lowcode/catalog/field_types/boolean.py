"""Yes or no."""

from __future__ import annotations

from lowcode.catalog.field_types.base import COMMON_MODIFIERS, FieldError, FieldType, InputFacts, ValueContext
from lowcode.catalog.field_types.typed_text import half_width
from lowcode.catalog.kinds import Alignment, StorageKind, ValueKind

_YES = frozenset({"true", "yes", "y", "on", "1", "是", "对", "有", "√", "✓"})
_NO = frozenset({"false", "no", "n", "off", "0", "否", "错", "无", "×", "✗"})


class Boolean(FieldType[bool]):
    """`bool`: a checkbox."""

    name = "bool"
    value_kind = ValueKind.BOOLEAN
    storage = StorageKind.BOOLEAN
    input = InputFacts(type="checkbox")
    modifiers = (COMMON_MODIFIERS - {"placeholder"}) | {"index"}
    alignment = Alignment.CENTER

    def read(self, text: str, context: ValueContext) -> bool:
        """`true`, `是`, `on`, `1` and their opposites."""
        del context
        word = half_width(text).lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise FieldError("not_a_boolean")

    def format(self, value: bool, context: ValueContext) -> str:
        """是/否 in Chinese, yes/no elsewhere."""
        if context.locale.startswith("zh"):
            return "是" if value else "否"
        return "Yes" if value else "No"

    def to_input(self, value: bool, context: ValueContext) -> str:
        """`true` or `false`."""
        del context
        return "true" if value else "false"
