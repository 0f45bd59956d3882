"""Who has business with a request, whose turn it is, and what he may change: for pages and for the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from lowcode.runtime.access import can
from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval_copy, approval_signer, approval_step
from lowcode.runtime.definitions import EntityDefinition, Verb
from lowcode.runtime.process.approvals.requests import (
    Request,
    Signer,
    definition_of,
    find_request,
    record_of,
    step_by_id,
    step_definition,
)
from lowcode.runtime.process.approvals.signing import fields_to_edit, turn_of
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import Step
from lowcode.runtime.saving.submission import Submission


def visible_request(context: Context, request_id: int) -> Request | None:
    """The request; None for who neither takes part in it nor may read its record."""
    found = find_request(context, request_id)
    entity = context.application.entity_by_name.get(found.entity) if found is not None else None
    if found is None or entity is None:
        return None
    if takes_part(context, found) or can(entity, Verb.READ, found.record_id, context):
        return found
    return None


def takes_part(context: Context, found: Request) -> bool:
    """Whether the user has submitted it, signs it (or is signed for), or was told about it."""
    if found.submitter_id == context.user_id:
        return True
    mine = or_(
        approval_signer.c.user_id == context.user_id,
        approval_signer.c.on_behalf_of_id == context.user_id,
    )
    signs = (
        select(approval_signer.c.id)
        .join(approval_step, approval_step.c.id == approval_signer.c.approval_step_id)
        .where(approval_step.c.approval_id == found.id, mine)
    )
    copied = select(approval_copy.c.user_id).where(
        approval_copy.c.approval_id == found.id, approval_copy.c.user_id == context.user_id
    )
    return any(context.connection.execute(each.limit(1)).first() is not None for each in (signs, copied))


def own_turn(context: Context, found: Request) -> Signer:
    """The place where it is the user's turn; refused if it is not."""
    signer = turn_of(context, found.id)
    if signer is None:
        raise ProcessRefusal("decided_already" if takes_part(context, found) else "not_your_turn")
    return signer


def check_seen_version(context: Context, found: Request, version: str) -> None:
    """Nobody signs what he has not seen: the record is still as it was shown. Empty: he does not say what he saw."""
    record = record_of(context, found)
    if record is not None and version and version != str(record.version):
        raise ProcessRefusal("edit_conflict")


def step_of(context: Context, found: Request, signer: Signer) -> Step | None:
    """The declaration of the step that somebody signs, unless the app has it no longer."""
    definition = definition_of(context, found.approval)
    row = step_by_id(context, signer.step_id)
    return step_definition(definition, row.step) if definition is not None and row is not None else None


def editable_fields(context: Context, entity: EntityDefinition, found: Request, signer: Signer) -> tuple[str, ...]:
    """The fields that the step lets this signer change."""
    return fields_to_edit(context, entity, step_of(context, found, signer), found.record_id)


def edits_of(
    context: Context, entity: EntityDefinition, found: Request, signer: Signer, parsed: Submission
) -> Submission | None:
    """What a signer has changed of the fields that he may change; others are left out."""
    allowed = frozenset(editable_fields(context, entity, found, signer))
    values: Mapping[str, Any] = {name: value for name, value in parsed.values.items() if name in allowed}
    problems = tuple(each for each in parsed.problems if each.path.partition("[")[0] in allowed)
    if problems:
        raise ProcessRefusal("edit_refused", details=problems)
    return Submission(values=values, raw=parsed.raw) if values else None
