"""What cannot be migrated while the app is in use, and says so instead of being done otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.online.stages import NotOnline

KEPT_CONVERSIONS = frozenset(
    {
        "same",
        "int_to_decimal",
        "decimal_to_int",
        "decimal_to_decimal",
        "int_to_text",
        "decimal_to_text",
        "bool_to_text",
        "bool_to_int",
        "int_to_bool",
        "text_to_int",
        "date_to_text",
        "date_to_datetime",
        "datetime_to_date",
    }
)
"""Those that a trigger can do, as the app's own code would."""

_FORMER = "former_"


def refusals(operations: Sequence[op.Operation]) -> Iterator[NotOnline]:  # noqa: C901 one case for each operation
    """Every one of them, so that they can be seen at once."""
    dropped = {(each.table, each.column.name) for each in operations if isinstance(each, op.DropColumn)}
    for operation in operations:
        match operation:
            case op.RenameTable(old=old) | op.PlaceRows(table=old):
                yield NotOnline("table", old)
            case op.RenameColumn(table=table, old=old, new=new) if (table, new) in dropped or new.startswith(_FORMER):
                yield NotOnline("type", table, old.name)
            case op.ChangeType(table=table, old=old, new=new) if _scale(old.type) != _scale(new.type):
                yield NotOnline("type", table, new.name)
            case op.ChangeOptions(table=table, column=column):
                yield NotOnline("options", table, column)
            case op.LinkFromColumn(table=table, column=moved) | op.ColumnFromLink(table=table, column=moved):
                yield NotOnline("many", table, moved.name)
            case op.RenameIndex(table=table, old=index, new=renamed) if index.name == renamed.name:
                yield NotOnline("index", table, index.name)
            case op.RestoreTable(table=restored):
                yield NotOnline("restored", restored.name)
            case op.RestoreColumn(table=table, column=moved):
                yield NotOnline("restored", table, moved.name)
            case op.ConvertColumn(table=table, target=target, conversion=conversion, backward=backward) if (
                conversion not in KEPT_CONVERSIONS or (backward is not None and backward not in KEPT_CONVERSIONS)
            ):
                yield NotOnline("conversion", table, target.name)
            case op.FillFrom(table=table, column=filled, records=records) if len(records) > 1:
                yield NotOnline("elsewhere", table, filled.name)
            case op.NumberRecords(table=table, column=numbered):
                yield NotOnline("numbers", table, numbered.name)
            case op.RenameInRows(kind=kind, owner=owner, old=former) if kind != "field":
                yield NotOnline("names", owner or kind, former)
            case op.UpgradeSystemTables() | op.CreateSystemTables():
                yield NotOnline("system", "system")


def _scale(kind: str) -> str:
    """`2` of `ExactDecimal(18, 2)`: SQLite keeps such numbers as units."""
    return kind.rpartition(",")[2] if kind.startswith("ExactDecimal") else ""
