"""What holds for every block inside braces: there is something in it, and it is not nested without end."""

from __future__ import annotations

from collections.abc import Sized
from typing import Final

from lowcode.diagnostics.problems.structure import NothingInIt
from lowcode.diagnostics.problems.syntax import NestedTooDeep
from lowcode.dsl.lowering.processes.shared import Processes
from lowcode.source import Span

MOST_BLOCKS: Final = 15
"""Loops (in scenarios, `as` and `expect refused`) inside each other; Python takes twenty in a function."""


def check_filled(processes: Processes, span: Span, what: str, statements: Sized) -> None:
    """Reports a block without statements: nobody writes one who means it."""
    if not statements:
        processes.lowering.report(NothingInIt(span=span, what=what, name="{ }"))


def check_depth(processes: Processes, span: Span, depth: int) -> None:
    """Reports the first block that has too many around it."""
    if depth == MOST_BLOCKS + 1:
        processes.lowering.report(NestedTooDeep(span=span, limit=MOST_BLOCKS))
