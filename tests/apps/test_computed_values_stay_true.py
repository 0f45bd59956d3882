"""Whatever is created, changed, moved and deleted: stored computed values are what their formulas say.

The golden case `dependencies` has a formula along every kind of path; random work on its records is checked after
each step, on both databases.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from lowcode.runtime.context import Context, Identity, make_context
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import (
    EntityDefinition,
    FieldDefinition,
    ManyReference,
    Reference,
    Rows,
    Scalar,
)
from lowcode.runtime.saving.deleting import delete
from lowcode.runtime.saving.dependants import value_column
from lowcode.runtime.saving.outcome import Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Row, Submission
from tests.harness.apps import AppUnderTest
from tests.harness.projects import GOLDEN_CASES

ENTITIES = ("region", "company", "mark", "item", "order")
TREES = ("user", "department")
"""Nobody is his own manager, no department its own parent: such a choice may be refused."""
STEPS = 60
DAYS = tuple(datetime.date(2026, 1, day) for day in (1, 2, 3))


@dataclass
class Work:
    """Random work on the records of the app."""

    app: AppUnderTest
    database: Database
    chance: random.Random
    user_id: int

    def step(self) -> str:
        """Do something; the answer says what."""
        with self.database.writing() as connection:
            identity = Identity(user_id=self.user_id, name="worker", is_system=True)
            context = make_context(self.app.definition, connection, identity)
            name = self.chance.choice((*ENTITIES, "order", "company", "user", "department"))
            entity = self.app.definition.entity_by_name[name]
            ids = self._ids(context, entity)
            if ids and self.chance.random() < 0.15 and name in ENTITIES:
                record_id = self.chance.choice(ids)
                return f"delete {name} {record_id}: {type(delete(context, entity, record_id)).__name__}"
            record_id = self.chance.choice(ids) if ids and self.chance.random() < 0.55 else None
            if name == "user":
                record_id = self.user_id
            version = self._version(context, entity, record_id)
            values = self._values(context, entity, is_new=record_id is None)
            outcome = save(context, entity, record_id, Submission(values=values, is_trusted=True), version)
            assert isinstance(outcome, Saved) or name in TREES, outcome
            return f"save {name} {record_id or 'new'}: {values}"

    def _values(self, context: Context, entity: EntityDefinition, *, is_new: bool) -> dict[str, Any]:
        values = {}
        for field in entity.fields:
            is_typed = field.computed is None and field.name not in ("email", "roles", "active", "phone")
            if is_typed and (is_new or self.chance.random() < 0.5):
                value = self._value(context, field)
                if value is not None:
                    values[field.name] = value
        return values

    def _value(self, context: Context, field: FieldDefinition) -> Any:
        match field.type:
            case Reference(entity=target):
                ids = self._ids(context, context.application.entity_by_name[target])
                return self.chance.choice(ids) if ids else self._made(context, target)
            case ManyReference(entity=target):
                ids = self._ids(context, context.application.entity_by_name[target])
                return tuple(self.chance.sample(ids, min(len(ids), self.chance.randint(0, 2))))
            case Rows(entity=rows):
                definition = context.application.entity_by_name[rows]
                count = self.chance.randint(0, 3)
                return tuple(
                    Row(index=index, values=self._values(context, definition, is_new=True)) for index in range(count)
                )
            case Scalar(kind=kind):
                return self._scalar(kind)
            case _:
                return None

    def _scalar(self, kind: str) -> Any:
        match kind:
            case "text":
                return self.chance.choice(("North", "South", "East", "甲", "乙"))
            case "int":
                return self.chance.randint(1, 5)
            case "money":
                return Decimal(self.chance.randint(0, 900)) / 100
            case "percent":
                return Decimal(self.chance.randint(0, 30)) / 100
            case "bool":
                return self.chance.random() < 0.6
            case "date":
                return self.chance.choice(DAYS)
            case _:
                return None

    def _made(self, context: Context, name: str) -> int | None:
        """A record of an entity that has none yet, where a reference needs one."""
        if name not in ("company", "item"):
            return None
        entity = context.application.entity_by_name[name]
        outcome = save(context, entity, None, Submission(values={"name": "First"}, is_trusted=True), None)
        assert isinstance(outcome, Saved), outcome
        return outcome.record_id

    def _ids(self, context: Context, entity: EntityDefinition) -> list[int]:
        model: Any = entity.model
        return list(context.connection.scalars(sa.select(model.id).order_by(model.id)))

    def _version(self, context: Context, entity: EntityDefinition, record_id: int | None) -> int | None:
        model: Any = entity.model
        return context.connection.scalar(sa.select(model.version).where(model.id == record_id))

    def wrong(self) -> list[str]:
        """The stored values that are not what their formulas say."""
        found = []
        with self.database.reading() as connection:
            context = make_context(self.app.definition, connection)
            for entity in self.app.definition.entities:
                for name in entity.compute_order:
                    expression = value_column(entity, name, context)
                    assert expression is not None
                    model: Any = entity.model
                    column = getattr(model, name)
                    statement = sa.select(model.id, column, expression).where(column.is_distinct_from(expression))
                    found += [f"{entity.name}.{name} of {row}" for row in connection.execute(statement)]
        return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_stored_values_are_what_their_formulas_say(
    seed: int, boot: Callable[..., AppUnderTest], compile_spec: Callable[[str], Any]
) -> None:
    spec = (GOLDEN_CASES / "dependencies" / "app.lc").read_text(encoding="utf-8")
    app = boot(compile_spec(spec))
    work = Work(app, app.database(), random.Random(seed), app.add_user("worker", ["staff"]))
    done = []
    for _ in range(STEPS):
        done.append(work.step())
        assert not work.wrong(), "\n".join([*done[-3:], *work.wrong()])
