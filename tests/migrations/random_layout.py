"""Where a specification keeps its data, and both ways between a picture and the tables there.

Made from a specification as it is at a moment, so that a database can still be read when the specification has gone on.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from lowcode import naming
from lowcode.runtime.database.process_tables import approval, approval_step, state, timer
from lowcode.runtime.database.system_tables import history
from tests.migrations.random_model import Choice, Entity, Field, Spec
from tests.migrations.random_picture import CREATED, OWNER, POSITION, Note, Picture, Record, Request, Stay, Wait

LONGEST_LINK = 48
BLOCK = "after_1"
"""What the app calls the actions of a rule that wait."""


@dataclass(frozen=True)
class Column:
    """A field's column or link table. `options`: what stands there for which option; None: other values."""

    key: int
    name: str
    table: str
    options: Mapping[str, int] | None = None
    is_computed: bool = False


@dataclass(frozen=True)
class Place:
    """The table of an entity or sub-table."""

    entity: int
    identifier: str
    is_rows: bool
    columns: tuple[Column, ...]
    links: tuple[Column, ...]
    names: Mapping[str, int]
    """Fields by what the history calls them."""


@dataclass(frozen=True)
class Layout:
    """All tables, and what the runtime calls processes and states."""

    places: tuple[Place, ...]
    flows: Mapping[str, tuple[int, Mapping[str, int]]] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    approvals: Mapping[str, tuple[int, Mapping[str, int]]] = field(default_factory=dict)

    def entity_key(self, identifier: str) -> int | None:
        """The entity that rows of the runtime call so."""
        return next((each.entity for each in self.places if each.identifier == identifier), None)


def layout_of(spec: Spec) -> Layout:
    """Where everything of it is."""
    identifiers: dict[int, str] = {}
    for entity in spec.tables():
        if entity.owner is not None and entity.owner_field is not None:
            whole = f"{identifiers[entity.owner.key]}_{_identifier(entity.owner_field)}"
            identifiers[entity.key] = naming.shortened(whole)
        else:
            identifiers[entity.key] = naming.entity_identifier(entity.table or entity.name)
    flows = [each.form.choice for entity in spec.entities for each in entity.stored("state")]
    return Layout(
        places=tuple(_place(entity, identifiers[entity.key]) for entity in spec.tables()),
        flows={naming.identifier(flow.name): (flow.key, _options(flow)) for flow in flows if flow is not None},
        rules={naming.identifier(rule.name): rule.key for rule in spec.rules},
        approvals={naming.identifier(each.name): (each.key, _options(each.steps)) for each in spec.approvals},
    )


def _identifier(each: Field) -> str:
    return naming.field_identifier(each.column or each.name)


def _options(choice: Choice) -> Mapping[str, int]:
    return {option.name: option.key for option in choice.options}


def _place(entity: Entity, identifier: str) -> Place:
    columns, links = [], []
    for each in entity.fields:
        name = _identifier(each)
        options = _options(each.form.choice) if each.form.choice is not None and each.form.kind != "text" else None
        link = naming.shortened(f"{identifier}_{name}", LONGEST_LINK)
        match each.form.kind:
            case "rows" | "reverse":
                continue
            case "many":
                links.append(Column(each.key, "target_id", link))
            case "many_of":
                links.append(Column(each.key, "option", link, options))
            case "reference":
                columns.append(Column(each.key, f"{name}_id", identifier, None, each.formula is not None))
            case _:
                columns.append(Column(each.key, name, identifier, options, each.formula is not None))
    names = {_identifier(each): each.key for each in entity.fields if each.is_noted}
    return Place(entity.key, identifier, entity.owner is not None, tuple(columns), tuple(links), names)


# --- into a database ---


def write(connection: Connection, layout: Layout, tables: Mapping[str, Table], picture: Picture) -> None:
    """All rows, with nobody looking whether references lead somewhere until they are there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for place in layout.places:
        records = picture.records.get(place.entity, {})
        rows = [_row(place, number, record) for number, record in records.items()]
        _insert(connection, tables[place.identifier], rows)
        for link in place.links:
            _insert(connection, tables[link.table], list(_link_rows(link, records)))
    _write_runtime(connection, layout, picture)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = DEFAULT")
        for place in layout.places:
            connection.exec_driver_sql(f"""SELECT setval(pg_get_serial_sequence('"{place.identifier}"', 'id'), 1000)""")


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _row(place: Place, number: int, record: Record) -> dict[str, Any]:
    row: dict[str, Any] = {"id": number, "created_at": record[CREATED], "updated_at": record[CREATED], "version": 1}
    if place.is_rows:
        row |= {"owner_record_id": record[OWNER], "position": record[POSITION]}
    for column in place.columns:
        if not column.is_computed:
            row[column.name] = _stored(column, record.get(column.key))
    return row


def _stored(column: Column, value: Any) -> Any:
    if column.options is None or value is None:
        return value
    return next(name for name, key in column.options.items() if key == value)


def _link_rows(link: Column, records: Mapping[int, Record]) -> Iterable[dict[str, Any]]:
    for number, record in records.items():
        for value in sorted(record.get(link.key) or ()):
            yield {"record_id": number, link.name: _stored(link, value)}


def _write_runtime(connection: Connection, layout: Layout, picture: Picture) -> None:
    entities = {place.entity: place for place in layout.places}
    flows = {key: (name, options) for name, (key, options) in layout.flows.items()}
    approvals = {key: (name, options) for name, (key, options) in layout.approvals.items()}
    rules = {key: name for name, key in layout.rules.items()}
    for note in picture.notes:
        place = entities[note.entity]
        connection.execute(insert(history), _history_row(place, note, picture.records[note.entity][note.record]))
    for stay in picture.stays:
        name, options = flows[stay.flow]
        connection.execute(
            insert(state),
            {
                "flow": name,
                "entity": entities[stay.entity].identifier,
                "record_id": stay.record,
                "state": _named(options, stay.state),
                "entered_at": picture.records[stay.entity][stay.record][CREATED],
                "left_at": picture.records[stay.entity][stay.record][CREATED] if stay.is_over else None,
            },
        )
    for wait in picture.waits:
        connection.execute(insert(timer), _timer_row(wait, rules[wait.rule], entities[wait.entity].identifier, picture))
    for request in picture.requests:
        name, options = approvals[request.approval]
        _write_request(connection, request, name, options, entities[request.entity].identifier, picture)


def _history_row(place: Place, note: Note, record: Record) -> dict[str, Any]:
    column = next(each for each in place.columns if each.key == note.field)
    name = next(name for name, key in place.names.items() if key == note.field)
    changes = [[name, _stored(column, note.old), _stored(column, note.new)]]
    return {
        "at": record[CREATED],
        "entity": place.identifier,
        "record_id": note.record,
        "version": 1,
        "action": "update",
        "changes": json.dumps(changes, ensure_ascii=False),
    }


def _named(options: Mapping[str, int], key: int) -> str:
    return next(name for name, each in options.items() if each == key)


def _timer_row(wait: Wait, rule: str, entity: str, picture: Picture) -> dict[str, Any]:
    moment = picture.records[wait.entity][wait.record][CREATED]
    return {
        "key": f"later:{rule}.{BLOCK}:{entity}:{wait.record}:0",
        "kind": "later",
        "entity": entity,
        "record_id": wait.record,
        "payload": json.dumps({"block": f"{rule}.{BLOCK}", "user": None, "records": {}}),
        "due_at": moment,
        "generation": 1,
        "status": wait.status,
        "attempts": 0,
        "created_at": moment,
    }


def _write_request(
    connection: Connection, request: Request, name: str, options: Mapping[str, int], entity: str, picture: Picture
) -> None:
    moment = picture.records[request.entity][request.record][CREATED]
    found = connection.execute(
        insert(approval).returning(approval.c.id),
        {
            "approval": name,
            "fingerprint": "",
            "entity": entity,
            "record_id": request.record,
            "title": "",
            "status": request.status,
            "stage": 0,
            "round": 1,
            "content": "[]",
            "record_version": 1,
            "started_at": moment,
        },
    ).scalar_one()
    for stage, (step, status) in enumerate(request.steps):
        connection.execute(
            insert(approval_step),
            {
                "approval_id": found,
                "round": 1,
                "stage": stage,
                "step": _named(options, step),
                "status": status,
                "needed": 1,
            },
        )


# --- out of a database ---


def read(connection: Connection, layout: Layout, tables: Mapping[str, Table]) -> Picture:
    """Everything that the layout knows of; computed values as they are stored."""
    picture = Picture()
    for place in layout.places:
        table = tables[place.identifier]
        records = picture.records.setdefault(place.entity, {})
        for row in connection.execute(select(table)).mappings():
            records[row["id"]] = _record(place, row)
        for link in place.links:
            for record in records.values():
                record[link.key] = frozenset()
            for row in connection.execute(select(tables[link.table])).mappings():
                held = records[row["record_id"]]
                held[link.key] |= {_value(link, row[link.name])}
    _read_runtime(connection, layout, picture)
    return picture


def _record(place: Place, row: Mapping[Any, Any]) -> Record:
    record: Record = {CREATED: row["created_at"]}
    if place.is_rows:
        record |= {OWNER: row["owner_record_id"], POSITION: row["position"]}
    for column in place.columns:
        record[column.key] = _value(column, row[column.name])
    return record


def _value(column: Column, stored: Any) -> Any:
    if column.options is None or stored is None:
        return stored
    return column.options.get(stored, f"unknown option {stored!r}")


def _read_runtime(connection: Connection, layout: Layout, picture: Picture) -> None:
    for place in layout.places:
        for row in connection.execute(select(history).where(history.c.entity == place.identifier)).mappings():
            for name, old, new in json.loads(row["changes"]):
                if name in place.names:
                    column = next(each for each in place.columns if each.key == place.names[name])
                    values = (_value(column, old), _value(column, new))
                    picture.notes.append(Note(place.entity, row["record_id"], column.key, *values))
    for row in connection.execute(select(state)).mappings():
        entity = layout.entity_key(row["entity"])
        if entity is not None and row["flow"] in layout.flows:
            flow, options = layout.flows[row["flow"]]
            state_key = options.get(row["state"], row["state"])
            picture.stays.append(Stay(flow, entity, row["record_id"], state_key, row["left_at"] is not None))
    for row in connection.execute(select(timer)).mappings():
        _read_timer(row, layout, picture)
    for row in connection.execute(select(approval)).mappings():
        _read_request(connection, row, layout, picture)


def _read_timer(row: Mapping[Any, Any], layout: Layout, picture: Picture) -> None:
    if row["kind"] != "later":
        return
    entity = layout.entity_key(row["entity"])
    name, _, block = json.loads(row["payload"])["block"].partition(".")
    if entity is not None and name in layout.rules:
        is_whole = row["key"] == f"later:{name}.{block}:{row['entity']}:{row['record_id']}:0"
        picture.waits.append(
            Wait(layout.rules[name], entity, row["record_id"], row["status"] if is_whole else row["key"])
        )
    elif row["status"] == "waiting":
        picture.waits.append(Wait(0, 0, row["record_id"], f"waits for {name}, which is no rule"))


def _read_request(connection: Connection, row: Mapping[Any, Any], layout: Layout, picture: Picture) -> None:
    entity = layout.entity_key(row["entity"])
    if entity is None or row["approval"] not in layout.approvals:
        if row["status"] == "running":
            picture.requests.append(Request(0, 0, row["record_id"], f"{row['approval']} runs and is none", []))
        return
    key, options = layout.approvals[row["approval"]]
    steps = connection.execute(
        select(approval_step.c.step, approval_step.c.status)
        .where(approval_step.c.approval_id == row["id"])
        .order_by(approval_step.c.id)
    )
    found = [(options.get(step, step), status) for step, status in steps]
    picture.requests.append(Request(key, entity, row["record_id"], row["status"], found))


# --- what is compared ---


def seen(layout: Layout, picture: Picture, spec: Spec | None = None) -> dict[str, Any]:
    """All values by where they are. With `spec` computed ones are worked out, else they are those that were read."""
    worked_out = {} if spec is None else _worked_out(spec)
    found: dict[str, Any] = {}
    for place in layout.places:
        records = picture.records.get(place.entity, {})
        found[f"{place.identifier} ids"] = sorted(records)
        for number, record in records.items():
            start = f"{place.identifier}#{number}"
            found[f"{start} created"] = record[CREATED]
            if place.is_rows:
                found[f"{start} place"] = (record[OWNER], record[POSITION])
            for column in (*place.columns, *place.links):
                name = f"{start}.{column.name if column in place.columns else column.table}"
                if column.is_computed and column.key in worked_out:
                    found[name] = _computed(picture, number, *worked_out[column.key])
                else:
                    found[name] = record.get(column.key, "nothing is known")
    for name in ("notes", "stays", "waits", "requests"):
        found[name] = sorted(map(str, getattr(picture, name)))
    return found


def names_of(layout: Layout, picture: Picture, keys: Collection[int]) -> Iterator[str]:
    """What `seen` calls the values of these fields."""
    for place in layout.places:
        for column in place.columns:
            if column.key in keys:
                yield from (f"{place.identifier}#{number}.{column.name}" for number in picture.records[place.entity])


def _computed(picture: Picture, number: int, entity: Entity, each: Field) -> Any:
    return picture.value(entity, number, each)


def _worked_out(spec: Spec) -> dict[int, tuple[Entity, Field]]:
    return {each.key: (entity, each) for entity in spec.tables() for each in entity.fields if each.formula is not None}


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """A line for each value that is not as it should be."""
    return [
        f"{name}: expected {expected.get(name, 'nothing')!r}, found {found.get(name, 'nothing')!r}"
        for name in sorted({*expected, *found})
        if expected.get(name, "nothing") != found.get(name, "nothing")
    ]
