"""The base of every record of a generated app, and the metadata that its tables live in.

A generated app has one declarative base of its own, so that several apps fit in one process::

    class Model(Record, DeclarativeBase):
        metadata = application_metadata()
"""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, MetaData
from sqlalchemy.orm import Mapped, mapped_column

from lowcode.runtime.database import system_tables
from lowcode.runtime.database.types import UtcDateTime

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Names of constraints. Generated code passes final names (cut to 63 bytes); this covers what has none.
There is no entry for `ck`: a convention would prefix the final names of checks once more."""

SYSTEM_COLUMNS = ("id", "created_at", "created_by_id", "updated_at", "updated_by_id", "version")
"""The columns of every record that are not fields of the specification."""


class Record:
    """What every record has: an identity, who made and last changed it and when, and a version against lost updates."""

    __table__: ClassVar[Any]
    """The `Table`; `DeclarativeBase` calls it by a wider type, which this may not narrow."""

    __mapper_args__: ClassVar[Any] = {"confirm_deleted_rows": False}
    """Rows that make way for others have been deleted before the flush comes to them."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime())
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)


def application_metadata() -> MetaData:
    """Metadata for the tables of one app, the runtime's own tables included."""
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    system_tables.define(metadata)
    return metadata
