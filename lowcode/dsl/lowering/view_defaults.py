"""What a list, form and page show when the spec does not say."""

from __future__ import annotations

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.ir import application as app

MOST_COLUMNS = 7
MOST_FILTERS = 5
SORT = (app.SortKey("id", descending=True),)
"""Newest first."""

_FILTERED_BY_DEFAULT = ("bool",)
_COLUMN_TYPES = (app.ScalarType, app.ChoiceFieldType, app.ReferenceFieldType, app.AutonumberFieldType)


def columns(entity: app.Entity) -> tuple[app.ListColumn, ...]:
    """The first fields that fit into a row of a table."""
    fitting = [each for each in entity.fields if not each.hidden and _is_short(each.type)]
    return tuple(app.ListColumn((each.name,), each.value_type, each.span) for each in fitting[:MOST_COLUMNS])


def _is_short(field_type: app.FieldType) -> bool:
    if isinstance(field_type, app.ScalarType):
        return not FIELD_TYPES[field_type.kind].is_long
    return isinstance(field_type, _COLUMN_TYPES)


def filters(entity: app.Entity) -> tuple[str, ...]:
    """Choices, references and yes/no questions: what people narrow a list by."""
    fitting = [each.name for each in entity.fields if not each.hidden and each.computed is None and _narrows(each.type)]
    return tuple(fitting[:MOST_FILTERS])


def _narrows(field_type: app.FieldType) -> bool:
    if isinstance(field_type, app.ScalarType):
        return field_type.kind in _FILTERED_BY_DEFAULT
    return isinstance(field_type, app.ChoiceFieldType | app.ReferenceFieldType | app.ManyChoiceFieldType)


def can_filter(field_type: app.FieldType | None) -> bool:
    """Whether a list can be filtered by a field of this type."""
    if isinstance(field_type, app.ScalarType):
        kind = FIELD_TYPES[field_type.kind]
        return not (kind.is_long or kind.is_attachment)
    return isinstance(
        field_type,
        app.ChoiceFieldType
        | app.ManyChoiceFieldType
        | app.ReferenceFieldType
        | app.ManyReferenceFieldType
        | app.AutonumberFieldType,
    )


def form(entity: app.Entity) -> tuple[app.Section, ...]:
    """All fields in the order of the spec; each sub-table in a section of its own behind them."""
    shown = [each for each in entity.fields if not each.hidden and not isinstance(each.type, app.ReverseFieldType)]
    single = tuple(each.name for each in shown if not isinstance(each.type, app.RowsFieldType))
    sections = [app.Section(None, single, entity.span)] if single else []
    sections += [
        app.Section(each.label, (each.name,), each.span) for each in shown if isinstance(each.type, app.RowsFieldType)
    ]
    return tuple(sections)


def page(entity: app.Entity) -> tuple[str, ...]:
    """All related records that refer to this one."""
    return tuple(each.name for each in entity.fields if not each.hidden and isinstance(each.type, app.ReverseFieldType))
