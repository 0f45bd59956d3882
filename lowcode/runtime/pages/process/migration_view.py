"""How far a migration under load is, for the page of jobs: the code of before shows it while the new code migrates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import inspect

from lowcode.runtime.context import Context
from lowcode.runtime.migrating.batches import Progress, progress
from lowcode.runtime.migration_work import BACKFILL, REFRESH, begun, half_way
from lowcode.runtime.pages.presentation import Presentation

_WHAT: Final = {BACKFILL: "jobs.migration_fill", REFRESH: "jobs.migration_compute"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesView:
    """The records of a table that are filled, or of an entity whose derived values are computed."""

    what: str
    done: int
    batches: int
    told: str
    """Both numbers, or that it has not begun."""
    latest: str
    workers: tuple[str, ...]
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationView:
    """A migration under load, from its first step until the database is contracted."""

    state: str
    parts: tuple[BatchesView, ...]
    open_batches: int


def migration_view(presentation: Presentation, context: Context) -> MigrationView | None:
    """None: there is none."""
    connection = context.connection
    inspector = inspect(connection)
    found, under_way, expanded = (
        progress(connection, inspector),
        begun(connection, inspector),
        half_way(connection, inspector),
    )
    if not found and under_way is None and expanded is None:
        return None
    if expanded is None:
        key = "jobs.migration_expanding"
    elif under_way is not None:
        key = "jobs.migration_contracting"
    else:
        key = "jobs.migration_computing" if found else "jobs.migration_half_way"
    return MigrationView(
        state=presentation.say(key),
        parts=tuple(_part(presentation, context, each) for each in found),
        open_batches=sum((each.batches or 0) - each.done for each in found),
    )


def _part(presentation: Presentation, context: Context, part: Progress) -> BatchesView:
    formats = presentation.formats
    told = presentation.say("jobs.migration_waits")
    if part.batches is not None:
        told = f"{formats.integer(part.done)} / {formats.integer(part.batches)}"
    return BatchesView(
        what=f"{presentation.say(_WHAT[part.kind])} · {_label(presentation, part.subject)}",
        done=part.done,
        batches=part.batches or 1,
        told=told,
        latest=formats.ago(part.latest, context.now),
        workers=part.workers,
        trouble=part.trouble or "",
    )


def _label(presentation: Presentation, subject: str) -> str:
    """The entity's; of one that only the new code knows, the name."""
    for entity in presentation.application.entities:
        if subject in (entity.name, entity.model.__table__.name):
            return presentation.text(entity.label)
    return subject
