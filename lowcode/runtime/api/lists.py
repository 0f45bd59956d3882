"""Lists of records: the filters, searches and orders of the list pages, and any columns that one asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.responses import Response

from lowcode.catalog.api import DEFAULT_LIMIT, LIST_WORDS, MOST_ITEMS
from lowcode.runtime.access import may
from lowcode.runtime.api.errors import BadParametersError
from lowcode.runtime.api.reading import similar, unknown_name
from lowcode.runtime.api.request import ApiRequest, json_answer
from lowcode.runtime.api.values import field_json, masked_names
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    EntityDefinition,
    FieldDefinition,
    ListColumn,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Reverse,
    Rows,
    Verb,
)
from lowcode.runtime.http.errors import NotFoundError
from lowcode.runtime.http.routing import LARGEST_ID
from lowcode.runtime.queries.address import AddressNotice, ListAddress
from lowcode.runtime.queries.field_guards import readable_columns
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.queries.results import ListRow
from lowcode.runtime.saving.outcome import Problem

_PAGE_WORDS: Final = {"page": "after", "size": "limit"}
"""What only pages have, and what is meant by it here."""
_MOST_FIELDS: Final = 100
_MOST_STEPS: Final = 4
"""References on the way of a path."""
_TRUE: Final = frozenset({"true", "1"})


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    path: tuple[str, ...]
    definition: FieldDefinition


def list_records(request: ApiRequest) -> Response:
    """`GET /{entity}`."""
    entity, context = request.entity, request.context
    if not may(entity, Verb.READ, context):
        raise NotFoundError
    reader = _Parameters(request)
    columns, address, wants_count = reader.read()
    found = request.service.queries.walked(address, context, wants_count=wants_count)
    if found is None:
        gone = Problem(path="after", code="cursor_gone", parameters={"value": str(address.after)})
        raise BadParametersError((gone,))
    content: dict[str, Any] = {"items": [_item(context, columns, row) for row in found.rows]}
    content["next"] = _next(request, found.next_after) if found.next_after is not None else None
    if wants_count and found.count is not None:
        content["count"] = {"number": found.count.number, "is_capped": found.count.is_capped}
    return json_answer(content)


def _item(context: Context, columns: tuple[_Column, ...], row: ListRow) -> dict[str, Any]:
    pairs = list(zip(columns, row.values, strict=True))
    values = {each.name: field_json(context.application, each.definition, value) for each, value in pairs}
    system = {"id": row.id, "version": row.version, "_title": row.title}
    return {**values, **system, **masked_names((each.name, value) for each, value in pairs)}


def _next(request: ApiRequest, after: int) -> str:
    pairs = [(name, value) for name, value in request.query.multi_items() if name != "after"]
    return f"{request.path}?{urlencode([*pairs, ('after', str(after))])}"


class _Parameters:
    """Reads the address; everything that makes no sense is a problem."""

    def __init__(self, request: ApiRequest) -> None:
        self._request = request
        self._entity = request.entity
        self._context = request.context
        self._problems: list[Problem] = []

    def read(self) -> tuple[tuple[_Column, ...], ListAddress, bool]:
        """The columns, the question to the list, and whether to count."""
        request, query = self._request, self._request.query
        columns = self._columns()
        limit = self._number("limit", MOST_ITEMS) or DEFAULT_LIMIT
        after = self._number("after", LARGEST_ID)
        count = query.get("count", "false")
        if count not in {*_TRUE, "false", "0"}:
            self._refuse("count", "invalid_parameter", count)
        others = [pair for pair in query.multi_items() if pair[0] not in LIST_WORDS]
        for name, _ in others:
            if name in _PAGE_WORDS:
                parameters = {"name": name, "suggestion": _PAGE_WORDS[name]}
                self._problems.append(Problem(path=name, code="unknown_field_similar", parameters=parameters))
        paths = [ListColumn(each.path) for each in columns]
        address = request.service.queries.list_address(self._entity, QueryParams(others), self._context, paths)
        for notice in address.notices:
            self._problems.append(self._problem(notice))
        if self._problems:
            raise BadParametersError(tuple(self._problems))
        return columns, replace(address, size=limit, after=after, page=1), count in _TRUE

    def _columns(self) -> tuple[_Column, ...]:
        text = self._request.query.get("fields")
        if text is None:
            return tuple(_Column(each.name, (each.name,), each) for each in self._listed())
        names = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
        if len(names) > _MOST_FIELDS:
            self._refuse("fields", "too_many_rows", maximum=_MOST_FIELDS)
            return ()
        found = [self._column(name) for name in names]
        return tuple(each for each in found if each is not None)

    def _listed(self) -> Iterator[FieldDefinition]:
        """Everything that the user can see in a list."""
        shown = [each for each in self._entity.fields if not each.hidden and not isinstance(each.type, Reverse | Rows)]
        paths = readable_columns(self._entity, [ListColumn((each.name,)) for each in shown], self._context)
        readable = {each.path[0] for each in paths}
        return (each for each in shown if each.name in readable)

    def _column(self, name: str) -> _Column | None:
        path = tuple(name.split("."))
        definition = field_at_path(self._context, self._entity, path)
        if definition is None or not readable_columns(self._entity, [ListColumn(path)], self._context):
            self._problems.append(unknown_name("fields", name, [each.name for each in self._listed()]))
            return None
        return _Column(name, path, definition)

    def _number(self, name: str, largest: int) -> int | None:
        text = self._request.query.get(name)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 10 or not 0 < int(text) <= largest:
            self._refuse(name, "invalid_parameter", text)
            return None
        return int(text)

    def _refuse(self, path: str, code: str, value: str = "", **parameters: object) -> None:
        if value:
            parameters["value"] = value[:200]
        self._problems.append(Problem(path=path, code=code, parameters=parameters))

    def _problem(self, notice: AddressNotice) -> Problem:
        if notice.kind == "invalid_value":
            return Problem(path=notice.name, code="invalid_parameter", parameters={"value": notice.value})
        plan = self._request.service.queries.plan(self._entity.name)
        if notice.kind == "unknown_sort":
            known = sorted(plan.sortable)
            parameters = {"name": notice.name, "suggestion": similar(notice.name, known)}
            return Problem(path="sort", code="unknown_sort", parameters=parameters)
        return unknown_name(notice.name, notice.name, [*(each.name for each in self._listed()), *SYSTEM_FIELDS])


def field_at_path(context: Context, entity: EntityDefinition, path: tuple[str, ...]) -> FieldDefinition | None:
    """The field at the end of a path of references that lists can show; None if there is none."""
    if len(path) > _MOST_STEPS + 1:
        return None
    for place, name in enumerate(path):
        definition = entity.field_by_name.get(name) or SYSTEM_FIELDS.get(name)
        if definition is None or definition.hidden or isinstance(definition.type, Reverse | Rows):
            return None
        if place == len(path) - 1:
            is_many = isinstance(definition.type, ManyChoiceOf | ManyReference)
            return definition if not is_many or place == 0 else None
        if not isinstance(definition.type, Reference):
            return None
        entity = context.application.entity_by_name[definition.type.entity]
    return None
