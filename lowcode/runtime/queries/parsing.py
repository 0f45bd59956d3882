"""Reads a list's address. Nothing in an address can be an error: what makes no sense is left out, and said."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from starlette.datastructures import QueryParams

from lowcode.catalog.field_types import FIELD_TYPES, FieldError, ValueContext
from lowcode.catalog.functions.periods import PERIODS
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    Autonumber,
    ChoiceOf,
    FieldDefinition,
    ListColumn,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Reverse,
    Rows,
    Scalar,
    SortKey,
)
from lowcode.runtime.field_rights import may_read_field, reads_every_value
from lowcode.runtime.queries.address import DEFAULT_SIZE, PAGE_SIZES, WORDS, AddressNotice, ListAddress
from lowcode.runtime.queries.field_guards import readable_columns, readable_sort
from lowcode.runtime.queries.filters import (
    Contains,
    Filter,
    InPeriod,
    InRange,
    IsEmpty,
    IsOption,
    IsRecord,
    IsTrue,
)
from lowcode.runtime.queries.plans import EntityPlan
from lowcode.runtime.queries.readable import all_readable

_NUMBERS = frozenset({"int", "decimal", "money", "percent", "rating"})
_MOMENTS = frozenset({"date", "datetime"})
_TEXTS = frozenset({"text", "longtext", "phone", "email", "url", "markdown", "color", "location"})
_TRUE = frozenset({"1", "true", "yes"})
_FALSE = frozenset({"0", "false", "no"})
_LONGEST_SEARCH = 100
_MOST_VALUES = 50
_LARGEST_ID = 2**31 - 1
_LARGEST_PAGE = 10**6
TODAY = "today"


def parse_address(
    plan: EntityPlan, query: QueryParams, context: Context, columns: Sequence[ListColumn] | None = None
) -> ListAddress:
    """The checked address; `columns` are those that the user chose, else the list's own."""
    return _Reader(plan, context).read(query, columns)


@dataclass(slots=True)
class _Reader:
    plan: EntityPlan
    context: Context
    notices: list[AddressNotice] = field(default_factory=list)

    def read(self, query: QueryParams, columns: Sequence[ListColumn] | None) -> ListAddress:
        definition = self.plan.definition
        listing = definition.list
        default = readable_sort(definition, listing.sort, self.context) if listing is not None else ()
        wanted = columns if columns is not None else listing.columns if listing is not None else ()
        sort = self._sort(query.get("sort", ""))
        after = _number(query.get("after", ""), _LARGEST_ID)
        size = _number(query.get("size", ""), max(PAGE_SIZES)) or DEFAULT_SIZE
        return ListAddress(
            entity=definition,
            columns=readable_columns(definition, wanted, self.context),
            search=query.get("q", "").strip()[:_LONGEST_SEARCH],
            filters=self._filters(query),
            sort=sort or default,
            is_default_sort=not sort or sort == default,
            page=1 if after else _number(query.get("page", ""), _LARGEST_PAGE) or 1,
            after=after,
            size=size if size in PAGE_SIZES else DEFAULT_SIZE,
            notices=tuple(self.notices),
        )

    def _sort(self, text: str) -> tuple[SortKey, ...]:
        keys: list[SortKey] = []
        for part in text.split(",") if text else ():
            name = part.removeprefix("-")
            can_be_sorted = name in self.plan.sortable and reads_every_value(self.context, self.plan.definition, name)
            if not can_be_sorted or any(key.field == name for key in keys):
                self.notices.append(AddressNotice("unknown_sort", name[:80]))
            else:
                keys.append(SortKey(name, part.startswith("-")))
        return tuple(keys[:3])

    def _filters(self, query: QueryParams) -> tuple[Filter, ...]:
        asked: dict[str, dict[str, list[str]]] = {}
        for key, value in query.multi_items():
            if key in WORDS or not value.strip():
                continue
            name, _, operator = key.partition(".")
            asked.setdefault(name, {}).setdefault(operator or "is", []).append(value.strip())
        found: list[Filter] = []
        for name, operators in asked.items():
            definition = self.plan.field(name)
            if definition is None or not self._can_be_filtered(definition):
                self.notices.append(AddressNotice("unknown_filter", name[:80]))
                continue
            for operator, values in _ranges_joined(operators):
                one = self._filter(definition, operator, values[:_MOST_VALUES])
                if one is None:
                    self.notices.append(AddressNotice("invalid_value", name, ", ".join(values)[:200]))
                else:
                    found.append(one)
        return tuple(found)

    def _can_be_filtered(self, definition: FieldDefinition) -> bool:
        """By what one may not read, nothing can be found: the address is answered as if there were no such field."""
        return _has_filter(definition) and may_read_field(self.context, self.plan.definition, definition.name)

    def _filter(self, definition: FieldDefinition, operator: str, values: list[str]) -> Filter | None:
        if operator == "empty":
            return IsEmpty(definition.name, empty=values[0] in _TRUE) if values[0] in _TRUE | _FALSE else None
        match definition.type, operator:
            case ((ChoiceOf(choice) | ManyChoiceOf(choice)), "is"):
                return self._options(definition, choice, values)
            case ((Reference(entity=entity) | ManyReference(entity=entity)), "is"):
                return self._records(definition, entity, values)
            case Scalar(kind="bool"), "is":
                known = values[0] in _TRUE | _FALSE
                return IsTrue(definition.name, values[0] in _TRUE) if known else None
            case Scalar(kind=kind), "in" if kind in _MOMENTS:
                known = values[0] in PERIODS or values[0] == TODAY
                return InPeriod(definition.name, values[0]) if known else None
            case Scalar() as scalar, ("is" | "range") if scalar.kind in _MOMENTS | _NUMBERS:
                return self._range(definition, scalar, values if operator == "range" else [values[0], values[0]])
            case Scalar(kind=kind), ("has" | "is") if kind in _TEXTS:
                return Contains(definition.name, values[0][:_LONGEST_SEARCH])
            case Autonumber(), ("has" | "is"):
                return Contains(definition.name, values[0][:_LONGEST_SEARCH])
            case _:
                return None

    def _options(self, definition: FieldDefinition, choice: str, values: list[str]) -> Filter | None:
        names = tuple(dict.fromkeys(value for value in values if self.plan.branch(choice, value)))
        return IsOption(definition.name, names) if len(names) == len(set(values)) else None

    def _records(self, definition: FieldDefinition, entity: str, values: list[str]) -> Filter | None:
        if values == ["me"] and entity == "user":
            user_id = self.context.user_id
            return IsRecord(definition.name, (user_id,), is_me=True) if user_id is not None else None
        ids = tuple(number for value in dict.fromkeys(values) if (number := _number(value, _LARGEST_ID)))
        if len(ids) < len(set(values)) or not all_readable(self.context, entity, ids):
            return None
        return IsRecord(definition.name, ids)

    def _range(self, definition: FieldDefinition, scalar: Scalar, values: list[str]) -> Filter | None:
        kind = "date" if scalar.kind == "datetime" else scalar.kind
        context = ValueContext(
            locale=self.context.locale,
            timezone=self.context.application.timezone,
            currency=self.context.application.currency,
            precision=scalar.precision,
            scale=scalar.scale,
            most=scalar.most,
        )
        try:
            first, last = (FIELD_TYPES[kind].parse(value, context) for value in values)
        except FieldError:
            return None
        if not all(end is None or isinstance(end, int | Decimal | datetime.date) for end in (first, last)):
            return None
        if first is None and last is None:
            return None
        return InRange(definition.name, first, last, is_percent=scalar.kind == "percent")


def _has_filter(definition: FieldDefinition) -> bool:
    return not definition.hidden and definition.name != "id" and not isinstance(definition.type, Reverse | Rows)


def _ranges_joined(operators: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """`from` and `to` of one field are one filter."""
    joined = [(operator, values) for operator, values in operators.items() if operator not in ("from", "to")]
    if "from" in operators or "to" in operators:
        joined.append(("range", [operators.get("from", [""])[0], operators.get("to", [""])[0]]))
    return joined


def _number(text: str, largest: int) -> int | None:
    """A positive whole number, or nothing."""
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        return None
    number = int(text)
    return number if 0 < number <= largest else None
