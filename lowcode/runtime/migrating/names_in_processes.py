"""New names of flows, approvals, rules and their parts in what waits, and in what histories say has acted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select, update

from lowcode.runtime.database import embed_tables, process_tables, system_tables
from lowcode.runtime.migrating.rewriting import rename_values, rewrite_json, rewrite_texts, with_key

_STATE = process_tables.state
_TIMER = process_tables.timer
_APPROVAL = process_tables.approval
_STEP = process_tables.approval_step
_DELIVERY = process_tables.delivery
_CALL = "call:"
_ORIGINS = (
    system_tables.history.c.origin,
    process_tables.state.c.origin,
    process_tables.delivery.c.origin,
    process_tables.notification.c.origin,
    process_tables.task.c.origin,
    process_tables.approval_signer.c.origin,
)


def rename_flow(connection: Connection, old: str, new: str) -> None:
    """Its stays, the timers of its transitions and hooks, and what it did."""
    rename_values(connection, [_STATE.c.flow], old, new)
    _rename_origin(connection, "flow", old, new)
    _rename_conditions(connection, f"flow {old}.", f"flow {new}.")
    _rename_payload(connection, "flow", old, new)
    _rename_blocks(connection, f"{old}.", f"{new}.", parts=3)


def rename_transition(connection: Connection, flow: str, old: str, new: str) -> None:
    """How records got into their states, and what will bring them into others."""
    connection.execute(update(_STATE).where(_STATE.c.flow == flow, _STATE.c.transition == old).values(transition=new))
    about = select(_STATE.c.entity).where(_STATE.c.flow == flow)
    connection.execute(
        update(_APPROVAL).where(_APPROVAL.c.transition == old, _APPROVAL.c.entity.in_(about)).values(transition=new)
    )
    _rename_of_flow(connection, flow, "transition", old, new)
    _rename_conditions(connection, f"flow {flow}.{old}", f"flow {flow}.{new}", is_whole=True)


def rename_hook(connection: Connection, flow: str, old: str, new: str) -> None:
    """What is done on coming, leaving and staying."""
    _rename_of_flow(connection, flow, "stay_hook", old, new)
    _rename_blocks(connection, f"{flow}.{old}.", f"{flow}.{new}.", parts=3)
    rename_values(connection, [system_tables.counter.c.key], f"pick:{flow}.{old}", f"pick:{flow}.{new}")


def rename_wait(connection: Connection, owner: str, old: str, new: str) -> None:
    """A block of actions behind `after` or `repeat every`."""
    before, after = f"{owner}.{old}", f"{owner}.{new}"
    change = _exactly(before, after)
    rewrite_json(connection, _TIMER.c.payload, f'"{before}"', _part("block", change), _TIMER.c.kind == "later")
    rewrite_texts(connection, _TIMER.c.key, f"later:{before}:", _beginning(f"later:{before}:", f"later:{after}:"))


def rename_rule(connection: Connection, old: str, new: str) -> None:
    """When it has run last, for which records its condition is true already, what of it waits."""
    _rename_origin(connection, "rule", old, new)
    _rename_conditions(connection, f"rule {old}", f"rule {new}", is_whole=True)
    _rename_payload(connection, "rule", old, new)
    for kind in ("rule", "schedule", "dashboard_mail"):
        first, then = f"{kind}:{old}:", f"{kind}:{new}:"
        rewrite_texts(connection, _TIMER.c.key, first, _beginning(first, then))
    _rename_blocks(connection, f"{old}.", f"{new}.", parts=2)
    rename_values(connection, [system_tables.counter.c.key], f"pick:{old}", f"pick:{new}")


def rename_approval(connection: Connection, old: str, new: str) -> None:
    """Its requests, and what its outcomes have done or will do."""
    rename_values(connection, [_APPROVAL.c.approval], old, new)
    _rename_origin(connection, "approval", old, new)
    _rename_blocks(connection, f"{old}.", f"{new}.", parts=3)


def rename_step(connection: Connection, approval: str, old: str, new: str) -> None:
    """A step of requests that run or ran, and whom submitters have named for it."""
    requests = select(_APPROVAL.c.id).where(_APPROVAL.c.approval == approval)
    connection.execute(update(_STEP).where(_STEP.c.step == old, _STEP.c.approval_id.in_(requests)).values(step=new))

    def change(said: dict[str, Any]) -> dict[str, Any]:
        return {**said, "chosen": with_key(said["chosen"], old, new)} if "chosen" in said else said

    rewrite_json(connection, _APPROVAL.c.asked, f'"{old}"', change, _APPROVAL.c.approval == approval)


def rename_state(connection: Connection, flow: str, old: str, new: str) -> None:
    """Where records are and have been."""
    for column in (_STATE.c.state, _STATE.c.previous):
        connection.execute(update(_STATE).where(_STATE.c.flow == flow, column == old).values({column.name: new}))


def rename_message(connection: Connection, old: str, new: str) -> None:
    """What was sent and will be."""
    rename_values(connection, [_DELIVERY.c.message], old, new)


def rename_connection(connection: Connection, old: str, new: str) -> None:
    """Calls of another system, and whether it answers."""
    columns = [_DELIVERY.c.channel, process_tables.circuit.c.channel]
    rename_values(connection, columns, f"{_CALL}{old}", f"{_CALL}{new}")


def rename_page(connection: Connection, kind: str, old: str, new: str) -> None:
    """Links that show a report or a dashboard elsewhere; mails of a dashboard that are being made."""
    embed = embed_tables.embed
    connection.execute(update(embed).where(embed.c.kind == kind, embed.c.name == old).values(name=new))
    for part in ("pick", "drill"):
        rewrite_texts(connection, embed.c.query, f"{part}.{old}", _query_part(f"{part}.{old}", f"{part}.{new}"))
    if kind == "dashboard":
        _rename_payload(connection, "dashboard", old, new)


def _query_part(old: str, new: str) -> Callable[[str], str]:
    def change(query: str) -> str:
        pairs = (each.partition("=") for each in query.split("&"))
        return "&".join(f"{new if name == old else name}{sign}{value}" for name, sign, value in pairs)

    return change


# --- pieces -----------------------------------------------------------------------------------


def _rename_origin(connection: Connection, kind: str, old: str, new: str) -> None:
    rename_values(connection, list(_ORIGINS), f"{kind} {old}", f"{kind} {new}")
    origin = _part("origin", _exactly(f"{kind} {old}", f"{kind} {new}"))
    rewrite_json(connection, _TIMER.c.payload, f'"{kind} {old}"', origin, _TIMER.c.kind == "dashboard_mail")


def _rename_conditions(connection: Connection, old: str, new: str, *, is_whole: bool = False) -> None:
    """What the clock makes true has names of its own: in schedules, in marks, in timers that look or have looked."""
    change = _exactly(old, new) if is_whole else _beginning(old, new)
    for column in (process_tables.schedule.c.name, process_tables.mark.c.name):
        rewrite_texts(connection, column, old, change)
    rewrite_json(connection, _TIMER.c.payload, f'"{old}', _part("name", change), _TIMER.c.kind == "look")

    def of_key(key: str) -> str:
        head, colon, rest = key.partition(":")
        if head == "look":
            return f"{head}{colon}{change(rest)}"
        return f"{change(head)}{colon}{rest}"

    rewrite_texts(connection, _TIMER.c.key, old, of_key)


def _rename_payload(connection: Connection, part: str, old: str, new: str) -> None:
    rewrite_json(connection, _TIMER.c.payload, f'"{old}"', _part(part, _exactly(old, new)))


def _rename_of_flow(connection: Connection, flow: str, part: str, old: str, new: str) -> None:
    """Timers of a flow's transitions or hooks; those of stays end with its name."""

    def of_payload(payload: dict[str, Any]) -> dict[str, Any]:
        is_meant = payload.get("flow") == flow and payload.get(part) == old
        return {**payload, part: new} if is_meant else payload

    entities = select(_STATE.c.entity).where(_STATE.c.flow == flow)
    of_stay = (_TIMER.c.kind == part, _TIMER.c.entity.in_(entities))
    rewrite_texts(connection, _TIMER.c.key, f":{old}", _ending(f":{old}", f":{new}"), *of_stay)
    rewrite_json(connection, _TIMER.c.payload, f'"{old}"', of_payload, _TIMER.c.kind == part)


def _rename_blocks(connection: Connection, old: str, new: str, *, parts: int) -> None:
    """Blocks of actions that wait. Names of rules' have two parts, those of hooks three."""

    def of_block(block: str) -> str:
        return _beginning(old, new)(block) if block.count(".") == parts - 1 else block

    def of_key(key: str) -> str:
        kind, colon, rest = key.partition(":")
        block, sign, more = rest.partition(":")
        return f"{kind}{colon}{of_block(block)}{sign}{more}"

    is_later = _TIMER.c.kind == "later"
    rewrite_json(connection, _TIMER.c.payload, f'"{old}', _part("block", of_block), is_later)
    rewrite_texts(connection, _TIMER.c.key, f"later:{old}", of_key, is_later)


def _part(name: str, change: Callable[[str], str]) -> Callable[[Any], Any]:
    """Changes one member of a payload, if it is there and a text."""

    def of_payload(payload: dict[str, Any]) -> dict[str, Any]:
        found = payload.get(name)
        return {**payload, name: change(found)} if isinstance(found, str) else payload

    return of_payload


def _exactly(old: str, new: str) -> Callable[[str], str]:
    return lambda text: new if text == old else text


def _beginning(old: str, new: str) -> Callable[[str], str]:
    return lambda text: new + text.removeprefix(old) if text.startswith(old) else text


def _ending(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.removesuffix(old) + new if text.endswith(old) else text
