"""New names of options in what the runtime keeps about records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from lowcode.runtime.database import process_tables, report_tables, system_tables
from lowcode.runtime.migrating.names_in_records import Places, rename_in_approvals
from lowcode.runtime.migrating.rewriting import Pairs, rewrite_json, rewrite_query, with_value


def rename_option(connection: Connection, old: str, new: str, places: Places) -> None:
    """`places`: the fields whose values it is among; those of rows as `("contract", "lines.kind")` too."""
    history, saved = system_tables.history, report_tables.saved_report
    for entity, path in places:
        rows, dot, field = path.partition(".")
        change = _option_of_rows(rows, field, (old, new)) if dot else _option_of(path, old, new)
        rewrite_json(connection, history.c.changes, f'"{old}"', change, history.c.entity == entity)
        of_content = _content_option(rows, field if dot else None, (old, new))
        rename_in_approvals(connection, entity, of_content, old)
        if not dot:
            of_chart = _chart_option(path, old, new)
            rewrite_query(connection, saved.c.query, old, of_chart, saved.c.entity == entity)
            _rename_asked(connection, entity, path, (old, new))


def _option_of(field: str, old: str, new: str) -> Callable[[Any], Any]:
    def line(path: str, before: Any, after: Any) -> list[Any]:
        if path != field:
            return [path, before, after]
        return [path, with_value(before, old, new), with_value(after, old, new)]

    return lambda lines: [line(*each) for each in lines]


def _option_of_rows(rows: str, field: str, names: tuple[str, str]) -> Callable[[Any], Any]:
    def line(path: str, before: Any, after: Any) -> list[Any]:
        head, _, rest = path.partition("[")
        if head != rows:
            return [path, before, after]
        cell = rest.partition("].")[2]
        if cell == field:
            return [path, with_value(before, *names), with_value(after, *names)]
        return (
            [path, _in_row(before, field, names), _in_row(after, field, names)] if not cell else [path, before, after]
        )

    return lambda lines: [line(*each) for each in lines]


def _in_row(row: Any, field: str, names: tuple[str, str]) -> Any:
    return {**row, field: with_value(row[field], *names)} if isinstance(row, dict) and field in row else row


def _content_option(name: str, cell: str | None, names: tuple[str, str]) -> Callable[[Any], Any]:
    def change(content: dict[str, Any]) -> dict[str, Any]:
        if cell is None:
            return dict(_in_row(content, name, names))
        rows = content.get(name)
        return {**content, name: [_in_row(row, cell, names) for row in rows]} if isinstance(rows, list) else content

    return change


def _chart_option(field: str, old: str, new: str) -> Callable[[Pairs], Pairs]:
    named = (field, f"{field}.is")
    return lambda pairs: [(name, new if name in named and value == old else value) for name, value in pairs]


def _rename_asked(connection: Connection, entity: str, field: str, names: tuple[str, str]) -> None:
    """What somebody has entered for a transition that waits to be approved."""
    approval = process_tables.approval

    def change(said: dict[str, Any]) -> dict[str, Any]:
        return {**said, "values": _in_row(said.get("values", {}), field, names)}

    rewrite_json(connection, approval.c.asked, f'"{names[0]}"', change, approval.c.entity == entity)
