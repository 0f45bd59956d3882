"""Statements of a revision that look at values or change them: calls of `lowcode.runtime.migrating.operations`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import indent

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.renderer_schema import Surroundings
from lowcode.codegen.migrations.renderer_undo import Step, Undone
from lowcode.codegen.migrations.stand_ins import RUNTIME_MODULE, stand_in_source, stand_ins_of, target_of
from lowcode.codegen.python_source import Imports, call, dictionary, literal, tuple_of_texts
from lowcode.codegen.schema import Column, Table
from lowcode.codegen.schema_source import note_names

_DECIMAL = re.compile(r"ExactDecimal\(\d+, (\d+)\)")


def data_statements(step: Step, imports: Imports, around: Surroundings) -> Iterator[str]:  # noqa: C901, PLR0912 one case for each operation
    """The statements of one step; nothing for a step that is about tables alone."""
    match step:
        case op.Guard():
            yield _guard(step, imports)
        case op.FillColumn():
            yield _fill_column(step, imports)
        case op.FillFrom():
            yield from _fill_from(step, imports, around)
        case op.ConvertColumn(source=source, target=target, conversion=conversion, arguments=arguments):
            yield _convert(step, source, target, conversion, arguments, imports)
        case op.NumberRecords():
            yield _number_records(step, imports)
        case op.ChangeOptions():
            yield _change_options(step, imports)
        case op.LinkFromColumn() | Undone(operation=op.ColumnFromLink()):
            yield _link_from_column(step.operation if isinstance(step, Undone) else step, imports)
        case op.ColumnFromLink() | Undone(operation=op.LinkFromColumn()):
            yield _column_from_link(step, imports)
        case op.ArchiveColumn():
            yield _archive_column(step, imports, around)
        case op.RestoreColumn():
            yield _restore_column(step, imports)
        case op.LeaveOrphans(restored=restored):
            yield _runtime("leave_orphans", imports, *(_restored(each, imports) for each in restored))
        case op.ArchiveTable(table=table) | op.RestoreTable(table=table):
            yield from _set_aside(step, table, imports)
        case op.RenameInRows():
            yield _rename_in_rows(step, imports)
        case op.CancelWaiting():
            yield _cancel_waiting(step, imports)
        case op.MoveFiles(table=table, column=column, now=now, before=before):
            places = (tuple_of_texts(before), tuple_of_texts(now))
            yield _runtime("files_to_rows", imports, literal(table), literal(column), *places)
        case Undone(operation=operation):
            yield from _undo(operation, imports, around)
        case _:
            return


def block_of_one_statement(lines: Iterable[str], imports: Imports) -> Iterator[str]:
    """Calls whose values are written together."""
    yield f"with {imports.name(RUNTIME_MODULE, 'together')}():"
    yield from (indent(line, "    ") for line in lines)


def _runtime(function: str, imports: Imports, *positional: str, **named: str | None) -> str:
    """A call of the runtime's function."""
    return call(imports.name(RUNTIME_MODULE, function), "op", *positional, **named)


def _plain(column: Column, imports: Imports) -> str:
    """`sa.Column(…)` of which only name and type matter."""
    note_names(imports, column.type)
    return call("sa.Column", literal(column.name), column.type)


def _undo(operation: object, imports: Imports, around: Surroundings) -> Iterator[str]:
    match operation:
        case op.ConvertColumn(source=source, target=target, backward=str(backward), backward_arguments=arguments):
            yield _convert(operation, target, source, backward, arguments, imports)
        case op.ArchiveColumn(table=table, column=column, archive=archive, only=only, is_whole=is_whole):
            yield _runtime(
                "restore_column",
                imports,
                literal(table),
                _plain(column, imports),
                literal(archive),
                only=_options(only, around.instead[archive]),
                overwrite="True" if is_whole else None,
                forget="True",
            )
        case op.NumberRecords(counter=counter):
            yield _runtime("forget_numbers", imports, counter=literal(counter))
        case op.MoveFiles(table=table, owner=str(owner), now=now, before=before):
            places = (tuple_of_texts(now), tuple_of_texts(before))
            yield _runtime("files_to_owner", imports, literal(table), literal(owner), *places)
        case op.PlaceRows(table=table, owner=owner, position=position):
            yield _runtime("place_rows", imports, literal(table), literal(owner), literal(position))
        case op.CancelWaiting(kind=kind, name=name, owner=owner):
            named = literal(owner) if owner else None
            yield _runtime("restore_waiting", imports, literal(kind), literal(name), revision="revision", owner=named)
        case op.ArchiveTable(table=table, archive=archive):
            yield _runtime("restore_table", imports, literal(table.name), literal(archive))
        case op.RestoreTable(table=table, archive=archive, subject=subject, reason=reason):
            yield _archive_table(table, archive, subject, reason, imports)
        case _:
            return


def _number_records(step: op.NumberRecords, imports: Imports) -> str:
    return _runtime(
        "number_records",
        imports,
        literal(step.table),
        literal(step.column.name),
        counter=literal(step.counter),
        pattern=literal(step.pattern),
        timezone=literal(step.timezone),
    )


# --- looking ----------------------------------------------------------------------------------


def _guard(guard: op.Guard, imports: Imports) -> str:
    note_names(imports, guard.condition)
    table, subject = literal(guard.table), literal(guard.subject)
    match guard.kind:
        case "empty":
            return _runtime("stop_if_empty", imports, table, literal(guard.columns[0]), subject=subject)
        case "duplicate":
            columns = tuple_of_texts(guard.columns)
            return _runtime("stop_if_repeated", imports, table, columns, subject=subject, where=guard.condition or None)
        case "several":
            return _runtime("stop_if_several", imports, table, subject=subject)
        case kind:
            return _runtime("stop_if", imports, table, guard.condition, subject=subject, kind=literal(kind))


# --- values -----------------------------------------------------------------------------------


def _fill_column(fill: op.FillColumn, imports: Imports) -> str:
    column = fill.column
    note_names(imports, column.default or "")
    return _runtime(
        "fill_with",
        imports,
        literal(fill.table),
        _plain(column, imports),
        str(column.default),
        subject=literal(f"{fill.table}.{column.name}"),
        only_empty="True" if fill.is_only_empty else None,
    )


def _fill_from(fill: op.FillFrom, imports: Imports, around: Surroundings) -> Iterator[str]:
    classes = {record.class_name for record in fill.records}
    if not around.stand_ins.has_all_of(fill):
        for record in stand_ins_of(fill):
            yield stand_in_source(record, imports)
    for module, name in fill.imports:
        if name in classes:
            continue
        if name:
            imports.name(module, name)
        else:
            imports.module(f"import {module}")
    this = fill.records[0]
    attribute = target_of(fill)
    yield _runtime(
        "fill_column",
        imports,
        this.class_name,
        literal(attribute),
        f"lambda this, context: {fill.expression}",
        subject=literal(f"{this.class_name}.{attribute}"),
        timezone=literal(fill.timezone),
        only_empty="True" if fill.is_only_empty else None,
    )


def _convert(
    operation: op.ConvertColumn,
    source: Column,
    target: Column,
    conversion: str,
    arguments: tuple[tuple[str, str], ...],
    imports: Imports,
) -> str:
    for _, value in arguments:
        note_names(imports, value)
    return _runtime(
        "convert_column",
        imports,
        literal(operation.table),
        _plain(source, imports),
        _plain(target, imports),
        literal(conversion),
        subject=literal(operation.subject or f"{operation.table}.{operation.target.name}"),
        **dict(arguments),
    )


def _change_options(change: op.ChangeOptions, imports: Imports) -> str:
    names = ", ".join(f"{literal(old)}: {literal(new)}" for old, new in change.pairs)
    if change.of_archive:
        function = "change_archived_links" if change.is_link else "change_archived_options"
        return _runtime(function, imports, literal(change.table), literal(change.column), f"{{{names}}}")
    if change.is_link:
        return _runtime("change_linked_options", imports, literal(change.table), f"{{{names}}}")
    return _runtime("change_options", imports, literal(change.table), literal(change.column), f"{{{names}}}")


def _link_from_column(operation: object, imports: Imports) -> str:
    assert isinstance(operation, op.LinkFromColumn | op.ColumnFromLink)
    column = _plain(operation.column, imports)
    link, target = literal(operation.link.name), literal(operation.link.columns[1].name)
    return _runtime("link_from_column", imports, literal(operation.table), column, link, target)


def _column_from_link(step: Step, imports: Imports) -> str:
    operation = step.operation if isinstance(step, Undone) else step
    assert isinstance(operation, op.LinkFromColumn | op.ColumnFromLink)
    link, target = literal(operation.link.name), literal(operation.link.columns[1].name)
    subject = None
    if isinstance(operation, op.ColumnFromLink):
        subject = literal(operation.subject or f"{operation.table}.{operation.column.name}")
    column = _plain(operation.column, imports)
    return _runtime("column_from_link", imports, link, target, literal(operation.table), column, subject=subject)


# --- archives ---------------------------------------------------------------------------------


def _reason(subject: str, reason: str, imports: Imports) -> str:
    return call(imports.name(RUNTIME_MODULE, "Reason"), literal(subject), literal(reason), "revision")


def _archive_column(operation: op.ArchiveColumn, imports: Imports, around: Surroundings) -> str:
    return _runtime(
        "archive_column",
        imports,
        literal(operation.table),
        _plain(operation.column, imports),
        literal(operation.archive),
        _reason(operation.subject, operation.reason, imports),
        only=_options(operation.only, around.instead[operation.archive]),
        empties="True" if operation.is_whole else None,
    )


def _options(only: tuple[str, ...], instead: Mapping[str, str]) -> str | None:
    """Options, with what records get for them where that matters."""
    if not instead:
        return tuple_of_texts(only) if only else None
    return dictionary({name: literal(instead.get(name)) for name in only})


def _restore_column(step: op.RestoreColumn, imports: Imports) -> str:
    about = (literal(step.table), _plain(step.column, imports), literal(step.archive))
    if step.references:
        return _runtime("restore_references", imports, *about, literal(step.references))
    return _runtime("restore_column", imports, *about)


def _restored(step: op.RestoreTable, imports: Imports) -> str:
    scales = _scales(step.table)
    return call(
        imports.name(RUNTIME_MODULE, "Restored"),
        literal(step.table.name),
        literal(step.archive),
        _reason(step.subject, step.reason, imports),
        dictionary({each.column: literal(each.target) for each in step.table.foreign_keys}),
        scales=dictionary(scales) if scales else None,
    )


def _scales(table: Table) -> dict[str, str]:
    return {column.name: found[1] for column in table.columns if (found := _DECIMAL.fullmatch(column.type))}


def _set_aside(step: Step, table: Table, imports: Imports) -> Iterator[str]:
    match step:
        case op.ArchiveTable(archive=archive, subject=subject, reason=reason):
            yield _archive_table(table, archive, subject, reason, imports)
        case op.RestoreTable(archive=archive):
            yield _runtime("restore_table", imports, literal(table.name), literal(archive))
        case _:
            return


def _archive_table(table: Table, archive: str, subject: str, reason: str, imports: Imports) -> str:
    about = _reason(subject, reason, imports)
    scales = _scales(table)
    return _runtime(
        "archive_table",
        imports,
        literal(table.name),
        literal(archive),
        about,
        scales=dictionary(scales) if scales else None,
    )


# --- names in rows ----------------------------------------------------------------------------


def _rename_in_rows(rename: op.RenameInRows, imports: Imports) -> str:
    fields = ", ".join(f"({literal(entity)}, {literal(field)})" for entity, field in rename.fields)
    return _runtime(
        "rename_in_rows",
        imports,
        literal(rename.kind),
        literal(rename.old),
        literal(rename.new),
        owner=literal(rename.owner) if rename.owner else None,
        fields=f"[{fields}]" if fields else None,
    )


def _cancel_waiting(cancel: op.CancelWaiting, imports: Imports) -> str:
    return _runtime(
        "cancel_waiting",
        imports,
        literal(cancel.kind),
        literal(cancel.name),
        revision="revision",
        owner=literal(cancel.owner) if cancel.owner else None,
        replacement=literal(cancel.replacement) if cancel.replacement is not None else None,
        reason=literal(cancel.reason) if cancel.reason else None,
    )
