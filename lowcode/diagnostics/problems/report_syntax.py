"""LC127: parts of a statement that stand in another order. Part of the family `syntax`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class OtherOrder(Problem):
    """Two parts of a statement stand in the wrong order.

    What a chart is grouped by comes before what it shows; a label comes straight after the name, before a former
    one; what a field was called comes after its type.

    Example:
        entity Order { name: text }
        report Orders from Order { chart bar show count() by name }

    How to fix: Say first by what a chart groups, then what it shows: `chart bar by name show count()`.
    """

    word: str
    before: str

    code = "LC127"
    message = Wording(en="`{word}` comes before `{before}`", zh="`{word}` 应写在 `{before}` 之前")


REPORT_SYNTAX: tuple[type[Problem], ...] = (OtherOrder,)
