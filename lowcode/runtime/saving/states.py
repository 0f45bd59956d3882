"""Keeps the state of a flow closed, and what a running approval locks: the one place for every way in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import approval as _approval
from lowcode.runtime.definitions import FieldDefinition, Label
from lowcode.runtime.process.index import index_of, processes_about, start_state
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.writing import changed_names

REFUSAL = "state_only_by_transition"


def without_state(
    draft: Draft, part: Part, submitted: list[FieldDefinition], values: Mapping[str, Any]
) -> list[FieldDefinition]:
    """The submitted fields but the state, unless a transition sets it; new records begin in the start state."""
    state = part.facts.state
    if state is None:
        return submitted
    if part.is_new:
        setattr(part.record, state.name, _start(draft.context, state))
    if draft.submission.transition is not None or state not in submitted:
        return submitted
    present = getattr(part.record, state.name)
    wanted = values[state.name]
    if wanted != present and not (part.is_new and wanted is None):
        draft.refuse(part, state, REFUSAL)
    return [each for each in submitted if each is not state]


def _start(context: Context, state: FieldDefinition) -> str | None:
    index = index_of(context.application)
    flow = index.flow_by_name.get(state.flow or "") if index is not None else None
    return start_state(flow).name if flow is not None else None


def refuse_locked(draft: Draft) -> None:
    """A field that the conditions of a running approval read stays as it is; its signers may be let in."""
    about = processes_about(draft.context.application, draft.main.entity.name)
    if about is None or not about.locked or draft.main.is_new:
        return
    changed = changed_fields(draft)
    for name, label in locks(draft.context, draft.main.entity.name, draft.main.record.id, changed):
        draft.refuse(draft.main, draft.main.entity.field_by_name[name], "locked", approval=draft.context.text(label))


def changed_fields(draft: Draft) -> frozenset[str]:
    """The fields of the record that the draft changes, sub-tables as a whole."""
    rows = {part.rows_field for part in draft.removed}
    rows.update(part.rows_field for part in draft.rows if part.is_new or changed_names(part))
    if draft.have_rows_moved:
        rows.update(part.rows_field for part in draft.rows)
    return changed_names(draft.main) | rows


def locks(context: Context, entity: str, record_id: int, fields: Iterable[str]) -> list[tuple[str, Label]]:
    """Those of the fields that running approvals of the record lock, each with an approval's label."""
    about = processes_about(context.application, entity)
    wanted = sorted(about.locked.intersection(fields)) if about is not None else []
    if about is None or not wanted:
        return []
    running = running_approvals(context, entity, record_id)
    return [
        (name, approval.label)
        for approval in about.approvals
        if approval.name in running and context.origin != f"approval {approval.name}"
        for name in wanted
        if name in approval.locked_fields
    ]


def running_approvals(context: Context, entity: str, record_id: int) -> frozenset[str]:
    """The names of the approvals that run for the record."""
    columns = _approval.c
    conditions = (columns.entity == entity, columns.record_id == record_id, columns.status == "running")
    return frozenset(context.connection.scalars(select(columns.approval).where(*conditions)))
