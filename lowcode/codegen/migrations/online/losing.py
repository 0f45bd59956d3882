"""What an expansion that is abandoned would lose: values and records that only the new code has written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.online.stages import OnlyNew
from lowcode.codegen.storage import column_of, link_table
from lowcode.ir.application import Application, ManyChoiceFieldType, ManyReferenceFieldType

_COLUMN = re.compile(r'sa\.column\("([^"]+)"')
Subjects: TypeAlias = Mapping[tuple[str, str], str]
"""By table and column (none: the table's records): what people enter there, as the specification calls it."""


def subjects_of(application: Application) -> Subjects:
    """Everything that people enter; what the app derives can be derived again."""
    found: dict[tuple[str, str], str] = {}
    for entity in application.entities:
        found[entity.table, ""] = entity.name
        for field in entity.fields:
            if isinstance(field.type, ManyChoiceFieldType | ManyReferenceFieldType):
                found[link_table(entity, field), ""] = f"{entity.name}.{field.name}"
            elif field.computed is None and (column := column_of(field)) is not None:
                found[entity.table, column] = f"{entity.name}.{field.name}"
    return found


def only_new(operations: Sequence[op.Operation], subjects: Subjects) -> Iterator[OnlyNew]:
    """By the order of the change: new tables, new columns, columns whose type takes more."""
    converted = {
        (each.table, each.target.name): each.source for each in operations if isinstance(each, op.ConvertColumn)
    }
    expressions = {
        (each.table, each.column.name): each
        for each in operations
        if isinstance(each, op.FillFrom) and not each.is_only_empty
    }
    defaults = {(each.table, each.column.name): each.column for each in operations if isinstance(each, op.FillColumn)}
    for operation in operations:
        match operation:
            case op.CreateTable(table=table) if (table.name, "") in subjects:
                yield OnlyNew(subjects[table.name, ""], table.name)
            case op.AddColumn(table=name, column=column) if (name, column.name) in subjects:
                place = (name, column.name)
                given = defaults.get(place, replace(column, default=None))
                yield OnlyNew(subjects[place], name, given, expressions.get(place), converted.get(place))


def guards_of_the_way_back(
    operations: Iterable[op.Operation], renames: Sequence[op.RenameColumn], subjects: Subjects
) -> Iterator[op.Guard]:
    """Looks for what the new code may write and the old one may not, before it is forbidden again."""
    present = {(each.table, each.old.name): each.new for each in renames}

    def called(table: str, columns: Iterable[str], constraint: str) -> str:
        places = [(table, present.get((table, name), name)) for name in columns]
        fields = ", ".join(dict.fromkeys(subjects[each] for each in places if each in subjects))
        return f"{fields} ({constraint})" if fields else constraint

    for operation in operations:
        match operation:
            case op.DropCheck(table=table, check=check):
                columns = _COLUMN.findall(check.condition)
                name = called(table, columns, check.name)
                yield op.Guard("breaks", table, (), f"sa.not_({check.condition})", name)
            case op.AllowEmpty(table=table, column=column):
                name = called(table, (column.name,), f"{table}.{column.name}")
                yield op.Guard("empty", table, (column.name,), "", name)
            case op.DropIndex(table=table, index=index) if index.unique:
                name = called(table, index.columns, index.name)
                yield op.Guard("duplicate", table, index.columns, index.where or "", name)
