"""What a migration leaves to be done after its commit: rows that say so, written in its own transaction.

So a process that is killed between the two leaves nothing half done without anybody knowing: the app does not start
before the next `migrate` has done it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, insert, inspect, select, update
from sqlalchemy.engine.reflection import Inspector

from lowcode.runtime.context import utc_now
from lowcode.runtime.database.migration_tables import work

RECOMPUTE = "recompute"
SETTLE = "settle"
REFRESH = "refresh"
"""Like `recompute`, while the app is in use."""
STAGE = "stage"
BACKFILL = "backfill"
BATCH = "batch"
DONE = "done"
"""Some records of a backfill or a refresh, before and after."""
EXPANDED = "expanded"
BEFORE_START = (RECOMPUTE, SETTLE)
"""Kinds of work without which the app must not start."""


def has_work_table(inspector: Inspector) -> bool:
    """Databases that were made by an older version do not have it until they are migrated."""
    return inspector.has_table(work.name)


def is_unfinished(connection: Connection, inspector: Inspector, *, is_expanded: bool) -> bool:
    """Whether the last migration has left something to do. The code before a migration under load waits for nothing."""
    if not has_work_table(inspector):
        return False
    kinds = (*BEFORE_START, REFRESH) if is_expanded else BEFORE_START
    return connection.execute(select(work.c.kind).where(work.c.kind.in_(kinds)).limit(1)).first() is not None


def expanded_from(connection: Connection, inspector: Inspector, current: str) -> str | None:
    """The revision whose code lives with the database too, if a migration under load is half way."""
    if not has_work_table(inspector):
        return None
    found = select(work.c.revision).where(work.c.kind == EXPANDED, work.c.name == current)
    return connection.execute(found).scalar()


def half_way(connection: Connection, inspector: Inspector) -> str | None:
    """The expansion of a migration under load that has not been contracted: code of before may still be serving."""
    if not has_work_table(inspector):
        return None
    found: str | None = connection.execute(select(work.c.name).where(work.c.kind == EXPANDED)).scalar()
    return found


def is_half_way(connection: Connection) -> bool:
    """Whether code of before may be serving beside this one."""
    return half_way(connection, inspect(connection)) is not None


def begun(connection: Connection, inspector: Inspector) -> tuple[str, int] | None:
    """The revision of a migration under load that has been begun and is not through, and how many stages are done."""
    if not has_work_table(inspector):
        return None
    found = connection.execute(select(work.c.name, work.c.position).where(work.c.kind == STAGE)).first()
    return None if found is None else (found.name, found.position)


def note_work(connection: Connection, entities: Iterable[str], revision: str, *, is_online: bool = False) -> None:
    """Values of these entities have to be computed anew, and what waits looked through."""
    if not has_work_table(inspect(connection)):
        return
    wanted = [(REFRESH if is_online else RECOMPUTE, name) for name in entities]
    wanted += [] if is_online else [(SETTLE, "")]
    known = {(row.kind, row.name) for row in connection.execute(select(work.c.kind, work.c.name))}
    now = utc_now()
    rows = [
        {"kind": kind, "name": name, "revision": revision, "at": now, "position": 0}
        for kind, name in wanted
        if (kind, name) not in known
    ]
    if rows:
        connection.execute(insert(work), rows)


def entities_left(connection: Connection, known: Collection[str]) -> list[str]:
    """The entities whose values are to be computed anew; all of them if one goes by a name of another version."""
    if not has_work_table(inspect(connection)):
        return []
    names = connection.scalars(select(work.c.name).where(work.c.kind == RECOMPUTE).order_by(work.c.name)).all()
    return list(names) if set(names) <= set(known) else list(known)


def forget_work(connection: Connection, kind: str, name: str | None = None) -> None:
    """It is done, all of the kind or that of a name."""
    if has_work_table(inspect(connection)):
        named = [] if name is None else [work.c.name == name]
        connection.execute(delete(work).where(work.c.kind == kind, *named))


def position_of(connection: Connection, kind: str, name: str) -> int | None:
    """How far something has come; None: it has not begun."""
    found: int | None = connection.execute(
        select(work.c.position).where(work.c.kind == kind, work.c.name == name)
    ).scalar()
    return found


def set_position(connection: Connection, kind: str, name: str, revision: str, position: int) -> None:
    """Notes it, in the transaction of what was done."""
    values = {"revision": revision, "at": utc_now(), "position": position}
    place = (work.c.kind == kind, work.c.name == name)
    if connection.execute(update(work).where(*place).values(values)).rowcount == 0:
        connection.execute(insert(work).values(kind=kind, name=name, **values))


def forget_stages(connection: Connection) -> None:
    """What was done under load is taken back."""
    for kind in (STAGE, BACKFILL, BATCH, DONE, EXPANDED, REFRESH):
        forget_work(connection, kind)


def forget_progress(connection: Connection, revision: str) -> None:
    """The revision is through."""
    kinds = (STAGE, BACKFILL, BATCH, DONE)
    connection.execute(delete(work).where(work.c.kind.in_(kinds), work.c.revision == revision))
