"""Functions that the specification only declares: the app's owner writes them in Python, in `custom/functions.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lowcode.ir.types import ValueType
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

if TYPE_CHECKING:
    from lowcode.ir.application import FieldType


@dataclass(frozen=True, slots=True)
class FunctionParameter:
    """`points: int required`. `type` is that of a value: a scalar, options, a record, records."""

    name: str
    identifier: str
    type: FieldType
    value_type: ValueType
    is_required: bool
    """An empty argument is refused, so that the function is never given one."""
    span: Span


@dataclass(frozen=True, slots=True)
class Function:
    """`function score(lead: Lead required, points: int) -> int "How promising it is"`."""

    name: str
    identifier: str
    parameters: tuple[FunctionParameter, ...]
    result: FieldType | None
    """None: it gives nothing and is only called."""
    result_type: ValueType | None
    documentation: str
    span: Span
