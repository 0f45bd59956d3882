"""Submits a record: the request, what was submitted, its first round; or the next round after a return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval, approval_copy
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.process.approvals.content import changes_between, content_of
from lowcode.runtime.process.approvals.requests import (
    RETURNED,
    RUNNING,
    Request,
    definition_of,
    encode,
    find_request,
    requests_about,
)
from lowcode.runtime.process.approvals.signers import is_active
from lowcode.runtime.process.approvals.stages import open_round
from lowcode.runtime.process.approvals.telling import tell
from lowcode.runtime.process.approvals.whole import all_or_nothing
from lowcode.runtime.process.audience import includes, members
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import ApprovalDefinition, ChosenBySubmitter, Role
from lowcode.runtime.saving.loading import load_for


def submit(
    context: Context,
    name: str,
    entity: EntityDefinition,
    record: Any,
    transition: str | None = None,
    asked: Mapping[str, Any] | None = None,
    chosen: Mapping[str, Sequence[int]] | None = None,
) -> int:
    """Starts a request (or the next round of one that was returned) and answers its id.

    `transition` is made when all have signed, with the `asked` values (plain values by field). `chosen`: the signers
    that the submitter names, user ids by step. Raises `ProcessRefusal` if one runs already or signers are not named.
    Where the app submits by itself, nobody is there to name any: such steps go to the administrators. The caller holds
    the record's lock.
    """
    definition = definition_of(context, name)
    if definition is None:
        raise ProcessRefusal("approval_unknown")
    if requests_about(context, entity.name, record.id, status=RUNNING):
        raise ProcessRefusal("approval_running")
    returned = _returned(context, entity, record, name)
    wanted = _wanted(context, definition, returned, transition, asked, chosen)
    if returned is None:
        request, first = _new_request(context, definition, entity, record, transition, wanted), 0
    else:
        request, first = _next_round(context, definition, returned, entity, record, transition, wanted)
    _copy(context, definition, request, record)
    open_round(context, definition, request, record, first)
    return request.id


@all_or_nothing
def submit_by_hand(
    context: Context,
    name: str,
    entity: EntityDefinition,
    record_id: int,
    chosen: Mapping[str, Sequence[int]] | None = None,
) -> int:
    """Starts a request because somebody wants to who may: those that the approval names with `by`."""
    definition = definition_of(context, name)
    record = load_for(context, entity, record_id, Verb.READ)
    if definition is None or definition.entity != entity.name:
        raise ProcessRefusal("approval_unknown")
    if not context.identity.is_system and not includes(context, definition.submitters, record, context.me):
        raise ProcessRefusal("approval_not_yours")
    return submit(context, name, entity, record, chosen=chosen)


def signers_to_choose(definition: ApprovalDefinition) -> tuple[tuple[str, str | None], ...]:
    """The steps whose signers the submitter names, with the role that they must have."""
    return tuple(
        (step.name, audience.among)
        for stage in definition.stages
        for step in stage
        for audience in step.signers
        if isinstance(audience, ChosenBySubmitter)
    )


def _wanted(
    context: Context,
    definition: ApprovalDefinition,
    returned: Request | None,
    transition: str | None,
    asked: Mapping[str, Any] | None,
    chosen: Mapping[str, Sequence[int]] | None,
) -> dict[str, Any]:
    """What the request remembers; sent again without its transition, it still makes it with what was asked before."""
    before = returned.asked if returned is not None else {}
    is_again = transition is None and returned is not None and returned.transition is not None
    values = before.get("values", {}) if is_again else dict(asked or {})
    if chosen is None and context.identity.is_system:
        return {"values": values, "chosen": before.get("chosen", {})}
    return {"values": values, "chosen": _checked(context, definition, chosen or before.get("chosen", {}))}


def _checked(
    context: Context, definition: ApprovalDefinition, chosen: Mapping[str, Sequence[int]]
) -> dict[str, list[int]]:
    """Every step that asks for signers has got some who may."""
    checked: dict[str, list[int]] = {}
    for step, among in signers_to_choose(definition):
        named = list(dict.fromkeys(chosen.get(step, ())))
        allowed = {user.id for user in members(context, (Role(among),), None)} if among is not None else None
        fitting = [each for each in named if is_active(context, each) and (allowed is None or each in allowed)]
        if not fitting or len(fitting) != len(named):
            raise ProcessRefusal("signers_not_chosen", step=step)
        checked[step] = fitting
    return checked


def _returned(context: Context, entity: EntityDefinition, record: Any, name: str) -> Request | None:
    """The last request of this approval, if it waits for its submitter."""
    newest = requests_about(context, entity.name, record.id, name=name)[:1]
    return newest[0] if newest and newest[0].status == RETURNED else None


def _new_request(
    context: Context,
    definition: ApprovalDefinition,
    entity: EntityDefinition,
    record: Any,
    transition: str | None,
    asked: Mapping[str, Any],
) -> Request:
    values = {
        "approval": definition.name,
        "fingerprint": definition.fingerprint,
        "entity": entity.name,
        "record_id": record.id,
        "title": getattr(record, entity.title) or "",
        "submitter_id": context.user_id,
        "status": RUNNING,
        "stage": 0,
        "round": 1,
        "transition": transition,
        "asked": encode(asked),
        "content": encode(content_of(context, definition, record)),
        "record_version": record.version,
        "started_at": context.now,
    }
    number = context.connection.execute(insert(approval).values(values).returning(approval.c.id)).scalar_one()
    return _present(context, number)


def _next_round(
    context: Context,
    definition: ApprovalDefinition,
    returned: Request,
    entity: EntityDefinition,
    record: Any,
    transition: str | None,
    asked: Mapping[str, Any],
) -> tuple[Request, int]:
    """Goes on where it was returned, unless something changed that decides who has to sign: then from the start."""
    content = content_of(context, definition, record)
    changed = {change.field for change in changes_between(returned.content, content, entity)}
    resumes = returned.resume_stage is not None and changed.isdisjoint(definition.locked_fields)
    is_same_version = definition.fingerprint == returned.fingerprint
    first = returned.resume_stage if resumes and is_same_version and returned.resume_stage is not None else 0
    values = {
        "fingerprint": definition.fingerprint,
        "submitter_id": context.user_id if context.user_id is not None else returned.submitter_id,
        "title": getattr(record, entity.title) or "",
        "status": RUNNING,
        "stage": first,
        "round": returned.round + 1,
        "resume_stage": None,
        "transition": transition if transition is not None else returned.transition,
        "asked": encode(asked),
        "content": encode(content),
        "record_version": record.version,
        "finished_at": None,
        "note": None,
    }
    context.connection.execute(update(approval).where(approval.c.id == returned.id).values(**values))
    return _present(context, returned.id), first


def _copy(context: Context, definition: ApprovalDefinition, request: Request, record: Any) -> None:
    """Tells those who get a copy."""
    readers = [user.id for user in members(context, definition.copies, record)]
    if readers and request.round == 1:
        rows = [{"approval_id": request.id, "user_id": each} for each in dict.fromkeys(readers)]
        context.connection.execute(insert(approval_copy), rows)
        tell(context, request, readers, "approval_copied")


def _present(context: Context, request_id: int) -> Request:
    found = find_request(context, request_id)
    if found is None:
        raise ProcessRefusal("approval_gone")
    return found
