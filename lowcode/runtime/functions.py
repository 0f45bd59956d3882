"""For the functions that the app's owner writes: `custom/functions.py`, which a rebuild never touches.

::

    from lowcode.runtime.functions import Refusal

    def score(lead: Lead, points: int | None) -> int | None:
        if lead.budget is None:
            raise Refusal("Ask for the budget first.")
        return (points or 0) + 10

The specification declares their parameters and results. A function runs in the transaction of the change that set off
the rule which calls it. One that changes records takes `run: Run` (`lowcode.runtime.process.run`) behind its other
parameters and does it by that, so that they are checked, computed, noted in the history and noticed by rules like all
others. Raising `Refusal` refuses it all, with its text.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from lowcode.runtime.hooks import HookRefusal

Refusal = HookRefusal
"""A function's no, which is that of a hook: `Refusal("The text that people read.")`."""

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])
_MARK = "is_unwritten"


class NotWrittenError(NotImplementedError):
    """A function of the specification that nobody has written yet; names it and the file."""


def unwritten(function: AnyFunction) -> AnyFunction:
    """Marks what the build has left for somebody to write. Whoever does takes the mark away."""

    @functools.wraps(function)
    def refuse(*_arguments: Any, **_named: Any) -> Any:
        name, file = function.__name__, function.__code__.co_filename
        raise NotWrittenError(f"the function {name} is not written yet; write it in {file} and take @unwritten away")

    setattr(refuse, _MARK, True)
    return refuse  # type: ignore[return-value] # it takes what the function takes


def is_unwritten(function: Callable[..., Any]) -> bool:
    """Whether the function still has its mark."""
    return getattr(function, _MARK, False) is True
