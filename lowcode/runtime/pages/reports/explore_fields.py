"""What the records of a list can be grouped by and counted in: the fields that the reader may read, as readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    Autonumber,
    ChoiceOf,
    ColumnFunction,
    EntityDefinition,
    FieldDefinition,
    Label,
    ManyChoiceOf,
    ManyReference,
    Reference,
    Scalar,
)
from lowcode.runtime.field_rights import may_read_field
from lowcode.runtime.locale.formatting import formats_for
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.queries.plans import SYSTEM_FIELDS
from lowcode.runtime.report_definitions import Form, Reading, ValueForm

_SCALARS: Final[Mapping[str, ValueForm]] = {
    "text": ValueForm.TEXT,
    "phone": ValueForm.TEXT,
    "email": ValueForm.TEXT,
    "url": ValueForm.TEXT,
    "color": ValueForm.TEXT,
    "int": ValueForm.INTEGER,
    "rating": ValueForm.INTEGER,
    "decimal": ValueForm.DECIMAL,
    "money": ValueForm.MONEY,
    "percent": ValueForm.PERCENT,
    "bool": ValueForm.BOOLEAN,
    "date": ValueForm.DATE,
    "datetime": ValueForm.DATETIME,
    "time": ValueForm.TIME,
}
_PERCENT_SCALE: Final = 4
_SYSTEM: Final = ("created_at", "updated_at", "created_by", "updated_by")

NUMBERS: Final = frozenset({ValueForm.INTEGER, ValueForm.DECIMAL, ValueForm.MONEY, ValueForm.PERCENT})
MOMENTS: Final = frozenset({ValueForm.DATE, ValueForm.DATETIME})
GROUPED: Final = frozenset(
    {ValueForm.TEXT, ValueForm.CHOICE, ValueForm.RECORD, ValueForm.BOOLEAN, ValueForm.INTEGER, *MOMENTS}
)


def readable_fields(context: Context, entity: EntityDefinition) -> Iterator[FieldDefinition]:
    """The fields that an answer may be made of, in their order; who made records and when comes last."""
    for field in (*entity.fields, *(SYSTEM_FIELDS[name] for name in _SYSTEM)):
        if not field.hidden and form_of(context, field) is not None and may_read_field(context, entity, field.name):
            yield field


def form_of(context: Context, field: FieldDefinition) -> Form | None:
    """The form of a field's values; None for what reports do not read: long texts, files, lists of records below."""
    match field.type:
        case ChoiceOf(choice) | ManyChoiceOf(choice):
            return Form(ValueForm.CHOICE, choice)
        case Reference(entity=target) | ManyReference(entity=target):
            return Form(ValueForm.RECORD, target)
        case Autonumber():
            return Form(ValueForm.TEXT)
        case Scalar(kind=kind, scale=scale) if kind in _SCALARS:
            return Form(_SCALARS[kind], scale=_scale(context, kind, scale))
        case _:
            return None


def _scale(context: Context, kind: str, scale: int | None) -> int:
    if kind == "money":
        application = context.application
        return formats_for(context.locale, application.timezone, application.currency).currency_digits
    return _PERCENT_SCALE if kind == "percent" else scale or 0


def is_list(field: FieldDefinition) -> bool:
    """Whether a record may have several values, and so be in several groups."""
    return isinstance(field.type, ManyChoiceOf | ManyReference)


def reading_of(entity: EntityDefinition, field: FieldDefinition) -> Reading:
    """The field as reports read it."""
    return Reading(path=(), column=_column_of(field), reads=((entity.name, field.name),), field=(field.name,))


def _column_of(field: FieldDefinition) -> ColumnFunction:
    computed = field.computed
    if computed is not None and not computed.stored:
        return computed.column
    name = f"{field.name}_id" if isinstance(field.type, Reference) else field.name

    def column(this: Any, _: Context) -> ColumnElement[Any]:
        found: ColumnElement[Any] = getattr(this, name)
        return found

    return column


def field_label(context: Context, field: FieldDefinition) -> Label:
    """What the field is called, in each locale of the app; system fields in the interface's words."""
    if SYSTEM_FIELDS.get(field.name) is field:
        return worded(context, f"system.{field.name}")
    return field.label


def worded(context: Context, key: str, **labels: Label) -> Label:
    """Words of the interface in each locale of the app, with labels in their places."""

    def text(place: int, locale: str) -> str:
        values = {name: label.texts[min(place, len(label.texts) - 1)] for name, label in labels.items()}
        return wording_for(locale).say(key, **values)

    return Label(*(text(place, locale) for place, locale in enumerate(context.application.locales)))
