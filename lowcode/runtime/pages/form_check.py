"""How a form stands while it is filled in: conditions, computed values, defaults that follow, problems.

The same code judges that saves, so what is said here is what saving would say. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from starlette.responses import JSONResponse, Response

from lowcode.runtime.access import may
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    ChoiceOf,
    Condition,
    EntityDefinition,
    FieldDefinition,
    Reference,
    Rows,
    Scalar,
    Verb,
)
from lowcode.runtime.field_rights import FieldState, states_of
from lowcode.runtime.forms import is_writable, parse_submission
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.duplicates_page import notes_of
from lowcode.runtime.pages.form_texts import input_texts, outputs_of
from lowcode.runtime.pages.presentation import NUMBERS, Presentation
from lowcode.runtime.pages.problem_words import ProblemWords
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.saving.draft import Part
from lowcode.runtime.saving.outcome import NotAllowedError, RecordNotFoundError
from lowcode.runtime.saving.preview import examine
from lowcode.runtime.saving.values import is_empty, plain


def check_new(request: PageRequest) -> Response:
    """`/{entity}/check`: a form for a new record."""
    if not may(request.entity, Verb.CREATE, request.context):
        raise ForbiddenError
    return _check(request, None)


def check_changed(request: PageRequest) -> Response:
    """`/{entity}/{id}/check`: a form for a record that exists."""
    return _check(request, request.record_id)


@dataclass(slots=True)
class FormState:
    """What the script of the form gets, by the name of the input."""

    states: dict[str, dict[str, bool]] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    fills: dict[str, Any] = field(default_factory=dict)
    totals: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    """What is no problem, but should be known: beside keys that another record has already."""


def _check(request: PageRequest, record_id: int | None) -> Response:
    entity, context = request.entity, request.context
    submission = parse_submission(entity, request.form.multi_items(), context)
    try:
        draft, problems = examine(context, entity, submission, record_id)
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    presentation = presentation_of(request)
    words = ProblemWords(presentation, entity, context)
    state = FormState(problems={each.path: words.view(each).text for each in reversed(problems)})
    untouched = frozenset(request.form.getlist("untouched"))
    for part in draft.parts:
        _judge(part, context, state)
        _outputs(part, presentation, context, state)
    _forget_unseen(states_of(context, entity, draft.main.record), state)
    for row in draft.rows:
        _fill(request, row, untouched, state)
    state.totals = totals_of(presentation, context, entity, draft.main.record)
    state.notes = notes_of(presentation, context, entity, draft.main.record)
    _forget(context)
    return JSONResponse(
        {
            "states": state.states,
            "outputs": state.outputs,
            "options": state.options,
            "fills": state.fills,
            "totals": state.totals,
            "problems": state.problems,
            "notes": state.notes,
        }
    )


def _forget_unseen(states: Mapping[str, FieldState], state: FormState) -> None:
    """What the rules say about fields that the user may not read is not for him; their problems he must know."""
    for name, rights in states.items():
        for found in (state.states, state.outputs, state.options, state.fills, state.totals):
            for path in [each for each in found if re.split(r"[.\[]", each)[0] == name]:
                if not rights.reads and not (found is state.outputs and rights.sees_mask):
                    found.pop(path)


def totals_of(presentation: Presentation, context: Context, entity: EntityDefinition, record: Any) -> dict[str, str]:
    """The sums below the numeric columns of sub-tables, by `lines.amount`. Percentages have no sum."""
    totals: dict[str, str] = {}
    for definition in entity.fields:
        if not isinstance(definition.type, Rows):
            continue
        rows = list(getattr(record, definition.name, None) or ())
        for column in summed_columns(context.application.entity_by_name[definition.type.entity]):
            values = [value for row in rows if (value := getattr(row, column.name)) is not None]
            if values:
                total = sum(values, Decimal(0)) if isinstance(values[0], Decimal) else sum(values)
                totals[f"{definition.name}.{column.name}"] = presentation.plain(column, total)
    return totals


def summed_columns(entity: EntityDefinition) -> Iterator[FieldDefinition]:
    """The columns of a sub-table that have a sum: amounts, and other numbers that are no rates."""
    numeric = [each for each in entity.fields if isinstance(each.type, Scalar) and each.type.kind in NUMBERS]
    amounts = [each for each in numeric if each.computed is not None]
    for each in amounts or numeric:
        if isinstance(each.type, Scalar) and each.type.kind != "percent" and not each.hidden:
            yield each


def _judge(part: Part, context: Context, state: FormState) -> None:
    """Which of the part's fields apply, must be filled, may be changed."""
    for definition in part.entity.fields:
        found = {
            name: _holds(condition, part.record, context)
            for name, condition in (
                ("visible", definition.visible),
                ("required", definition.required),
                ("readonly", definition.readonly),
            )
            if condition is not None and condition.when is not None
        }
        path = part.prefix + definition.name
        if found:
            state.states[path] = found
        where = definition.options_where
        if isinstance(definition.type, ChoiceOf) and where is not None and where.option is not None:
            choice = context.application.choice_by_name[definition.type.choice]
            allowed = where.option
            names = (each.name for each in _all_options(choice.options))
            state.options[path] = [name for name in names if allowed(name, part.record, context)]


def _all_options(options: tuple[Any, ...]) -> Iterator[Any]:
    for option in options:
        yield option
        yield from _all_options(option.options)


def _holds(condition: Condition, record: Any, context: Context) -> bool:
    return condition.when is None or condition.when(record, context) is True


def _outputs(part: Part, presentation: Presentation, context: Context, state: FormState) -> None:
    outputs = outputs_of(presentation, context, part.entity, part.record)
    computed = {each.name for each in part.entity.fields if each.computed is not None}
    state.outputs |= {part.prefix + name: text for name, text in outputs.items() if name in computed}


def _fill(request: PageRequest, row: Part, untouched: frozenset[str], state: FormState) -> None:
    """The defaults of a new row that follow from what was chosen in it (`product.price`), where nobody has typed."""
    context = request.context
    if not row.is_new:
        return
    for definition in row.entity.fields:
        path = row.prefix + definition.name
        if definition.default is None or not is_writable(definition):
            continue
        if path not in untouched and not is_empty(getattr(row.record, _attribute(definition))):
            continue
        value = plain(definition, definition.default(row.record, context))
        texts = input_texts(context, definition, value)
        if texts and isinstance(definition.type, Reference):
            found = request.service.queries.titles(definition.type.entity, [value], context)
            title = found[value].title if value in found else None
            state.fills[path] = {"value": texts[0], "text": title or f"#{value}"}
        elif texts:
            state.fills[path] = texts[0]


def _attribute(definition: FieldDefinition) -> str:
    return f"{definition.name}_id" if isinstance(definition.type, Reference) else definition.name


def _forget(context: Context) -> None:
    """The draft must never be flushed."""
    context.session.expunge_all()
