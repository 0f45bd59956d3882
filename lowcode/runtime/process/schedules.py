"""Rules that the clock sets off: at times of the calendar, every so often, and when a condition has become true.

This only finds out what is due and arms a timer per record (kind `RULE` or `TRANSITION`), itself by timers that are
armed in the transaction that notes the occurrence as done. So one record's failure does not touch the others, several
workers share the work, and nothing is done twice. What was missed while the app stood still is made up for once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, Connection, String, cast, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lowcode.runtime.context import Context, make_context
from lowcode.runtime.database.process_tables import schedule as _schedule
from lowcode.runtime.database.process_tables import timer as _timer
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process.clocked import LOOK, RULE, STAMP, clocked_conditions, mark_all
from lowcode.runtime.process.occurrences import latest_occurrence, next_occurrence
from lowcode.runtime.process.timers import Timer, Wait, arm, arm_all, declared, handler
from lowcode.runtime.process_definitions import (
    OnCalendar,
    OnInterval,
    RuleDefinition,
    processes_of,
)

OCCURRENCE: Final = "occurrence"
"""Timers that run a schedule."""

CONDITIONS_EVERY: Final = datetime.timedelta(minutes=1)
"""How often conditions that read the moment are looked at."""

_SET_BACK = datetime.timedelta(hours=1)
"""A schedule that has run so far in the future has seen a wrong clock, and begins anew."""

_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


# --- what a rule is run on ---


def arm_rule(
    context: Context, rule: RuleDefinition, reason: str, entity: str | None = None, record_id: int | None = None
) -> None:
    """Runs a rule as soon as this transaction is committed. `reason` makes it once per reason and record."""
    key = f"rule:{rule.name}:{reason}:{record_id or ''}"
    arm(context, RULE, key, context.now, entity, record_id, {"rule": rule.name})


# --- looking at the clock ---


def begin_schedules(database: Database, application: ApplicationDefinition, now: datetime.datetime) -> None:
    """Lets schedules and conditions that have never been looked at begin at this moment."""
    names = [name for name, _ in _scheduled(application)] + [each.name for each in clocked_conditions(application)]
    with database.reading() as connection:
        new = set(names) - _last_runs(connection).keys()
    if not new:
        return
    clocked = {each.name: each for each in clocked_conditions(application)}
    with database.writing() as connection:
        context = make_context(application, connection, now=now)
        for name in sorted(new):
            if _begin(connection, name, now) and name in clocked and clocked[name].marks:
                mark_all(context, clocked[name])


def sweep_schedules(database: Database, application: ApplicationDefinition, now: datetime.datetime) -> int:
    """Arms a timer for each schedule that is due and each condition that has to be looked at; how many."""
    begin_schedules(database, application, now)
    with database.reading() as connection:
        last = _last_runs(connection)
    zone = ZoneInfo(application.timezone)
    count = 0
    for name, rule in _scheduled(application):
        assert isinstance(rule.trigger, OnCalendar | OnInterval)
        since = _calmed(database, name, last[name], now)
        occurrence = latest_occurrence(rule.trigger, since, now, zone)
        if occurrence is not None:
            wait = Wait(
                kind=OCCURRENCE,
                key=f"schedule:{rule.name}:{_stamp(occurrence)}",
                due_at=now,
                payload={"rule": rule.name},
            )
            count += _claim_and_arm(database, application, (name, since, occurrence), wait, now)
    for each in clocked_conditions(application):
        since = _calmed(database, each.name, last[each.name], now)
        if now - since >= CONDITIONS_EVERY:
            wait = Wait(kind=LOOK, key=f"look:{each.name}", due_at=now, payload={"name": each.name})
            count += _claim_and_arm(database, application, (each.name, since, now), wait, now)
    return count


def next_schedule(
    connection: Connection, application: ApplicationDefinition, now: datetime.datetime
) -> datetime.datetime | None:
    """The next moment after `now` at which a schedule fires; conditions are looked at all the time."""
    last, zone = _last_runs(connection), ZoneInfo(application.timezone)
    moments = [
        next_occurrence(rule.trigger, last.get(name, now), now, zone)
        for name, rule in _scheduled(application)
        if isinstance(rule.trigger, OnCalendar | OnInterval)
    ]
    return min((each for each in moments if each is not None), default=None)


def has_clocked_conditions(application: ApplicationDefinition) -> bool:
    """Whether time alone can make anything true in this app."""
    return next(clocked_conditions(application), None) is not None


def _scheduled(application: ApplicationDefinition) -> Iterator[tuple[str, RuleDefinition]]:
    for rule in processes_of(application).rules:
        if isinstance(rule.trigger, OnCalendar | OnInterval):
            yield f"rule {rule.name}", rule


# --- the occurrences in the database ---


def _last_runs(connection: Connection) -> dict[str, datetime.datetime]:
    return {row.name: row.last_run_at for row in connection.execute(select(_schedule))}


def _begin(connection: Connection, name: str, now: datetime.datetime) -> bool:
    statement = _INSERTS[connection.dialect.name](_schedule).values(name=name, last_run_at=now)
    fresh = statement.on_conflict_do_nothing().returning(_schedule.c.name)
    return connection.execute(fresh).one_or_none() is not None


def _claim(connection: Connection, name: str, last: datetime.datetime, now: datetime.datetime) -> bool:
    """Notes a run; False if another process was first."""
    same = (_schedule.c.name == name, _schedule.c.last_run_at == last)
    return connection.execute(update(_schedule).where(*same).values(last_run_at=now)).rowcount > 0


def _calmed(database: Database, name: str, last: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    """The last run. After the clock has been set back by much, what ran in the future does not wait for that future."""
    if last - now <= _SET_BACK:
        return last
    with database.writing() as connection:
        _claim(connection, name, last, now)
    return now


def _claim_and_arm(
    database: Database,
    application: ApplicationDefinition,
    run: tuple[str, datetime.datetime, datetime.datetime],
    wait: Wait,
    now: datetime.datetime,
) -> int:
    name, last, moment = run
    with database.writing() as connection:
        if not _claim(connection, name, last, moment):
            return 0
        arm_all(make_context(application, connection, now=now), (wait,))
    return 1


@handler(OCCURRENCE, alone=True)
def run_occurrence(context: Context, timer: Timer) -> None:
    """Arms a timer per record of a scheduled rule, with one statement; or one for a rule about no record."""
    found = next((rule for _, rule in _scheduled(context.application) if rule.name == timer.payload["rule"]), None)
    rule = declared(found, timer.key)
    if rule.entity is None:
        arm_rule(context, rule, _stamp(timer.due_at))
        return
    model: Any = context.application.entity_by_name[rule.entity].model
    where = () if rule.when_column is None else (rule.when_column(model, context),)
    wait = Wait(
        kind=RULE,
        key=f"rule:{timer.key.removeprefix('schedule:')}:",
        due_at=context.now,
        entity=rule.entity,
        payload={"rule": rule.name},
    )
    context.connection.execute(_arming(context, wait, model, where))


def _arming(context: Context, wait: Wait, model: Any, where: tuple[ColumnElement[bool], ...]) -> Any:
    """A timer like `wait` for each record; keys get the record's number."""
    columns = _timer.c
    values: dict[str, Any] = {
        "key": literal(wait.key) + cast(model.id, String),
        "kind": literal(wait.kind),
        "entity": literal(wait.entity),
        "record_id": model.id,
        "payload": literal(msgspec.json.encode(wait.payload).decode()),
        "due_at": literal(wait.due_at, columns.due_at.type),
        "generation": literal(1),
        "status": literal("waiting"),
        "attempts": literal(0),
        "created_at": literal(context.now, columns.created_at.type),
    }
    return insert(_timer).from_select(list(values), select(*values.values()).where(*where).order_by(model.id))


def _stamp(moment: datetime.datetime) -> str:
    return moment.strftime(STAMP)
