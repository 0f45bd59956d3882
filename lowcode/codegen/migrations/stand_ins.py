"""The classes of a revision that stand for tables in expressions of the specification, as far as these read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lowcode.codegen.migrations.operations import FillFrom, Operation, StandIn
from lowcode.codegen.python_source import Imports, call, literal
from lowcode.codegen.schema import Column
from lowcode.codegen.schema_source import note_names

RUNTIME_MODULE = "lowcode.runtime.migrating.operations"
_ATTRIBUTE = re.compile(r"\.([A-Za-z]\w*)")
_KEYS = frozenset({"id", "record_id", "target_id", "option"})


@dataclass(frozen=True, slots=True)
class StandIns:
    """Those that a revision declares once for all of its expressions."""

    shared: tuple[StandIn, ...]

    def has_all_of(self, fill: FillFrom) -> bool:
        """Whether the expression finds everything here; else it brings its own, because a column has changed."""
        columns = {each.class_name: dict(each.columns) for each in self.shared}
        return all(
            columns.get(record.class_name, {}).get(name) == column
            for record in stand_ins_of(fill)
            for name, column in record.columns
        )


def shared_stand_ins(operations: Sequence[Operation]) -> StandIns:
    """One class per table, with all that any expression reads of it."""
    found: dict[str, StandIn] = {}
    for record in _read(operations):
        known = found.get(record.class_name)
        if known is None:
            found[record.class_name] = record
        elif known.table == record.table:
            columns = {**dict(record.columns), **dict(known.columns)}
            found[record.class_name] = replace(known, columns=tuple(columns.items()))
    return StandIns(tuple(found.values()))


def _read(operations: Sequence[Operation]) -> Iterable[StandIn]:
    return (record for each in operations if isinstance(each, FillFrom) for record in stand_ins_of(each))


def stand_ins_of(fill: FillFrom) -> list[StandIn]:
    """The classes of one expression, with the attributes that it names, their key, and the column that is filled."""
    named = _KEYS | set(_ATTRIBUTE.findall(fill.expression))
    this, *others = (
        replace(record, columns=tuple((name, column) for name, column in record.columns if name in named))
        for record in fill.records
    )
    target = target_of(fill)
    if target not in dict(this.columns):
        this = replace(this, columns=(*this.columns, (target, fill.column)))
    return [this, *others]


def target_of(fill: FillFrom) -> str:
    """The attribute that is filled."""
    found = (name for name, column in fill.records[0].columns if column.name == fill.column.name)
    return next(found, fill.column.name)


def stand_in_source(record: StandIn, imports: Imports) -> str:
    """`Customer = record_class("Customer", "customer", {…})`."""
    if not record.class_name[0].isupper():
        columns = (literal(column.name) for _, column in record.columns)
        made = call(imports.name(RUNTIME_MODULE, "link_table"), literal(record.table), *columns)
        return f"{record.class_name} = {made}"
    attributes = ", ".join(f"{literal(name)}: {_attribute(name, column, imports)}" for name, column in record.columns)
    function = imports.name(RUNTIME_MODULE, "record_class")
    made = call(function, literal(record.class_name), literal(record.table), f"{{{attributes}}}")
    return f"{record.class_name} = {made}"


def _attribute(name: str, column: Column, imports: Imports) -> str:
    note_names(imports, column.type)
    return column.type if column.name == name else call("sa.Column", literal(column.name), column.type)
