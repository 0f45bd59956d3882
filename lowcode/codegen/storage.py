"""Where a field lives in the database: its column, the column's type in three spellings, the keys it is sorted by."""

from __future__ import annotations

from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.kinds import StorageKind
from lowcode.ir.application import (
    Application,
    AutonumberFieldType,
    ChoiceFieldType,
    ComputedStorage,
    Entity,
    Field,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
    ScalarType,
)
from lowcode.ir.expressions import FieldRead, Variable, VariableKind
from lowcode.naming import shortened

LONGEST_NAME = 63
"""Bytes of a name that PostgreSQL keeps; all of ours are ASCII."""
OPTION_LENGTH = 120
"""Characters of an option's name."""
AUTONUMBER_LENGTH = 120

TITLE_TEXT = "title_text"
"""The column of a title that is an expression."""

SYSTEM_COLUMN_TYPES = {
    "id": "sa.Integer()",
    "created_at": "UtcDateTime()",
    "created_by_id": "sa.Integer()",
    "updated_at": "UtcDateTime()",
    "updated_by_id": "sa.Integer()",
    "version": "sa.Integer()",
}
"""What `lowcode.runtime.database.record.Record` adds to each table of records, in its order."""

_PYTHON_TYPES = {
    StorageKind.TEXT: "str",
    StorageKind.LONG_TEXT: "str",
    StorageKind.FILES: "str",
    StorageKind.INTEGER: "int",
    StorageKind.EXACT_DECIMAL: "Decimal",
    StorageKind.BOOLEAN: "bool",
    StorageKind.DATE: "datetime.date",
    StorageKind.TIME: "datetime.time",
    StorageKind.UTC_DATETIME: "datetime.datetime",
}


def database_name(prefix: str, *parts: str) -> str:
    """The name of a constraint or index: final, and short enough for both databases."""
    return shortened("_".join((prefix, *parts)), LONGEST_NAME)


def column_of(field: Field) -> str | None:
    """The field's own column; None for lists and for what is computed on reading."""
    if field.computed is not None and field.computed.storage is ComputedStorage.ON_READ:
        return None
    match field.type:
        case ReferenceFieldType():
            return f"{field.identifier}_id"
        case ScalarType() | ChoiceFieldType() | AutonumberFieldType():
            return field.identifier
        case ManyChoiceFieldType() | ManyReferenceFieldType() | ReverseFieldType() | RowsFieldType():
            return None


def storage_kind(field: Field) -> StorageKind:
    """How the field's column is stored; only for fields that have one."""
    match field.type:
        case ScalarType(kind=kind):
            return FIELD_TYPES[kind].storage
        case ReferenceFieldType():
            return StorageKind.INTEGER
        case _:
            return StorageKind.TEXT


def python_type(field: Field) -> str:
    """The annotation of the column's value when it is not empty."""
    return _PYTHON_TYPES[storage_kind(field)]


def column_type(field: Field) -> str:
    """The SQLAlchemy type as source, in terms of `sa` and `lowcode.runtime.database.types`."""
    match field.type:
        case ReferenceFieldType():
            return "sa.Integer()"
        case ChoiceFieldType():
            return f"Text({OPTION_LENGTH})"
        case AutonumberFieldType():
            return f"Text({AUTONUMBER_LENGTH})"
        case ScalarType() as scalar:
            return _scalar_column_type(scalar)
        case _:
            raise AssertionError(f"`{field.name}` has no column")


def _scalar_column_type(scalar: ScalarType) -> str:
    match FIELD_TYPES[scalar.kind].storage:
        case StorageKind.TEXT:
            return f"Text({scalar.length})" if scalar.length else "Text()"
        case StorageKind.LONG_TEXT:
            return "Text()"
        case StorageKind.FILES:
            return "FileList()"
        case StorageKind.INTEGER:
            return "sa.BigInteger()"
        case StorageKind.EXACT_DECIMAL:
            return f"ExactDecimal({scalar.precision}, {scalar.scale})"
        case StorageKind.BOOLEAN:
            return "sa.Boolean()"
        case StorageKind.DATE:
            return "sa.Date()"
        case StorageKind.TIME:
            return "WholeTime()"
        case StorageKind.UTC_DATETIME:
            return "UtcDateTime()"


def is_nullable(field: Field) -> bool:
    """Whether the column may be empty: unless the field is required whatever the rest of the record says."""
    if isinstance(field.type, AutonumberFieldType):
        return False
    conditional = field.visible is not None and field.visible.when is not None
    return field.required is None or field.required.when is not None or conditional


def title_field(entity: Entity) -> Field | None:
    """The field that is the title as it stands; None where the title is an expression with a column of its own."""
    match entity.title:
        case FieldRead(source=Variable(kind=VariableKind.THIS), field=name):
            field = entity.field_by_name.get(name)
            if field is not None and column_of(field) is not None and _is_line_of_text(field):
                return field
    return None


def title_column(entity: Entity) -> str:
    """The column that stands for the record."""
    field = title_field(entity)
    return field.identifier if field is not None else TITLE_TEXT


def _is_line_of_text(field: Field) -> bool:
    match field.type:
        case AutonumberFieldType():
            return True
        case ScalarType(kind=kind):
            return FIELD_TYPES[kind].storage is StorageKind.TEXT
        case _:
            return False


def is_prose(field: Field) -> bool:
    """Whether people read the field as words, so that lists sort it by pinyin."""
    return isinstance(field.type, ScalarType) and field.type.kind == "text"


def sorted_fields(application: Application, entity: Entity) -> frozenset[str]:
    """The prose fields that get a stored sort key: the title, and what the list shows or sorts by."""
    names = set()
    title = title_field(entity)
    if title is not None:
        names.add(title.name)
    if entity.owner is None:
        view = application.view(entity.name).list
        names |= {column.path[0] for column in view.columns if len(column.path) == 1}
        names |= {key.field for key in view.sort}
    return frozenset(
        field.name for field in entity.fields if field.name in names and is_prose(field) and column_of(field)
    )


def has_title_sort(entity: Entity) -> bool:
    """Whether the expression title has a stored sort key; rows of sub-tables are never listed by title."""
    return title_field(entity) is None and entity.owner is None


def sort_column(field: Field, sorted_by_key: frozenset[str]) -> str | None:
    """The column that a list sorts the field by."""
    column = column_of(field)
    return f"{column}_sort" if field.name in sorted_by_key else column


def title_sort_column(entity: Entity, sorted_by_key: frozenset[str]) -> str:
    """The column that records are sorted by title with."""
    field = title_field(entity)
    if field is None:
        return f"{TITLE_TEXT}_sort"
    return f"{field.identifier}_sort" if field.name in sorted_by_key else field.identifier


def link_table(entity: Entity, field: Field) -> str:
    """The table of a `many of` or many-to-many field."""
    return shortened(f"{entity.table}_{field.identifier}", 48)


def link_class(entity: Entity, field: Field) -> str:
    """The class of the rows of a `many of` field."""
    return entity.class_name + "".join(part.capitalize() for part in field.identifier.split("_"))
