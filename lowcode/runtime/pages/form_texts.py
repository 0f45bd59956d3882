"""A record as the texts of a form's inputs, and the titles of the records that these name."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lowcode.catalog.field_types import FIELD_TYPES, attached_files
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    EntityDefinition,
    FieldDefinition,
    ManyReference,
    Reference,
    Reverse,
    Rows,
    Scalar,
)
from lowcode.runtime.field_rights import OPEN_STATE, FieldState, masked_value, states_of
from lowcode.runtime.forms import is_writable, value_context
from lowcode.runtime.pages.inputs import row_numbers
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.queries.reading import Queries
from lowcode.runtime.queries.results import RecordView
from lowcode.runtime.saving.values import is_empty, value_of

Texts = dict[str, list[str]]


def texts_of(context: Context, entity: EntityDefinition, record: Any) -> Texts:
    """The texts of all inputs of the record, sub-tables included, as far as the user may read them."""
    texts: Texts = {}
    states = states_of(context, entity, record)
    for definition in entity.fields:
        if not is_writable(definition) or not states.get(definition.name, OPEN_STATE).reads:
            continue
        if isinstance(definition.type, Rows):
            row_entity = context.application.entity_by_name[definition.type.entity]
            for index, row in enumerate(getattr(record, definition.name)):
                _add_row(context, row_entity, row, f"{definition.name}[{index}].", texts)
        else:
            texts[definition.name] = input_texts(context, definition, _shown_value(record, definition))
    return texts


def _shown_value(record: Any, definition: FieldDefinition) -> Any:
    """The value of a field; a default of `now` on a new record has no seconds, which nobody wants to see or type."""
    value = value_of(record, definition)
    is_default = record.id is None and isinstance(value, datetime.datetime | datetime.time)
    return value.replace(second=0) if is_default else value


def _add_row(context: Context, entity: EntityDefinition, row: Any, prefix: str, texts: Texts) -> None:
    texts[f"{prefix}id"] = [str(row.id)] if row.id is not None else [""]
    for definition in entity.fields:
        if is_writable(definition):
            texts[prefix + definition.name] = input_texts(context, definition, _shown_value(row, definition))


def input_texts(context: Context, definition: FieldDefinition, value: Any) -> list[str]:
    """A value in the plain form of submissions as the texts of its input."""
    if is_empty(value):
        return []
    if isinstance(definition.type, Scalar):
        kind = FIELD_TYPES[definition.type.kind]
        if kind.is_attachment:
            return [each.line for each in attached_files(value)]
        return [kind.to_input(value, value_context(definition.type, context))]
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return [str(value)]


def titles_in(
    queries: Queries, context: Context, entity: EntityDefinition, texts: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], str]:
    """The titles of the records that the texts name, by entity and id as text: one query per entity."""
    wanted: dict[str, set[int]] = {}
    for target, text in named_records(context, entity, texts):
        wanted.setdefault(target, set()).add(int(text))
    titles: dict[tuple[str, str], str] = {}
    for target, ids in wanted.items():
        found = queries.titles(target, ids, context)
        titles |= {(target, str(key)): link.title or f"#{key}" for key, link in found.items()}
    return titles


def named_records(
    context: Context, entity: EntityDefinition, texts: Mapping[str, Sequence[str]]
) -> set[tuple[str, str]]:
    """The records that the texts name, by entity and id."""
    named = _named(context, entity, texts)
    return {(target, text) for target, text in named if text.isascii() and text.isdigit() and len(text) < 11}


def linked_titles(context: Context, record: RecordView) -> dict[tuple[str, str], str]:
    """The titles of the records that a saved record refers to, as its page shows them."""
    titles = _links_of(record.entity, record.values)
    for definition in record.entity.fields:
        if isinstance(definition.type, Rows):
            row_entity = context.application.entity_by_name[definition.type.entity]
            for row in record.values.get(definition.name, ()):
                titles |= _links_of(row_entity, row.values)
    return titles


def _links_of(entity: EntityDefinition, values: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    titles: dict[tuple[str, str], str] = {}
    for definition in entity.fields:
        value = values.get(definition.name)
        if value is not None and isinstance(definition.type, Reference | ManyReference):
            links = (value,) if isinstance(definition.type, Reference) else value
            titles |= {(definition.type.entity, str(link.id)): link.title or f"#{link.id}" for link in links}
    return titles


def _named(
    context: Context, entity: EntityDefinition, texts: Mapping[str, Sequence[str]], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    for definition in entity.fields:
        name = prefix + definition.name
        match definition.type:
            case Reference(entity=target) | ManyReference(entity=target):
                yield from ((target, text) for text in texts.get(name, ()))
            case Rows(entity=row_entity):
                rows = context.application.entity_by_name[row_entity]
                for number in row_numbers(texts, definition.name):
                    yield from _named(context, rows, texts, f"{definition.name}[{number}].")
            case _:
                continue


def outputs_of(presentation: Presentation, context: Context, entity: EntityDefinition, record: Any) -> dict[str, str]:
    """What nobody can type in here, in words, by the name of its place on the form, as far as the user sees it.

    That is what is computed or given by the app, and what this user may see but not change.
    """
    states = states_of(context, entity, record)
    outputs = _outputs(presentation, context, entity, record, "", states)
    for definition in entity.fields:
        if isinstance(definition.type, Rows) and states.get(definition.name, OPEN_STATE).reads:
            row_entity = context.application.entity_by_name[definition.type.entity]
            for index, row in enumerate(getattr(record, definition.name, None) or ()):
                outputs |= _outputs(presentation, context, row_entity, row, f"{definition.name}[{index}].", {})
    return outputs


def _outputs(
    presentation: Presentation,
    context: Context,
    entity: EntityDefinition,
    record: Any,
    prefix: str,
    states: Mapping[str, FieldState],
) -> dict[str, str]:
    outputs: dict[str, str] = {}
    for definition in entity.fields:
        state = states.get(definition.name, OPEN_STATE)
        if not state.is_seen or definition.hidden or isinstance(definition.type, Rows | Reverse):
            continue
        if is_writable(definition):
            if not state.updates:
                outputs[prefix + definition.name] = _unchangeable(presentation, context, definition, record, state)
            continue
        if isinstance(definition.type, ManyReference):
            continue
        value = _computed_value(definition, record, context)
        if not state.reads:
            outputs[prefix + definition.name] = masked_value(definition, value) or ""
        elif value is None or isinstance(definition.type, Reference):
            outputs[prefix + definition.name] = "" if value is None else str(getattr(value, "name", ""))
        else:
            outputs[prefix + definition.name] = presentation.plain(definition, value)
    return outputs


def _unchangeable(
    presentation: Presentation, context: Context, definition: FieldDefinition, record: Any, state: FieldState
) -> str:
    """A field that could be typed in, but not by this user."""
    value = value_of(record, definition)
    if not state.reads:
        return masked_value(definition, value) or ""
    if is_empty(value):
        return ""
    if isinstance(definition.type, Reference | ManyReference):
        target = context.application.entity_by_name[definition.type.entity]
        chosen = getattr(record, definition.name)
        found = chosen if isinstance(definition.type, ManyReference) else (chosen,)
        return presentation.say("filter.joined").join(getattr(each, target.title) or f"#{each.id}" for each in found)
    return presentation.plain(definition, value)


def _computed_value(definition: FieldDefinition, record: Any, context: Context) -> Any:
    computed = definition.computed
    if computed is not None and not computed.stored:
        return computed.record(record, context) if computed.local else None
    return getattr(record, definition.name, None)
