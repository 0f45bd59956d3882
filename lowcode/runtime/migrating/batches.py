"""Records of a table, cut into batches: jobs in rows of their own, which any process of the new code takes.

A batch is done in the transaction that also notes it as done. Whoever is killed leaves it to others as it was, and on
PostgreSQL nobody waits for the batches that others are at.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from sqlalchemy import Connection, Integer, column, delete, func, insert, inspect, select, table, update
from sqlalchemy.engine.reflection import Inspector

from lowcode.runtime.context import utc_now
from lowcode.runtime.database.migration_tables import work
from lowcode.runtime.database.session import Database
from lowcode.runtime.migrating.transactions import GIVE_WAY, alone_patiently, beside_patiently
from lowcode.runtime.migration_work import BACKFILL, BATCH, DONE, REFRESH, forget_work, has_work_table, note_work


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchedWork:
    """Something that is to be done with all records of a table. `kind` and `name` are those of the row that says so."""

    kind: str
    name: str
    revision: str

    @property
    def prefix(self) -> str:
        """How the names of its batches begin."""
        return f"{self.kind} {self.name} "


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The records with these ids, both included. The first batch begins with 1."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it has come. `batches` is None before it is known how many there are."""

    kind: str
    subject: str
    """The table, or the entity whose derived values are computed."""
    revision: str
    batches: int | None
    done: int
    workers: tuple[str, ...]
    latest: datetime.datetime
    """When somebody has last done something for it."""
    trouble: str | None
    """Why the last process that tried could not go on."""


def work_off(
    database: Database,
    job: BatchedWork,
    is_wanted: Callable[[Connection], bool],
    do: Callable[[Connection, Batch], None],
    *,
    by: str,
) -> None:
    """Does batches until none is left, together with whoever else does so. Half of the time belongs to the app's users.

    `is_wanted` is asked at every step, in its transaction: others may have come to the end of it, or given it up.
    """

    def take(connection: Connection) -> _Found:
        if not is_wanted(connection):
            return _Found.NOTHING
        batch = _next_of(connection, job)
        if batch is None:
            return _Found.ONLY_OTHERS if _is_left(connection, job) else _Found.NOTHING
        do(connection, batch)
        _note_done(connection, batch, by)
        return _Found.BATCH

    while True:
        began = time.monotonic()
        found = beside_patiently(database, take)
        if found is _Found.NOTHING:
            return
        time.sleep(GIVE_WAY if found is _Found.ONLY_OTHERS else min(time.monotonic() - began, GIVE_WAY))


class _Found(Enum):
    BATCH = "batch"
    ONLY_OTHERS = "only others"
    """Other processes are at the last ones; if one is killed, its batch is free again."""
    NOTHING = "nothing"


def cut(database: Database, job: BatchedWork, rows: str, size: int, is_wanted: Callable[[Connection], bool]) -> None:
    """Notes the batches of all records that there are by now, unless somebody has."""
    with database.reading() as connection:
        ends = _ends(connection, rows, size)

    def note(connection: Connection) -> None:
        here = (work.c.kind == job.kind, work.c.name == job.name)
        found = connection.execute(select(work.c.total).where(*here)).first()
        if not is_wanted(connection) or (found is not None and found.total is not None):
            return
        now = utc_now()
        values = {"revision": job.revision, "at": now, "position": 0, "total": len(ends)}
        if found is None:
            connection.execute(insert(work).values(kind=job.kind, name=job.name, **values))
        else:
            connection.execute(update(work).where(*here).values(values))
        connection.execute(insert(work), _rows(job, ends, now))

    alone_patiently(database, note, is_about_records=True)


def refreshes(connection: Connection, known: Collection[str]) -> list[BatchedWork]:
    """The entities whose derived values are to be computed; all of them if one goes by a name of another version."""
    if not has_work_table(inspect(connection)):
        return []
    rows = connection.execute(select(work.c.name, work.c.revision).where(work.c.kind == REFRESH)).all()
    unknown = [row for row in rows if row.name not in known]
    found = {row.name: row.revision for row in rows if row.name in known}
    if unknown:
        for row in unknown:
            forget_work(connection, REFRESH, row.name)
        note_work(connection, known, unknown[0].revision, is_online=True)
        found = dict.fromkeys(known, unknown[0].revision) | found
    return [BatchedWork(kind=REFRESH, name=name, revision=found[name]) for name in sorted(found)]


def is_noted(connection: Connection, job: BatchedWork) -> bool:
    """Whether nobody has come to the end of it."""
    here = (work.c.kind == job.kind, work.c.name == job.name)
    return connection.execute(select(work.c.kind).where(*here)).first() is not None


def forget_batches(connection: Connection, job: BatchedWork) -> None:
    """All is done."""
    mine = work.c.name.startswith(job.prefix, autoescape=True)
    connection.execute(delete(work).where(work.c.kind.in_((BATCH, DONE)), mine))
    connection.execute(delete(work).where(work.c.kind == job.kind, work.c.name == job.name))


def note_trouble(connection: Connection, revision: str, reason: str | None) -> None:
    """Why what is batched cannot go on, for those who look; None: somebody tries again."""
    mine = (work.c.kind.in_(_BATCHED), work.c.revision == revision)
    connection.execute(update(work).where(*mine).values(detail=reason))


def progress(connection: Connection, inspector: Inspector) -> list[Progress]:
    """What is being done, for the page that shows it."""
    if not has_work_table(inspector):
        return []
    jobs = select(work).where(work.c.kind.in_(_BATCHED)).order_by(work.c.at, work.c.kind, work.c.name)
    return [_progress(connection, row) for row in connection.execute(jobs)]


_BATCHED: Final = (BACKFILL, REFRESH)


def _progress(connection: Connection, row: Any) -> Progress:
    job = BatchedWork(kind=row.kind, name=row.name, revision=row.revision)
    mine = (work.c.kind == DONE, work.c.name.startswith(job.prefix, autoescape=True))
    done = select(work.c.detail, func.count().label("done"), func.max(work.c.at).label("at"))
    found = connection.execute(done.where(*mine).group_by(work.c.detail).order_by(work.c.detail)).all()
    return Progress(
        kind=row.kind,
        subject=row.name.rpartition(" ")[2],
        revision=row.revision,
        batches=row.total,
        done=sum(each.done for each in found),
        workers=tuple(each.detail for each in found),
        latest=max([row.at, *(each.at for each in found)]),
        trouble=row.detail,
    )


def _ends(connection: Connection, rows: str, size: int) -> list[int]:
    """The last id of each batch. One batch is there even without records: the first is also about deleted ones."""
    found = table(rows, column("id", Integer))
    number = func.row_number().over(order_by=found.c.id).label("number")
    numbered = select(found.c.id, number).subquery()
    ends = select(numbered.c.id).where(numbered.c.number % size == 0).order_by(numbered.c.id)
    known = list(connection.scalars(ends))
    last = connection.execute(select(func.max(found.c.id))).scalar() or 0
    return known if known and known[-1] == last else [*known, last]


def _rows(job: BatchedWork, ends: Sequence[int], now: datetime.datetime) -> list[dict[str, Any]]:
    firsts = [1, *(each + 1 for each in ends[:-1])]
    return [
        {
            "kind": BATCH,
            "name": f"{job.prefix}{first}",
            "revision": job.revision,
            "at": now,
            "position": first,
            "total": last,
        }
        for first, last in zip(firsts, ends, strict=True)
    ]


def _next_of(connection: Connection, job: BatchedWork) -> Batch | None:
    mine = (work.c.kind == BATCH, work.c.name.startswith(job.prefix, autoescape=True))
    free = select(work.c.name, work.c.position, work.c.total).where(*mine).order_by(work.c.position).limit(1)
    row = connection.execute(free.with_for_update(skip_locked=True)).first()
    return None if row is None else Batch(name=row.name, first=row.position, last=row.total)


def _is_left(connection: Connection, job: BatchedWork) -> bool:
    mine = (work.c.kind == BATCH, work.c.name.startswith(job.prefix, autoescape=True))
    return connection.execute(select(work.c.name).where(*mine).limit(1)).first() is not None


def _note_done(connection: Connection, batch: Batch, by: str) -> None:
    here = (work.c.kind == BATCH, work.c.name == batch.name)
    connection.execute(update(work).where(*here).values(kind=DONE, at=utc_now(), detail=by))
