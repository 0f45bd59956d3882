"""Turns the JSON of a record into a submission, as `lowcode.runtime.forms` does with what people type.

Nothing is passed over: a name that is no field of the record, or one that nobody can set, is a problem. Scalars are
read by `scalars`, choices are names of options, references numbers or keys (`references`), files numbers, sub-tables
lists of objects that say all rows as they shall be; a row keeps its place in the database by its `id`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from lowcode.catalog.field_types import FIELD_TYPES, AttachedFile, FieldError, attachments_value
from lowcode.runtime.api.references import BadReferenceError, ReferenceReader
from lowcode.runtime.api.scalars import scalar_value
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
from lowcode.runtime.forms import MOST_ROWS, is_writable
from lowcode.runtime.http.routing import LARGEST_ID
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.submission import Row, Submission

_LONGEST_NAME: Final = 80
_CLOSE: Final = 0.7
"""How alike names must be for one to be proposed for the other."""
_SYSTEM: Final = frozenset({"id", "version", "_title", "_masked", *SYSTEM_FIELDS})
_MOST_LINKS: Final = 2_000
"""Records, options or files of one field."""


def similar(name: str, known: list[str]) -> str | None:
    """The known name that was probably meant."""
    found = get_close_matches(name, known, 1, _CLOSE)
    return found[0] if found else None


def unknown_name(path: str, name: str, known: list[str]) -> Problem:
    """The problem of a name that means nothing here, with the one that was probably meant."""
    shown, suggestion = name[:_LONGEST_NAME], similar(name[:_LONGEST_NAME], known)
    if suggestion is None:
        return Problem(path=path, code="unknown_field", parameters={"name": shown})
    parameters = {"name": shown, "suggestion": suggestion}
    return Problem(path=path, code="unknown_field_similar", parameters=parameters)


@dataclass(slots=True)
class RecordReader:
    """Reads the values of one record and its rows."""

    context: Context
    problems: list[Problem] = field(default_factory=list)
    references: ReferenceReader = field(init=False)

    def __post_init__(self) -> None:
        self.references = ReferenceReader(self.context)

    def submission(self, entity: EntityDefinition, values: Mapping[str, Any]) -> Submission:
        """What the object says about a record of the entity."""
        read = self.values(entity, values, "")
        return Submission(values=read, problems=tuple(self.problems))

    def values(self, entity: EntityDefinition, given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        """The typed values by field; what cannot be read is a problem."""
        values: dict[str, Any] = {}
        for name, value in given.items():
            path = f"{prefix}{name[:_LONGEST_NAME]}"
            definition = entity.field_by_name.get(name)
            if definition is None and name in _SYSTEM:
                self._refuse(path, "system_field", name=name)
            elif definition is None or definition.hidden:
                known = [each.name for each in entity.fields if is_writable(each)]
                self.problems.append(unknown_name(path, name, known))
            elif definition.flow is not None:
                self._refuse(path, "state_by_transition", entity=entity.name)
            elif not is_writable(definition):
                self._refuse(path, "not_settable")
            else:
                self._read(definition, path, value, values)
        return values

    def _read(self, definition: FieldDefinition, path: str, value: Any, values: dict[str, Any]) -> None:
        """Puts the value among the values, unless it cannot be read."""
        before = len(self.problems)
        read = self._value(definition, path, value)
        if len(self.problems) == before:
            values[definition.name] = read

    def _value(self, definition: FieldDefinition, path: str, value: Any) -> Any:
        match definition.type:
            case Scalar() as scalar if FIELD_TYPES[scalar.kind].is_attachment:
                return self._files(scalar, path, value)
            case Scalar() as scalar:
                return self._scalar(scalar, path, value)
            case ChoiceOf():
                return self._option(path, value) if value is not None else None
            case ManyChoiceOf():
                return self._each(path, value, self._option)
            case Reference(entity=target):
                return self._link(target, path, value) if value is not None else None
            case ManyReference(entity=target):
                return self._links(target, path, value)
            case Rows(entity=row_entity):
                return self._rows(self.context.application.entity_by_name[row_entity], path, value)
            case other:
                raise TypeError(f"nothing is set in {other!r}")

    def _scalar(self, scalar: Scalar, path: str, value: Any) -> Any:
        try:
            return scalar_value(scalar, value, self.context)
        except FieldError as error:
            self._refuse(path, error.code, **error.parameters)
            return None

    def _option(self, path: str, value: Any) -> str | None:
        """Whether there is such an option is asked when the record is validated."""
        if isinstance(value, str):
            return value or None
        self._refuse(path, "not_an_option")
        return None

    def _link(self, target: str, path: str, value: Any) -> int | None:
        try:
            return self.references.record_id(self.context.application.entity_by_name[target], value)
        except BadReferenceError as error:
            self._refuse(path, error.code, **error.parameters)
            return None

    def _links(self, target: str, path: str, value: Any) -> tuple[Any, ...]:
        """Saving passes over what is gone, as pages do; whoever names a record here is told that it is not there."""
        ids = self._each(path, value, lambda place, each: self._link(target, place, each))
        if ids and not self.references.are_there(self.context.application.entity_by_name[target], ids):
            self._refuse(path, "record_not_found")
        return ids

    def _each(self, path: str, value: Any, read: Callable[[str, Any], Any]) -> tuple[Any, ...]:
        """A list without repetitions; null is an empty one. Problems stand beside the field as a whole."""
        found = self._list(path, value, _MOST_LINKS)
        before = len(self.problems)
        values = []
        for each in found:
            values.append(read(path, each))
            if len(self.problems) > before:
                return ()
        return tuple(dict.fromkeys(values))

    def _list(self, path: str, value: Any, most: int) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self._refuse(path, "not_a_list")
            return []
        if len(value) > most:
            self._refuse(path, "too_many_rows", maximum=most)
            return []
        return value

    def _files(self, scalar: Scalar, path: str, value: Any) -> str | None:
        """Numbers of files, or the objects that stand for them where records are read; one alone for one file."""
        given = value if isinstance(value, list) else [] if value is None else [value]
        ids = []
        for each in self._list(path, given, _MOST_LINKS):
            number = each.get("id") if isinstance(each, dict) else each
            if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= LARGEST_ID:
                self._refuse(path, "file_not_found")
                return None
            ids.append(number)
        return attachments_value(AttachedFile(id=each) for each in dict.fromkeys(ids))

    def _rows(self, entity: EntityDefinition, path: str, value: Any) -> tuple[Row, ...]:
        rows = []
        for index, each in enumerate(self._list(path, value, MOST_ROWS)):
            if not isinstance(each, dict):
                self._refuse(f"{path}[{index}]", "not_an_object")
                continue
            values = dict(each)
            number = values.pop("id", None)
            if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
                self._refuse(f"{path}[{index}]", "record_not_found")
                continue
            rows.append(Row(index=index, id=number, values=self.values(entity, values, f"{path}[{index}].")))
        return tuple(rows)

    def _refuse(self, path: str, code: str, **parameters: object) -> None:
        self.problems.append(Problem(path=path, code=code, parameters=parameters))
