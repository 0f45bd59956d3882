"""The rows that say what a file is called, who brought it, and which record it belongs to."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from lowcode.catalog.field_types import AttachedFile
from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import file
from lowcode.runtime.files.store import StoredFile


@dataclass(frozen=True, slots=True)
class Subject:
    """What a file belongs to: a field of a record.

    Files of a sub-table belong to its owner, under `lines.photo`. A `field` that is none of the entity's is for parts
    of the runtime that keep files with a record (`opinion`): whoever may read the record may read them.
    """

    entity: str
    record_id: int
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One row of `system_file`."""

    id: int
    sha256: str
    name: str
    size: int
    media_type: str
    created_at: datetime.datetime
    created_by_id: int | None
    subject: Subject | None
    """None: brought, but not attached to anything yet."""

    @property
    def attached(self) -> AttachedFile:
        """The file as it stands in the value of a field."""
        return AttachedFile(id=self.id, size=self.size, media_type=self.media_type, name=self.name)


def register(context: Context, stored: StoredFile) -> KeptFile:
    """Notes a content that has just been brought by the context's user; attached to nothing so far."""
    return _insert(context, stored, None)


def copy_file(context: Context, kept: KeptFile, subject: Subject | None = None) -> KeptFile:
    """Another file of the same content and name, for another record; the content is not copied."""
    stored = StoredFile(sha256=kept.sha256, name=kept.name, size=kept.size, media_type=kept.media_type)
    return _insert(context, stored, subject)


def attach(context: Context, file_ids: Collection[int], subject: Subject) -> tuple[KeptFile, ...]:
    """Makes files that the context's user has brought belong to `subject`; the answer has them in the order given.

    Others are left alone and missing from the answer: another user's, and those that belong to something already.
    """
    found = files_by_id(context, file_ids, lock=True)
    own = [each for each in found.values() if each.subject is None and _is_own(context, each)]
    if own:
        ids = [each.id for each in own]
        context.connection.execute(update(file).where(file.c.id.in_(ids)).values(_columns(subject)))
    attached = files_by_id(context, [each.id for each in own])
    return tuple(attached[each] for each in dict.fromkeys(file_ids) if each in attached)


def files_by_id(context: Context, ids: Iterable[int], *, lock: bool = False) -> dict[int, KeptFile]:
    """The files with these ids, as far as there are any. `lock`: nobody else attaches them until the end."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    statement = select(file).where(file.c.id.in_(wanted)).order_by(file.c.id)
    rows = context.connection.execute(statement.with_for_update() if lock else statement)
    return {row.id: _kept(row) for row in rows}


def files_of(context: Context, subject: Subject) -> tuple[KeptFile, ...]:
    """The files that belong to a field of a record, those that were taken out of it since included; oldest first."""
    condition = [file.c[name] == value for name, value in _columns(subject).items()]
    return tuple(_kept(row) for row in context.connection.execute(select(file).where(*condition).order_by(file.c.id)))


def _is_own(context: Context, kept: KeptFile) -> bool:
    return context.identity.is_system or (context.user_id is not None and kept.created_by_id == context.user_id)


def _insert(context: Context, stored: StoredFile, subject: Subject | None) -> KeptFile:
    row: dict[str, Any] = {
        "sha256": stored.sha256,
        "name": stored.name,
        "size": stored.size,
        "media_type": stored.media_type,
        "created_at": context.now,
        "created_by_id": context.user_id,
    }
    if subject is not None:
        row |= _columns(subject)
    created: Sequence[Any] | None = context.connection.execute(insert(file).values(row)).inserted_primary_key
    if created is None:
        raise RuntimeError("the database gave the file no number")
    return KeptFile(
        id=created[0],
        sha256=stored.sha256,
        name=stored.name,
        size=stored.size,
        media_type=stored.media_type,
        created_at=context.now,
        created_by_id=context.user_id,
        subject=subject,
    )


def _columns(subject: Subject) -> dict[str, Any]:
    return {"entity": subject.entity, "record_id": subject.record_id, "field": subject.field}


def _kept(row: Any) -> KeptFile:
    return KeptFile(
        id=row.id,
        sha256=row.sha256,
        name=row.name,
        size=row.size,
        media_type=row.media_type,
        created_at=row.created_at,
        created_by_id=row.created_by_id,
        subject=Subject(row.entity, row.record_id, row.field) if row.record_id is not None else None,
    )
