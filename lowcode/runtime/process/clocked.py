"""Conditions that time alone can make true: which there are, for which records they are true already, looking again.

Looking arms a timer per record, so that one record's failure stays its own and workers share the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast, delete, exists, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import mark as _mark
from lowcode.runtime.database.process_tables import timer as _timer
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process.timers import Timer, Wait, arm_all, declared, handler
from lowcode.runtime.process_definitions import OnCondition, RuleDefinition, TransitionKind, processes_of

RULE: Final = "rule"
"""Timers that run a rule, `payload["rule"]`, on their record; or on none."""

TRANSITION: Final = "transition"
"""Timers that try an automatic transition, `payload["flow"]` and `payload["transition"]`, of their record."""

STAMP: Final = "%Y%m%d%H%M%S"
"""How a moment is written in the key of a timer."""

LOOK: Final = "look"
"""Timers that look whether a condition has become true."""

_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocked:
    """Something to be done about each record for which a condition becomes true as time passes."""

    name: str
    entity: str
    kind: str
    payload: Mapping[str, str]
    is_met: Any
    """`(model, context)`: the condition."""
    marks: bool
    """Whether becoming true is what counts, so that records are marked: those for which it was true when it was looked
    at for the first time are left alone. Else it is tried again and again, as long as it is true."""


# --- marks: for which records a condition is true already ---


def condition_name(rule: RuleDefinition) -> str:
    """The name of a rule's condition in marks and schedules."""
    return f"rule {rule.name}"


def set_mark(context: Context, name: str, record_id: int) -> bool:
    """Notes that the condition is true for the record; False if that was known."""
    statement = _INSERTS[context.connection.dialect.name](_mark).values(name=name, record_id=record_id)
    fresh = statement.on_conflict_do_nothing().returning(_mark.c.record_id)
    return context.connection.execute(fresh).one_or_none() is not None


def clear_mark(context: Context, name: str, record_id: int) -> None:
    """Notes that the condition is not true for the record: when it becomes true, that is news."""
    context.connection.execute(delete(_mark).where(_mark.c.name == name, _mark.c.record_id == record_id))


# --- which there are ---


def clocked_conditions(application: ApplicationDefinition) -> Iterator[Clocked]:
    """The conditions of rules and of automatic transitions that read the moment."""
    processes = processes_of(application)
    for rule in processes.rules:
        trigger = rule.trigger
        if isinstance(trigger, OnCondition) and trigger.is_clocked and trigger.column is not None and rule.entity:
            yield Clocked(
                name=condition_name(rule),
                entity=rule.entity,
                kind=RULE,
                payload={"rule": rule.name},
                is_met=trigger.column,
                marks=True,
            )
    for flow in processes.flows:
        for each in flow.transitions:
            if each.kind is TransitionKind.AUTOMATIC and each.is_clocked and each.when_column is not None:
                yield Clocked(
                    name=f"flow {flow.name}.{each.name}",
                    entity=flow.entity,
                    kind=TRANSITION,
                    payload={"flow": flow.name, "transition": each.name},
                    is_met=_in_states(flow.field, each.sources, each.when_column),
                    marks=False,
                )


def _in_states(field: str, states: frozenset[str], condition: Any) -> Any:
    def is_met(model: Any, context: Context) -> ColumnElement[bool]:
        where: ColumnElement[bool] = getattr(model, field).in_(sorted(states)) & condition(model, context)
        return where

    return is_met


# --- looking ---


@handler(LOOK, alone=True)
def look_at_condition(context: Context, timer: Timer) -> None:
    """Arms a timer for each record for which a condition has become true since it was looked at last."""
    found = next((each for each in clocked_conditions(context.application) if each.name == timer.payload["name"]), None)
    clocked = declared(found, timer.key)
    ids = mark_all(context, clocked) if clocked.marks else _not_tried(context, clocked)
    reason = f":{context.now.strftime(STAMP)}" if clocked.marks else ""
    waits = [
        Wait(
            kind=clocked.kind,
            key=f"{clocked.name}{reason}:{record_id}",
            due_at=context.now,
            entity=clocked.entity,
            record_id=record_id,
            payload=clocked.payload,
        )
        for record_id in ids
    ]
    arm_all(context, waits)
    if clocked.marks:
        still_met = _met(context, clocked)
        gone = (_mark.c.name == clocked.name, _mark.c.record_id.not_in(still_met))
        context.connection.execute(delete(_mark).where(*gone))


def _met(context: Context, clocked: Clocked) -> Any:
    model: Any = context.application.entity_by_name[clocked.entity].model
    return select(model.id).where(clocked.is_met(model, context))


def _not_tried(context: Context, clocked: Clocked) -> list[int]:
    """The records for which the condition is true and that no timer of it waits for, or has given up on."""
    model: Any = context.application.entity_by_name[clocked.entity].model
    tried = exists().where(
        _timer.c.key == literal(f"{clocked.name}:") + cast(model.id, String),
        _timer.c.status.in_(("waiting", "failed")),
    )
    return list(context.connection.scalars(_met(context, clocked).where(~tried).order_by(model.id)))


def mark_all(context: Context, clocked: Clocked) -> list[int]:
    """Marks the records for which the condition is true; the ids of those that were not marked before."""
    model: Any = context.application.entity_by_name[clocked.entity].model
    marked = select(_mark.c.record_id).where(_mark.c.name == clocked.name)
    found = select(literal(clocked.name), model.id).where(clocked.is_met(model, context), model.id.not_in(marked))
    statement = _INSERTS[context.connection.dialect.name](_mark).from_select(["name", "record_id"], found)
    fresh = statement.on_conflict_do_nothing().returning(_mark.c.record_id)
    return sorted(context.connection.scalars(fresh))
