"""What the last build left behind, `.lowcode/schema.json`: the schema, the model that data depends on, the revisions.

A line per table, entity, choice and process, so that two branches that change different things merge without help.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lowcode.codegen.migrations.model_json import (
    archive_entry,
    archive_from,
    choice_entry,
    choice_from,
    entity_entry,
    entity_from,
    name_entry,
    name_from,
    process_entry,
    process_from,
)
from lowcode.codegen.migrations.schema_json import table_entry, table_from
from lowcode.codegen.schema import Schema
from lowcode.ir.former import FormerApplication

FORMAT = 2
FIRST_SYSTEM_TABLES = 1
"""The number of the runtime's own tables that snapshots of format 1 have."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the migrations written so far lead to."""

    schema: Schema
    revisions: tuple[str, ...]
    """The revision ids, oldest first."""
    model: FormerApplication | None = None
    """None: the snapshot of a lowcode that kept the schema only."""
    system: int = FIRST_SYSTEM_TABLES
    """The number of the runtime's own tables."""

    def to_json(self) -> str:
        """The text of `.lowcode/schema.json`."""
        tables = ((table.name, table_entry(table)) for table in self.schema.tables)
        parts = [
            f'"format": {FORMAT}',
            f'"system": {self.system}',
            f'"revisions": {_lines(self.revisions)}',
            f'"tables": {_named(tables)}',
        ]
        if self.model is not None:
            parts += _model_parts(self.model)
        return "{" + ",\n".join(parts) + "}\n"


EMPTY = Snapshot(Schema(()), ())
"""Before the first build."""


def snapshot_from_json(text: str) -> Snapshot:
    """The snapshot of a former build. ValueError if the text is none."""
    try:
        content = json.loads(text)
        return Snapshot(
            schema=Schema(tuple(table_from(name, entry) for name, entry in content["tables"].items())),
            revisions=tuple(content["revisions"]),
            model=_model(content) if "entities" in content else None,
            system=content.get("system", FIRST_SYSTEM_TABLES),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a schema snapshot") from error


def former_of(text: str) -> FormerApplication | None:
    """The model that the last build knew; None if it kept none. ValueError if the text is no snapshot."""
    return snapshot_from_json(text).model


def _model_parts(model: FormerApplication) -> list[str]:
    names = [f'"names": {_lines(name_entry(each) for each in model.names)}'] if model.names else []
    layers = [f'"layers": {_named(sorted(model.layers))}'] if model.layers else []
    return [
        f'"entities": {_named((each.name, entity_entry(each)) for each in model.entities)}',
        f'"choices": {_named((each.name, choice_entry(each)) for each in model.choices)}',
        f'"processes": {_lines(process_entry(each) for each in model.processes)}',
        f'"archives": {_lines(archive_entry(each) for each in model.archives)}',
        f'"answered": {_lines(sorted(model.answered))}',
        *names,
        *layers,
    ]


def _model(content: dict[str, Any]) -> FormerApplication:
    return FormerApplication(
        entities=tuple(entity_from(name, entry) for name, entry in content["entities"].items()),
        choices=tuple(choice_from(name, entry) for name, entry in content["choices"].items()),
        processes=tuple(process_from(entry) for entry in content["processes"]),
        archives=tuple(archive_from(entry) for entry in content["archives"]),
        answered=frozenset(content["answered"]),
        names=tuple(name_from(entry) for entry in content.get("names", ())),
        layers=frozenset(content.get("layers", {}).items()),
    )


def _lines(entries: Iterable[object]) -> str:
    """A list with a line per entry."""
    lines = [_text(entry) for entry in entries]
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"


def _named(entries: Iterable[tuple[str, object]]) -> str:
    """An object with a line per entry."""
    lines = [f"{_text(name)}: {_text(entry)}" for name, entry in entries]
    return "{\n" + ",\n".join(lines) + "\n}" if lines else "{}"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
