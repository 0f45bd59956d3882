"""What lists can be asked for by: the parameters that follow from a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lowcode.catalog.api import LIST_WORDS
from lowcode.catalog.functions.periods import PERIODS
from lowcode.codegen.emitters.openapi_parts import list_of, query
from lowcode.codegen.emitters.openapi_schemas import Json, choice_name, reference
from lowcode.codegen.emitters.openapi_words import PARAMETER_WORDS, Texts
from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    ChoiceFieldType,
    Field,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
    ScalarType,
)

_ADDRESS_WORDS: Final = frozenset({"q", "sort", "page", "after", "size", *LIST_WORDS})
"""Names that a filter of the same name gives way to."""
_RANGES: Final = frozenset({"int", "decimal", "money", "percent", "rating"})
_MOMENTS: Final = frozenset({"date", "datetime"})
_TEXTS: Final = frozenset({"text", "longtext", "phone", "email", "url", "markdown", "color", "location"})
_NAMED_TO_ALL: Final = "User"


def filters(application: Application, field: Field, say: Callable[[Texts], str]) -> Iterator[Json]:
    """The parameters of a field: its label stands with the first, the others say what they add."""
    if field.hidden or isinstance(field.type, ReverseFieldType | RowsFieldType):
        return
    yield from _filters(application, field, say)
    yield query(f"{field.identifier}.empty", {"type": "boolean"}, say(PARAMETER_WORDS["empty"]))


def _filters(application: Application, field: Field, say: Callable[[Texts], str]) -> Iterator[Json]:
    name, label = field.identifier, field.label.texts[0]
    plain = f"{name}.is" if name in _ADDRESS_WORDS else name
    match field.type:
        case ChoiceFieldType(choice=choice) | ManyChoiceFieldType(choice=choice):
            yield query(plain, list_of(reference(choice_name(application.choice(choice).identifier))), label)
        case ReferenceFieldType(entity=target) | ManyReferenceFieldType(entity=target):
            kinds = ["integer", "string"] if target == _NAMED_TO_ALL else ["integer"]
            yield query(plain, list_of({"type": kinds}), label)
        case ScalarType(kind="bool"):
            yield query(plain, {"type": "boolean"}, label)
        case ScalarType(kind=kind) if kind in _RANGES | _MOMENTS:
            value: Json = {"type": "string", "format": "date"} if kind in _MOMENTS else {"type": "string"}
            yield query(plain, value, label)
            yield query(f"{name}.from", value, say(PARAMETER_WORDS["from"]))
            yield query(f"{name}.to", value, say(PARAMETER_WORDS["to"]))
            if kind in _MOMENTS:
                periods = {"enum": ["today", *(each.name for each in PERIODS)]}
                yield query(f"{name}.in", periods, say(PARAMETER_WORDS["in"]))
        case AutonumberFieldType():
            yield query(f"{name}.has", {"type": "string"}, label)
        case ScalarType(kind=kind) if kind in _TEXTS:
            yield query(f"{name}.has", {"type": "string"}, label)
        case _:
            return
