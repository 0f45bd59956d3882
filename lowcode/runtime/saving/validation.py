"""Everything that a record must satisfy before it is written, all of it at once.

The browser has checked the same rules live, and the database checks once more where it can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from lowcode.runtime.definitions import (
    Choice,
    ChoiceOf,
    FieldDefinition,
    ManyChoiceOf,
    ManyReference,
    Option,
    OptionsWhere,
    Reference,
    Rows,
    Scalar,
)
from lowcode.runtime.saving.applying import holds
from lowcode.runtime.saving.attachments import validate_files
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.values import is_empty, value_of

MOST_DIGITS = 18
"""Of a whole number."""


def validate(draft: Draft) -> None:
    """Adds a problem to the draft for everything that is wrong with it."""
    unreadable = {problem.path for problem in draft.submission.problems}
    for part in (draft.main, *draft.rows):
        for definition in part.facts.editable:
            if f"{part.prefix}{definition.name}" not in unreadable:
                _validate_field(draft, part, definition)
        _validate_computed(draft, part)
        _validate_checks(draft, part, unreadable)


def _validate_field(draft: Draft, part: Part, definition: FieldDefinition) -> None:
    is_visible = definition.visible is None or holds(definition.visible, part, draft)
    if isinstance(definition.type, Rows):
        if is_visible and _is_required(draft, part, definition) and not getattr(part.record, definition.name):
            _refuse_required(draft, part, definition)
        return
    if definition.type.__class__ in _LISTS and not part.is_new and definition.name not in part.before:
        return
    value = value_of(part.record, definition)
    if is_empty(value):
        if is_visible and _is_required(draft, part, definition):
            _refuse_required(draft, part, definition)
        return
    if isinstance(definition.type, Reference | ManyReference):
        _validate_references(draft, part, definition, definition.type.entity, value)
    elif isinstance(definition.type, ChoiceOf | ManyChoiceOf):
        _validate_options(draft, part, definition, definition.type.choice, value)
    elif definition in part.facts.attachments:
        validate_files(draft, part, definition, value)
    else:
        _validate_scalar(draft, part, definition, value)


_LISTS = (ManyChoiceOf, ManyReference)


def _is_required(draft: Draft, part: Part, definition: FieldDefinition) -> bool:
    return definition.required is not None and holds(definition.required, part, draft)


def _refuse_required(draft: Draft, part: Part, definition: FieldDefinition) -> None:
    message = definition.required.message if definition.required is not None else None
    draft.problems.append(Problem(path=f"{part.prefix}{definition.name}", code="required", message=message))


def _validate_computed(draft: Draft, part: Part) -> None:
    """A product of two large numbers may not fit the column that it goes into."""
    for name in part.entity.compute_order:
        definition = part.entity.field_by_name.get(name)
        if definition is not None and isinstance(definition.type, Scalar):
            _validate_size(draft, part, definition, getattr(part.record, name))


def _validate_size(draft: Draft, part: Part, definition: FieldDefinition, value: Any) -> None:
    """What was typed has been measured when it was read; defaults, hooks and formulas are measured here."""
    if not isinstance(definition.type, Scalar) or isinstance(value, bool):
        return
    if isinstance(value, Decimal | int):
        digits = (definition.type.precision or MOST_DIGITS) - (definition.type.scale or 0)
        if abs(value) >= 10**digits:
            draft.refuse(part, definition, "too_many_digits", maximum=digits)
    elif isinstance(value, str):
        maximum = definition.type.length
        if maximum is not None and len(value) > maximum:
            draft.refuse(part, definition, "too_long", maximum=maximum, length=len(value))


def _validate_scalar(draft: Draft, part: Part, definition: FieldDefinition, value: Any) -> None:
    _validate_size(draft, part, definition, value)
    if definition.minimum is not None:
        minimum = definition.minimum(part.record, draft.context)
        if minimum is not None and value < minimum:
            draft.refuse(part, definition, "minimum", minimum=minimum)
    if definition.maximum is not None:
        maximum = definition.maximum(part.record, draft.context)
        if maximum is not None and value > maximum:
            draft.refuse(part, definition, "maximum", maximum=maximum)
    if not isinstance(value, str):
        return
    if definition.minimum_length is not None and len(value) < definition.minimum_length:
        draft.refuse(part, definition, "minimum_length", minimum=definition.minimum_length, length=len(value))
    if definition.maximum_length is not None and len(value) > definition.maximum_length:
        draft.refuse(part, definition, "maximum_length", maximum=definition.maximum_length, length=len(value))
    if definition.pattern is not None and not _compiled(definition.pattern.regex).fullmatch(value):
        path = f"{part.prefix}{definition.name}"
        draft.problems.append(Problem(path=path, code="pattern", message=definition.pattern.message))


@lru_cache(maxsize=512)
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def _validate_references(draft: Draft, part: Part, definition: FieldDefinition, entity: str, value: Any) -> None:
    """What was chosen before may stay, even if the user could not choose it now."""
    before = part.before.get(definition.name)
    chosen = set(value if isinstance(value, tuple) else (value,))
    kept = set(before if isinstance(before, tuple) else (before,))
    if any(not draft.references.may_choose(entity, target_id) for target_id in chosen - kept):
        draft.refuse(part, definition, "record_not_found")
        return
    where = definition.options_where
    if where is None or where.column is None or not _may_have_changed(part, definition, where):
        return
    target: Any = draft.context.application.entity_by_name[entity].model
    allowed = select(target.id).where(target.id.in_(chosen), where.column(target, part.record, draft.context))
    if len(draft.context.connection.execute(allowed).all()) < len(chosen):
        draft.refuse(part, definition, "option_not_allowed")


def _validate_options(draft: Draft, part: Part, definition: FieldDefinition, choice: str, value: Any) -> None:
    names = option_names(draft.context.application.choice_by_name[choice])
    chosen = value if isinstance(value, tuple) else (value,)
    if any(name not in names for name in chosen):
        draft.refuse(part, definition, "not_an_option")
        return
    where = definition.options_where
    if where is None or where.option is None or not _may_have_changed(part, definition, where):
        return
    is_allowed: Callable[[str, Any, Any], bool | None] = where.option
    if not all(is_allowed(name, part.record, draft.context) for name in chosen):
        draft.refuse(part, definition, "option_not_allowed")


def option_names(choice: Choice) -> frozenset[str]:
    """The names of all options, branches included."""

    def walk(options: tuple[Option, ...]) -> list[str]:
        return [name for option in options for name in (option.name, *walk(option.options))]

    return frozenset(walk(choice.options))


def _may_have_changed(part: Part, definition: FieldDefinition, where: OptionsWhere) -> bool:
    """An old choice is judged again only when it, or what it depends on, changes."""
    return any(part.is_changed(name) for name in (definition.name, *where.depends_on))


def _validate_checks(draft: Draft, part: Part, unreadable: Collection[str]) -> None:
    """A check says nothing about a value that could not be read: that it could not says enough."""
    for check in part.entity.checks:
        if any(f"{part.prefix}{name}" in unreadable for name in check.fields):
            continue
        if check.function(part.record, draft.context) is False:
            name = check.fields[0] if check.fields else ""
            path = f"{part.prefix}{name}" if name else part.prefix.rstrip(".")
            draft.problems.append(Problem(path=path, code="check", message=check.message))
