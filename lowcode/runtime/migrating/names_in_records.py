"""New names of entities and fields in what the runtime keeps about records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from lowcode.runtime.database import migration_tables, process_tables, report_tables, system_tables
from lowcode.runtime.migrating.rewriting import (
    Pairs,
    rename_values,
    rewrite_json,
    rewrite_query,
    rewrite_texts,
    with_key,
)
from lowcode.runtime.migration_work import RECOMPUTE

Places = Sequence[tuple[str, str]]
"""Entities and fields by their identifiers."""

_APPROVALS = (process_tables.approval.c.content, process_tables.approval.c.asked)
_OF_CHART: Final = "~"
"""What the parts of an address begin with that say how a chart is drawn."""


def forget_answers(connection: Connection) -> None:
    """Kept answers of reports name everything that was asked, and are made anew at once."""
    connection.execute(delete(report_tables.snapshot))
    timer = process_tables.timer
    connection.execute(delete(timer).where(timer.c.kind == "snapshot"))


# --- entities ---------------------------------------------------------------------------------


def rename_entity(connection: Connection, old: str, new: str) -> None:
    """Everywhere a row says which kind of record it is about."""
    tables = (
        system_tables.history,
        system_tables.seed,
        system_tables.file,
        process_tables.state,
        process_tables.timer,
        process_tables.delivery,
        process_tables.notification,
        process_tables.task,
        process_tables.approval,
        report_tables.saved_report,
    )
    rename_values(connection, [table.c.entity for table in tables], old, new)
    rename_values(connection, [system_tables.preference.c.key], f"columns.{old}", f"columns.{new}")
    _rename_work(connection, old, new)
    rewrite_texts(connection, system_tables.counter.c.key, f"{old}.", _beginning(f"{old}.", f"{new}."))
    for kind in ("data", "sample"):
        first, then = f"{kind}:{old}:", f"{kind}:{new}:"
        rewrite_texts(connection, system_tables.seed.c.key, first, _beginning(first, then))
    _rename_in_timers(connection, old, new)


def _rename_work(connection: Connection, old: str, new: str) -> None:
    """Values that are to be computed; both names are noted where the way back was taken, and forth again."""
    work = migration_tables.work
    kind = work.c.kind == RECOMPUTE
    is_there = connection.execute(select(work.c.name).where(kind, work.c.name == new)).first() is not None
    here = (kind, work.c.name == old)
    connection.execute(delete(work).where(*here) if is_there else update(work).where(*here).values(name=new))


def _beginning(old: str, new: str) -> Callable[[str], str]:
    return lambda text: new + text.removeprefix(old) if text.startswith(old) else text


def _rename_in_timers(connection: Connection, old: str, new: str) -> None:
    """Keys of waits, and the records that a block of actions waits with."""
    timer = process_tables.timer
    stay = f"stay:{old}:"
    rewrite_texts(connection, timer.c.key, stay, _beginning(stay, f"stay:{new}:"))

    def of_block(key: str) -> str:
        parts = key.split(":")
        return ":".join((*parts[:2], new, *parts[3:])) if parts[0] == "later" and parts[2:3] == [old] else key

    rewrite_texts(connection, timer.c.key, f":{old}:", of_block)

    def of_records(payload: dict[str, Any]) -> dict[str, Any]:
        records = {name: [new, *found[1:]] if found[0] == old else found for name, found in payload["records"].items()}
        return {**payload, "records": records}

    rewrite_json(connection, timer.c.payload, f'"{old}"', of_records, timer.c.kind == "later")


# --- fields -----------------------------------------------------------------------------------


def rename_field(connection: Connection, owner: str, old: str, new: str, leading: Places) -> None:
    """`leading`: the references, lists and sub-tables through which others come to records of `owner`."""
    history, approval = system_tables.history, process_tables.approval
    rewrite_json(connection, history.c.changes, f'"{old}', _changes_of(old, new), history.c.entity == owner)
    for entity, field in leading:
        of_rows = _changes_of_rows(field, old, new)
        rewrite_json(connection, history.c.changes, f'"{field}[', of_rows, history.c.entity == entity)
    rename_in_approvals(connection, owner, lambda content: with_key(content, old, new), old)
    for entity, field in leading:
        rename_in_approvals(connection, entity, _rows_of_content(field, old, new), old)
    asked = process_tables.approval.c.asked
    rewrite_json(
        connection, asked, f'"{old}"', lambda said: _within(said, "values", old, new), approval.c.entity == owner
    )
    _rename_in_choices(connection, owner, old, new, leading)
    first, then = f"{owner}.{old}:", f"{owner}.{new}:"
    rewrite_texts(connection, system_tables.counter.c.key, first, _beginning(first, then))
    _rename_in_files(connection, owner, old, new, leading)


def _within(said: dict[str, Any], part: str, old: str, new: str) -> dict[str, Any]:
    return {**said, part: with_key(said[part], old, new)} if part in said else said


def _changes_of(old: str, new: str) -> Callable[[Any], Any]:
    """`old`, `old[2]`, `old[2].price`."""

    def path_of(path: str) -> str:
        head, bracket, rest = path.partition("[")
        return f"{new}{bracket}{rest}" if head == old else path

    return lambda lines: [[path_of(path), before, after] for path, before, after in lines]


def _changes_of_rows(field: str, old: str, new: str) -> Callable[[Any], Any]:
    """`field[2].old`, and whole rows at `field[2]`."""

    def line(path: str, before: Any, after: Any) -> list[Any]:
        head, _, rest = path.partition("[")
        number, _, cell = rest.partition("].")
        if head != field:
            return [path, before, after]
        if cell:
            return [f"{head}[{number}].{new}" if cell == old else path, before, after]
        return [path, with_key(before, old, new), with_key(after, old, new)]

    return lambda lines: [line(*each) for each in lines]


def _rows_of_content(field: str, old: str, new: str) -> Callable[[Any], Any]:
    def change(content: dict[str, Any]) -> dict[str, Any]:
        rows = content.get(field)
        if not isinstance(rows, list):
            return content
        return {**content, field: [with_key(row, old, new) for row in rows]}

    return change


def rename_in_approvals(connection: Connection, entity: str, change: Callable[[Any], Any], word: str) -> None:
    """What was submitted, and what each signer has seen."""
    approval, step, signer = (
        process_tables.approval,
        process_tables.approval_step,
        process_tables.approval_signer,
    )
    rewrite_json(connection, approval.c.content, f'"{word}"', change, approval.c.entity == entity)
    of_entity = select(step.c.id).join(approval, approval.c.id == step.c.approval_id).where(approval.c.entity == entity)
    rewrite_json(connection, signer.c.content, f'"{word}"', change, signer.c.approval_step_id.in_(of_entity))


def _rename_in_choices(connection: Connection, owner: str, old: str, new: str, leading: Places) -> None:
    """Columns that people have chosen, and charts that they have kept."""
    preference, saved = system_tables.preference, report_tables.saved_report
    for entity in {owner, *(each for each, _ in leading)}:
        change = _paths(entity, owner, (old, new), leading)
        rewrite_json(connection, preference.c.value, old, change, preference.c.key == f"columns.{entity}")
    rewrite_query(connection, saved.c.query, old, _chart_field(old, new), saved.c.entity == owner)


def _paths(entity: str, owner: str, names: tuple[str, str], leading: Places) -> Callable[[Any], Any]:
    """Dotted paths: the first part is a field of `entity`, each other one of what the part before leads to."""
    old, new = names
    ways = {field for each, field in leading if each == entity}
    further = {field for _, field in leading}

    def path_of(path: str) -> str:
        parts = path.split(".")
        named = [new if part == old and _is_of_owner(position, parts) else part for position, part in enumerate(parts)]
        return ".".join(named)

    def _is_of_owner(position: int, parts: list[str]) -> bool:
        if position == 0:
            return entity == owner
        return parts[position - 1] in (ways if position == 1 else further)

    return lambda chosen: [path_of(path) for path in chosen] if isinstance(chosen, list) else chosen


def _chart_field(old: str, new: str) -> Callable[[Pairs], Pairs]:
    """Filters (`old`, `old.from`), the order (`sort=-old`), what a chart shows (`~by=old`, `~show=sum:old`)."""

    def name_of(name: str) -> str:
        head, dot, rest = name.partition(".")
        return f"{new}{dot}{rest}" if head == old else name

    def value_of(name: str, value: str) -> str:
        if name == "sort":
            return ",".join(f"{'-' * each.startswith('-')}{_same(each.lstrip('-'))}" for each in value.split(","))
        if name in (f"{_OF_CHART}by", f"{_OF_CHART}then"):
            return _same(value)
        function, colon, field = value.partition(":")
        return f"{function}{colon}{_same(field)}" if name == f"{_OF_CHART}show" and colon else value

    def _same(field: str) -> str:
        return new if field == old else field

    return lambda pairs: [(name_of(name), value_of(name, value)) for name, value in pairs]


def _rename_in_files(connection: Connection, owner: str, old: str, new: str, leading: Places) -> None:
    file = system_tables.file
    places = [(owner, old, new), *((entity, f"{field}.{old}", f"{field}.{new}") for entity, field in leading)]
    for entity, before, after in places:
        here = (file.c.entity == entity, file.c.field == before)
        connection.execute(file.update().where(*here).values(field=after))
    beginning = _beginning(f"{old}.", f"{new}.")
    rewrite_texts(connection, file.c.field, f"{old}.", beginning, file.c.entity == owner)
