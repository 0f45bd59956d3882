"""Which fields of a record nobody may change while a request about it runs."""

from __future__ import annotations

from lowcode.runtime.context import Context
from lowcode.runtime.process.approvals.requests import RUNNING, Request, definition_of, requests_about
from lowcode.runtime.process_definitions import processes_of


def running_for(context: Context, entity: str, record_id: int) -> Request | None:
    """The request that a record is in."""
    if not any(each.entity == entity for each in processes_of(context.application).approvals):
        return None
    found = requests_about(context, entity, record_id, status=RUNNING)
    return found[0] if found else None


def locks(context: Context, entity: str, record_id: int) -> frozenset[str]:
    """The fields that the conditions of a running request read."""
    request = running_for(context, entity, record_id)
    definition = definition_of(context, request.approval) if request is not None else None
    return frozenset(definition.locked_fields) if definition is not None else frozenset()
