"""Says what stands against saving, in the words of the specification or of the interface, beside the right input."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, Rows, Scalar
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.saving.outcome import Problem

_ROW_PATH: Final = re.compile(r"(\w+)\[(\d+)\](?:\.(\w+))?", re.ASCII)
_COUNTS: Final = frozenset({"too_many_digits", "too_many_decimals"})
_SIZES: Final = frozenset({"size", "largest"})
"""Parameters that count bytes."""
_BOUNDS: Final = {"minimum", "maximum"}
_RECORD_WIDE: Final = {"not_unique": "not_unique_record", "not_unique_with": "not_unique_record_with"}


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One problem: its words, where its input is, and a link where one helps."""

    path: str
    target: str
    """The id of the input, empty for the record as a whole."""
    text: str
    summary: str
    """The words with the row they are about, for the summary at the top."""
    url: str = ""
    url_text: str = ""


@dataclass(frozen=True)
class ProblemWords:
    """Words problems of records of one entity."""

    presentation: Presentation
    entity: EntityDefinition
    context: Context

    def view(self, problem: Problem) -> ProblemView:
        """The problem as the page shows it."""
        say = self.presentation.say
        definition, row = self._place(problem.path)
        text = self._text(problem, definition)
        summary = text
        if row is not None:
            summary = say("problem.in_row", field=row[0], number=row[1], text=text)
        other = problem.parameters.get("id")
        return ProblemView(
            path=problem.path,
            target=input_id(problem.path) if problem.path else "",
            text=text,
            summary=summary,
            url=f"/{self.entity.name}/{other}" if other is not None and row is None else "",
            url_text=say("problem.open_other"),
        )

    def _place(self, path: str) -> tuple[FieldDefinition | None, tuple[str, int] | None]:
        match = _ROW_PATH.fullmatch(path)
        if match is None:
            return self.entity.field_by_name.get(path), None
        rows = self.entity.field_by_name.get(match[1])
        if rows is None or not isinstance(rows.type, Rows):
            return None, None
        place = (self.presentation.text(rows.label), int(match[2]) + 1)
        if match[3] is None:
            return rows, place
        return self.context.application.entity_by_name[rows.type.entity].field_by_name.get(match[3]), place

    def _text(self, problem: Problem, definition: FieldDefinition | None) -> str:
        if problem.message is not None:
            return self.presentation.text(problem.message)
        code = problem.code
        if definition is None:
            code = _RECORD_WIDE.get(code, code)
        values: dict[str, Any] = dict(problem.parameters)
        values |= {name: self.presentation.formats.size(values[name]) for name in _SIZES & values.keys()}
        if code not in _COUNTS:
            values = {name: self._shown(value, definition) for name, value in values.items()}
        if definition is not None and code in _BOUNDS and _is_moment(definition):
            code = f"{code}.date"
        label = self.presentation.text(definition.label) if definition is not None else ""
        return self.presentation.say(f"problem.{code}", label=label, **values)

    def _shown(self, value: object, definition: FieldDefinition | None) -> object:
        if definition is None or value is None or isinstance(value, str) or not isinstance(definition.type, Scalar):
            return value
        is_count = isinstance(value, int) and definition.type.kind not in {"int", "decimal", "money", "percent"}
        return value if is_count else self.presentation.plain(definition, value)


def in_form_order(entity: EntityDefinition, problems: Iterable[Problem]) -> list[Problem]:
    """The problems as the eye meets their inputs: from the top of the form down, those of the whole record last."""
    names = [name for section in entity.form for name in section.fields]
    places = {name: place for place, name in enumerate(names)}
    return sorted(problems, key=lambda problem: places.get(problem.path.partition("[")[0], len(names)))


def input_id(path: str) -> str:
    """The id of the input of that name."""
    return "f-" + path.replace("[", "-").replace("].", "-").replace("]", "")


def _is_moment(definition: FieldDefinition) -> bool:
    return isinstance(definition.type, Scalar) and definition.type.kind in {"date", "time", "datetime"}
