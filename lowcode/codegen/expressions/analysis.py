"""Facts about expressions that every target needs: kinds of numbers, digits, what a value depends on."""

from __future__ import annotations

from lowcode.ir.application import Application, ComputedStorage, Entity, Field
from lowcode.ir.expressions import Expression, Variable, VariableKind
from lowcode.ir.types import DecimalType, IntegerType, MoneyType, PercentType, ValueType
from lowcode.ir.walking import children

EXACT_TYPES = (DecimalType, MoneyType, PercentType)
NUMERIC_TYPES = (IntegerType, *EXACT_TYPES)

REFERENCE_SYSTEM_FIELDS = ("created_by", "updated_by")


def scale_of(value_type: ValueType) -> int:
    """Digits after the point; 0 for everything without."""
    return value_type.scale if isinstance(value_type, EXACT_TYPES) else 0


def is_exact(value_type: ValueType) -> bool:
    """Whether values are decimals and not whole numbers."""
    return isinstance(value_type, EXACT_TYPES)


def is_numeric(value_type: ValueType) -> bool:
    """Whether values are numbers."""
    return isinstance(value_type, NUMERIC_TYPES)


def depends_on_row(expression: Expression, *, this_is_record: bool) -> bool:
    """Whether the value differs from row to row of a query.

    `this_is_record`: in `options where` the rows are those of the options, and `this` is one record at hand.
    """
    match expression:
        case Variable(kind=VariableKind.ME | VariableKind.OLD | VariableKind.LOCAL):
            return False
        case Variable(kind=VariableKind.THIS | VariableKind.OWNER):
            return not this_is_record
        case Variable():
            return True
        case _:
            return any(depends_on_row(part, this_is_record=this_is_record) for part in children(expression))


def computed_on_read(field: Field | None) -> Expression | None:
    """The expression of a field that has no column of its own, else None."""
    if field is None or field.computed is None or field.computed.storage is not ComputedStorage.ON_READ:
        return None
    return field.computed.expression


def granting_roles(application: Application, role: str) -> tuple[str, ...]:
    """The names of the roles whose members have `role`: itself and those that include it."""
    found = tuple(each.name for each in application.roles if role == each.name or role in each.includes)
    return found or (role,)


def identifier_of(entity: Entity, name: str) -> str:
    """What the model calls the field; system fields have their own name."""
    field = entity.field_by_name.get(name)
    return field.identifier if field is not None else name
