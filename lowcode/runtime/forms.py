"""Reads a submitted form: names and texts become typed values, or problems beside the right inputs.

Names of inputs: the field's name (`price`), `lines[2].price` in a sub-table; `lines[2].id` is the id of an existing
row. Fields with many values repeat their name. An input that sends nothing when nothing is chosen (checkboxes,
`many of`, sub-tables without rows) is accompanied by a hidden empty one of the same name: a field whose name is absent
was not on the form and keeps its value. Of a scalar's values the last counts. Rows are in the order of their first
input, whatever their numbers are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lowcode.catalog.field_types import FIELD_TYPES, FieldError, ValueContext
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    ChoiceOf,
    EntityDefinition,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Rows,
    Scalar,
)
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.submission import Row, Submission

MOST_ROWS = 2_000
"""Rows of one sub-table in one form; more are refused before any work is done."""

_ROW_INPUT = re.compile(r"(\w+)\[(\d{1,6})\]\.(\w+)", re.ASCII)
_LARGEST_ID = 2**31 - 1


def parse_submission(entity: EntityDefinition, form: Iterable[tuple[str, str]], context: Context) -> Submission:
    """The typed values of everything on the form that can be typed in; never raises for what people send."""
    return _Reader(context).read(entity, form)


def is_writable(definition: FieldDefinition) -> bool:
    """Whether a form may carry the field at all; what a rule makes readonly or invisible is for saving to decide."""
    return (
        definition.computed is None
        and not definition.hidden
        and isinstance(definition.type, Scalar | ChoiceOf | ManyChoiceOf | Reference | ManyReference | Rows)
    )


@dataclass(slots=True)
class _Reader:
    context: Context
    problems: list[Problem] = field(default_factory=list)

    def read(self, entity: EntityDefinition, form: Iterable[tuple[str, str]]) -> Submission:
        """Sorts the inputs into fields and rows, then reads each."""
        raw: dict[str, list[str]] = {}
        for name, text in form:
            raw.setdefault(name, []).append(text)
        rows = _rows_by_field(raw)
        values: dict[str, Any] = {}
        for definition in entity.fields:
            if not is_writable(definition):
                continue
            if isinstance(definition.type, Rows):
                if definition.name in raw or definition.name in rows:
                    self._read_rows(definition, definition.type, rows.get(definition.name, {}), values)
            elif definition.name in raw:
                self._read_field(definition, definition.name, raw[definition.name], values)
        return Submission(
            values=values,
            problems=tuple(self.problems),
            raw={name: tuple(texts) for name, texts in raw.items()},
        )

    def _read_rows(
        self,
        definition: FieldDefinition,
        kind: Rows,
        rows: dict[int, dict[str, list[str]]],
        values: dict[str, Any],
    ) -> None:
        if len(rows) > MOST_ROWS:
            self.problems.append(Problem(path=definition.name, code="too_many_rows", parameters={"maximum": MOST_ROWS}))
            return
        row_entity = self.context.application.entity_by_name[kind.entity]
        read: list[Row] = []
        for index, raw in rows.items():
            record_id = _read_id((raw.get("id") or [""])[-1])
            if record_id is None and not any(text.strip() for texts in raw.values() for text in texts):
                continue
            row_values: dict[str, Any] = {}
            for cell in row_entity.fields:
                if is_writable(cell) and cell.name in raw:
                    self._read_field(cell, f"{definition.name}[{index}].{cell.name}", raw[cell.name], row_values)
            read.append(Row(index=index, id=record_id, values=row_values))
        values[definition.name] = tuple(read)

    def _read_field(self, definition: FieldDefinition, path: str, texts: list[str], values: dict[str, Any]) -> None:
        given = tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
        match definition.type:
            case Scalar() as scalar:
                is_list = FIELD_TYPES[scalar.kind].is_attachment and scalar.most != 1
                self._read_scalar(definition, scalar, path, "\n".join(texts) if is_list else texts[-1], values)
            case ChoiceOf():
                values[definition.name] = given[-1] if texts[-1].strip() else None
            case ManyChoiceOf():
                values[definition.name] = given
            case Reference():
                self._read_reference(definition, path, texts[-1].strip(), values)
            case ManyReference():
                ids = [_read_id(text) for text in given]
                if None in ids:
                    self.problems.append(Problem(path=path, code="record_not_found"))
                else:
                    values[definition.name] = tuple(ids)
            case _:
                raise TypeError(f"no input for {definition.type!r}")

    def _read_scalar(
        self, definition: FieldDefinition, scalar: Scalar, path: str, text: str, values: dict[str, Any]
    ) -> None:
        try:
            values[definition.name] = FIELD_TYPES[scalar.kind].parse(text, value_context(scalar, self.context))
        except FieldError as error:
            self.problems.append(Problem(path=path, code=error.code, parameters=error.parameters))

    def _read_reference(self, definition: FieldDefinition, path: str, text: str, values: dict[str, Any]) -> None:
        record_id = _read_id(text)
        if text and record_id is None:
            self.problems.append(Problem(path=path, code="record_not_found"))
        else:
            values[definition.name] = record_id


def value_context(scalar: Scalar, context: Context) -> ValueContext:
    """For whom and with which limits the catalog reads or shows values of a field."""
    return ValueContext(
        locale=context.locale,
        timezone=context.application.timezone,
        currency=context.application.currency,
        length=scalar.length,
        precision=scalar.precision,
        scale=scalar.scale,
        most=scalar.most,
    )


def _rows_by_field(raw: dict[str, list[str]]) -> dict[str, dict[int, dict[str, list[str]]]]:
    found: dict[str, dict[int, dict[str, list[str]]]] = {}
    for name, texts in raw.items():
        if match := _ROW_INPUT.fullmatch(name):
            field_name, index, cell = match.groups()
            found.setdefault(field_name, {}).setdefault(int(index), {})[cell] = texts
    return found


def _read_id(text: str) -> int | None:
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdigit() and len(stripped) <= 10):
        return None
    number = int(stripped)
    return number if 0 < number <= _LARGEST_ID else None
