"""The functions of the language. A new one is a `Function` in a module here, in that module's `FUNCTIONS`."""

from __future__ import annotations

from lowcode.catalog.functions import dates, general, numbers, texts
from lowcode.catalog.functions.base import (
    MOST_SCALE,
    Argument,
    Function,
    Parameter,
    ResultRule,
    Signature,
    TypeFacts,
)
from lowcode.catalog.functions.periods import PERIODS, Period
from lowcode.catalog.registry import Registry

FUNCTIONS: Registry[Function] = Registry((*texts.FUNCTIONS, *numbers.FUNCTIONS, *dates.FUNCTIONS, *general.FUNCTIONS))

__all__ = [
    "FUNCTIONS",
    "MOST_SCALE",
    "PERIODS",
    "Argument",
    "Function",
    "Parameter",
    "Period",
    "ResultRule",
    "Signature",
    "TypeFacts",
]
