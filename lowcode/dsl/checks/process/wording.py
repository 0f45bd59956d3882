"""Witnesses as people read them: `payable = 100_000, level = key`."""

from __future__ import annotations

import datetime
from decimal import Decimal

from lowcode.dsl.checks.process.domains import PRESENT, Value
from lowcode.dsl.checks.process.formulas import Subject
from lowcode.dsl.checks.process.shapes import in_figures
from lowcode.dsl.checks.process.solving import Witness
from lowcode.ir import types as t


def in_words(witness: Witness) -> str:
    """The values, in the order of the conditions; `?` stands for whatever is not named anywhere."""
    return ", ".join(f"{subject.name} {_value(subject, value)}" for subject, value in witness)


def _value(subject: Subject, value: Value) -> str:
    match value:
        case None:
            return "is empty"
        case str() if value.startswith("\0"):
            return "is not empty" if value == PRESENT else '= "…"'
        case bool():
            return "= true" if value else "= false"
        case str():
            return f'= "{value}"' if isinstance(subject.type, t.TextType) else f"= {value}"
        case Decimal() if isinstance(subject.type, t.PercentType):
            return f"= {in_figures(value * 100)}%"
        case int() | Decimal():
            return f"= {in_figures(Decimal(value))}"
        case datetime.datetime():
            return f"= {value:%Y-%m-%d %H:%M}" + (f":{value:%S}" if value.second else "")
        case datetime.time() if not value.second:
            return f"= {value:%H:%M}"
        case _:
            return f"= {value}"
