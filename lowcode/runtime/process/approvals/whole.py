"""All or nothing: a decision whose consequences are refused leaves no trace."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from lowcode.runtime.context import Context

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def all_or_nothing(
    function: Callable[Concatenate[Context, Arguments], Result],
) -> Callable[Concatenate[Context, Arguments], Result]:
    """Whatever the function has written is taken back if it raises, such as when a hook of the approval says no."""

    @functools.wraps(function)
    def guarded(context: Context, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        savepoint = context.session.begin_nested()
        is_done = False
        try:
            result = function(context, *arguments, **named)
            is_done = True
        finally:
            if is_done:
                savepoint.commit()
            else:
                savepoint.rollback()
        return result

    return guarded
