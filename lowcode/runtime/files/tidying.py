"""Removes what nobody needs any more: files that were brought and never attached, contents that no file has."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from sqlalchemy import delete, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import file
from lowcode.runtime.files.store import file_store

UNATTACHED_LIVES: Final = datetime.timedelta(days=1)
"""How long a form may stay open between bringing a file and saving."""
_AT_ONCE = 500
Item = TypeVar("Item")


def remove_stray_files(context: Context, older_than: datetime.timedelta = UNATTACHED_LIVES) -> int:
    """Removes files that were brought longer ago and belong to nothing; how many there were.

    A content goes when no file has it and it, too, was brought longer ago: somebody may be bringing it right now.
    """
    moment = context.now - older_than
    removed = context.connection.execute(
        delete(file).where(file.c.record_id.is_(None), file.c.created_at < moment)
    ).rowcount
    store = file_store(context)
    before = moment.replace(tzinfo=datetime.UTC).timestamp()
    for digests in _chunks(store.contents(before=before)):
        used = set(context.connection.scalars(select(file.c.sha256).where(file.c.sha256.in_(digests))))
        for digest in digests:
            if digest not in used:
                store.remove(digest)
    store.remove_unfinished(before=before)
    return removed


def release_files(context: Context, records: Mapping[str, Iterable[int]]) -> None:
    """Lets go of the files of records that are gone for good, by entity; their contents go with the next tidying."""
    for entity, ids in records.items():
        for some in _chunks(iter(ids)):
            context.connection.execute(delete(file).where(file.c.entity == entity, file.c.record_id.in_(some)))


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    some: list[Item] = []
    for item in items:
        some.append(item)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some
