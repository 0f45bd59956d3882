"""A request and its rows, as values; reading them, with the request locked where something is to be changed."""

from __future__ import annotations

import contextlib
import datetime
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import RowMapping, Select, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval, approval_signer, approval_step
from lowcode.runtime.definitions import Verb
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process_definitions import ApprovalDefinition, Step, processes_of
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import RecordNotFoundError

RUNNING = "running"
ACTIVE = "active"
WAITING = "waiting"
APPROVED = "approved"
REJECTED = "rejected"
RETURNED = "returned"
WITHDRAWN = "withdrawn"
CANCELLED = "cancelled"
SKIPPED = "skipped"
OBSOLETE = "obsolete"
TRANSFERRED = "transferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One record on its way through one approval."""

    id: int
    approval: str
    fingerprint: str
    entity: str
    record_id: int
    title: str
    submitter_id: int | None
    status: str
    stage: int
    round: int
    resume_stage: int | None
    transition: str | None
    asked: Mapping[str, Any]
    """`values`: what the transition asked for; `chosen`: signers by step that the submitter named."""
    content: Mapping[str, Any]
    record_version: int
    started_at: datetime.datetime
    finished_at: datetime.datetime | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of a round."""

    id: int
    approval_id: int
    round: int
    stage: int
    step: str
    status: str
    needed: int
    activated_at: datetime.datetime | None
    finished_at: datetime.datetime | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody in a step."""

    id: int
    step_id: int
    user_id: int
    position: int
    status: str
    reason: str
    on_behalf_of_id: int | None
    added_by_id: int | None
    opinion: str | None
    content: Mapping[str, Any] | None
    activated_at: datetime.datetime | None
    decided_at: datetime.datetime | None
    origin: str | None = None
    """What has decided for him, if he did not sit at a page himself."""


def find_request(context: Context, request_id: int, *, lock: bool = False) -> Request | None:
    """The request, locked against everybody else who wants to change it."""
    found = context.connection.execute(_locked(context, select(approval).where(approval.c.id == request_id), lock))
    row = found.mappings().first()
    return _request(row) if row is not None else None


def held_request(context: Context, request_id: int) -> Request | None:
    """The request with its record read anew, both locked: the record first, as everywhere else."""
    request = find_request(context, request_id)
    if request is None:
        return None
    entity = context.application.entity_by_name.get(request.entity)
    if entity is not None:
        with contextlib.suppress(RecordNotFoundError):  # the request is cancelled with its record
            load_for(context.acting(f"approval {request.approval}"), entity, request.record_id, Verb.READ)
    return find_request(context, request_id, lock=True)


def running_request(context: Context, request_id: int) -> Request:
    """The request, held, if it still runs."""
    request = held_request(context, request_id)
    if request is None:
        raise ProcessRefusal("approval_gone")
    if request.status != RUNNING:
        raise ProcessRefusal("approval_finished", status=request.status)
    return request


def requests_about(
    context: Context, entity: str, record_id: int, *, name: str | None = None, status: str | None = None
) -> list[Request]:
    """The requests of a record, newest first."""
    statement = select(approval).where(approval.c.entity == entity, approval.c.record_id == record_id)
    if name is not None:
        statement = statement.where(approval.c.approval == name)
    if status is not None:
        statement = statement.where(approval.c.status == status)
    return [_request(row) for row in context.connection.execute(statement.order_by(approval.c.id.desc())).mappings()]


def steps_of(context: Context, request: Request, *, all_rounds: bool = False) -> list[StepRow]:
    """The steps of the present round (or of all), in order."""
    statement = select(approval_step).where(approval_step.c.approval_id == request.id)
    if not all_rounds:
        statement = statement.where(approval_step.c.round == request.round)
    rows = context.connection.execute(
        statement.order_by(approval_step.c.round, approval_step.c.stage, approval_step.c.id)
    )
    return [StepRow(**row) for row in rows.mappings()]


def standing_steps(context: Context, request: Request) -> list[StepRow]:
    """The steps that count: those of the present round, and of earlier ones as far as it did not begin before them."""
    found: list[StepRow] = []
    first: int | None = None
    for _, steps in itertools.groupby(reversed(steps_of(context, request, all_rounds=True)), lambda each: each.round):
        standing = [each for each in steps if first is None or each.stage < first]
        found = [*reversed(standing), *found]
        first = min((each.stage for each in found), default=first)
    return found


def step_by_id(context: Context, step_id: int) -> StepRow | None:
    """One step."""
    row = context.connection.execute(select(approval_step).where(approval_step.c.id == step_id)).mappings().first()
    return StepRow(**row) if row is not None else None


def signers_of(context: Context, step_ids: list[int]) -> list[Signer]:
    """The signers of these steps, in order."""
    if not step_ids:
        return []
    statement = select(approval_signer).where(approval_signer.c.approval_step_id.in_(step_ids))
    ordered = statement.order_by(approval_signer.c.approval_step_id, approval_signer.c.position, approval_signer.c.id)
    return [_signer(row) for row in context.connection.execute(ordered).mappings()]


def signer_by_id(context: Context, signer_id: int) -> Signer | None:
    """One signer."""
    rows = context.connection.execute(select(approval_signer).where(approval_signer.c.id == signer_id))
    row = rows.mappings().first()
    return _signer(row) if row is not None else None


def definition_of(context: Context, name: str) -> ApprovalDefinition | None:
    """The approval as the app now declares it; None if it no longer does."""
    found = (each for each in processes_of(context.application).approvals if each.name == name)
    return next(found, None)


def step_definition(definition: ApprovalDefinition, name: str) -> Step | None:
    """The declaration of a step."""
    found = (step for stage in definition.stages for step in stage if step.name == name)
    return next(found, None)


def record_of(context: Context, request: Request) -> Any:
    """The record, loaded into the unit of work; None if it is gone, or the app has no such records any more."""
    entity = context.application.entity_by_name.get(request.entity)
    return context.session.get(entity.model, request.record_id) if entity is not None else None


def encode(values: Mapping[str, Any]) -> str:
    """Values as JSON; exact numbers and dates are texts in it."""
    return msgspec.json.encode(values).decode()


def _locked(context: Context, statement: Select[Any], lock: bool) -> Select[Any]:
    is_postgresql = context.connection.dialect.name == "postgresql"
    return statement.with_for_update() if lock and is_postgresql else statement


def _request(row: RowMapping) -> Request:
    values: dict[str, Any] = dict(row)
    values["asked"] = msgspec.json.decode(values["asked"]) if values["asked"] else {}
    values["content"] = msgspec.json.decode(values["content"])
    return Request(**values)


def _signer(row: RowMapping) -> Signer:
    values: dict[str, Any] = dict(row)
    values["step_id"] = values.pop("approval_step_id")
    values.pop("read_at")
    values["content"] = msgspec.json.decode(values["content"]) if values["content"] else None
    return Signer(**values)
