"""Makes one record of several, in one transaction: all of it happens or nothing.

The others go to the recycle bin as they would by deleting: hooks and rules on deleting are asked, and may refuse. What
referred to them refers to the record that stays; its values are saved like any change, so that its rules hold. A record
that is being approved does not go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, Rows, Verb
from lowcode.runtime.history import write_history
from lowcode.runtime.hooks import HookRefusal
from lowcode.runtime.merging.choosing import TOGETHER, Choosing
from lowcode.runtime.merging.following import MERGE, MERGED
from lowcode.runtime.merging.moving import Move, move_all
from lowcode.runtime.process import rounds
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.index import index_of
from lowcode.runtime.saving import deleting
from lowcode.runtime.saving import save as saving
from lowcode.runtime.saving.followed import Followed
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Problem, Refused, Saved
from lowcode.runtime.saving.states import running_approvals
from lowcode.runtime.saving.submission import Row, Submission

ORIGIN = "merge"
"""What histories name as that which acted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """What somebody wants."""

    survivor_id: int
    other_ids: tuple[int, ...]
    wanted: Mapping[str, int] = field(default_factory=dict)
    """By field: the record whose value stays, or `TOGETHER`."""
    versions: Mapping[int, int] = field(default_factory=dict)
    """The records as he saw them."""


def merge(context: Context, entity: EntityDefinition, merging: Merging) -> Saved | Refused:
    """Merges, or says what stands against it. Raises `RecordNotFoundError` and `NotAllowedError`."""
    savepoint = context.session.begin_nested()
    outcome: Saved | Refused | None = None
    try:
        outcome = _merge(context, entity, merging)
    except ProcessRefusal as refusal:
        outcome = Refused(problems=refusal.problems)
    except HookRefusal as refusal:
        outcome = Refused(problems=(Problem(path=refusal.field, code="hook", parameters={"text": refusal.text}),))
    except IntegrityError:
        outcome = Refused(problems=(Problem(path="", code="merge_clash"),))
    finally:
        if isinstance(outcome, Saved):
            savepoint.commit()
        else:
            savepoint.rollback()
            context.session.expire_all()
    return outcome


def load_records(context: Context, entity: EntityDefinition, merging: Merging, *, lock: bool = True) -> list[Any]:
    """The records, in the order of their ids, which is the order of locks; each with the right that merging takes."""
    verbs = {**dict.fromkeys(merging.other_ids, Verb.DELETE), merging.survivor_id: Verb.UPDATE}
    return [load_for(context, entity, each, verbs[each], lock=lock) for each in sorted(verbs)]


def _merge(context: Context, entity: EntityDefinition, merging: Merging) -> Saved | Refused:
    records = load_records(context, entity, merging)
    problems = _objections(context, entity, merging, records)
    if problems:
        return Refused(problems=problems)
    choosing = Choosing(context, entity, records, merging.survivor_id)
    taken = choosing.taken(merging.wanted)
    values, rows = choosing.result(taken), _rows_taken(choosing, taken, merging.survivor_id)
    values |= _rows_dropped(choosing, taken, merging.survivor_id)
    acting = context.acting(ORIGIN, (entity.name, merging.survivor_id))
    titles = {each.id: getattr(each, entity.title) for each in records}
    gone = {each: titles[each] for each in merging.other_ids}
    move = Move(acting, entity, gone, merging.survivor_id, titles[merging.survivor_id])
    acting.followed = followed = Followed()
    move_all(move, rows)
    acting.followed = None
    refused = _delete_others(acting, entity, merging.other_ids)
    outcome = refused or saving.save(acting, entity, merging.survivor_id, Submission(values=values, is_trusted=True))
    if not isinstance(outcome, Saved):
        return outcome if isinstance(outcome, Refused) else Refused(problems=(Problem(path="", code="merge_changed"),))
    _write_histories(move, outcome.version)
    rounds.records_changed(acting, followed)
    return outcome


def _objections(
    context: Context, entity: EntityDefinition, merging: Merging, records: Sequence[Any]
) -> tuple[Problem, ...]:
    if any(merging.versions.get(each.id, each.version) != each.version for each in records):
        return (Problem(path="", code="merge_changed"),)
    found: list[Problem] = []
    index = index_of(context.application)
    for each in records:
        if index is None or each.id == merging.survivor_id:
            continue
        for name in sorted(running_approvals(context, entity.name, each.id)):
            approval = context.text(index.approval_by_name[name].label) if name in index.approval_by_name else name
            parameters = {"title": getattr(each, entity.title) or f"#{each.id}", "approval": approval}
            found.append(Problem(path="", code="merge_in_approval", parameters=parameters))
    return tuple(found)


def _rows_taken(choosing: Choosing, taken: Mapping[str, int], survivor_id: int) -> dict[str, tuple[int, ...]]:
    """The rows of the other records that come along."""
    found: dict[str, tuple[int, ...]] = {}
    for each in choosing.all():
        if isinstance(each.field.type, Rows):
            choice = taken[each.field.name]
            owners = [key for key in each.values if key != survivor_id and choice in (TOGETHER, key)]
            found[each.field.name] = tuple(row for key in owners for row in each.values[key])
    return found


def _rows_dropped(choosing: Choosing, taken: Mapping[str, int], survivor_id: int) -> dict[str, tuple[Row, ...]]:
    """What saving is told of sub-tables whose rows come from another record: those that came are all there are."""
    found: dict[str, tuple[Row, ...]] = {}
    for each in choosing.all():
        choice = taken[each.field.name]
        if isinstance(each.field.type, Rows) and choice not in (TOGETHER, survivor_id):
            found[each.field.name] = tuple(Row(index=at, id=row) for at, row in enumerate(each.values[choice]))
    return found


def _delete_others(acting: Context, entity: EntityDefinition, ids: Sequence[int]) -> Refused | None:
    for record_id in ids:
        outcome = deleting.delete(acting, entity, record_id)
        if isinstance(outcome, Refused):
            return outcome
        if isinstance(outcome, deleting.Consequences):
            titles = "、".join(title for each in outcome.restricted for title in each.titles)
            return Refused(problems=(Problem(path="", code="still_needed", parameters={"records": titles}),))
    return None


def _write_histories(move: Move, version: int) -> None:
    """Both sides remember: who came from where, and where whoever went is now."""
    came: list[tuple[str, Any, Any]] = [("", move.shown(each), None) for each in move.gone]
    write_history(move.context, move.entity, move.survivor_id, version, MERGE, came)
    for record_id in move.gone:
        into = [("", move.shown(record_id), move.shown(move.survivor_id))]
        write_history(move.context, move.entity, record_id, 0, MERGED, into)
