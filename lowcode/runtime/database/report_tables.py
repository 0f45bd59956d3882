"""The runtime's tables of reports: charts that people keep for themselves, and answers that are kept for a while."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table

from lowcode.runtime.database.types import Text, UtcDateTime

_convention = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s"}
_metadata = MetaData(naming_convention=_convention)

saved_report = Table(
    "system_saved_report",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
    Column("entity", String(63), nullable=False),
    Column("title", Text(120), nullable=False),
    Column("query", Text(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Index("ix_system_saved_report_user_id_entity", "user_id", "entity"),
)
"""A chart that somebody made of a list: its address, for himself alone."""

snapshot = Table(
    "system_snapshot",
    _metadata,
    Column("key", String(64), primary_key=True),
    Column("report", String(63), nullable=False),
    Column("made_at", UtcDateTime(), nullable=False),
    Column("used_at", UtcDateTime(), nullable=False),
    Column("content", Text(), nullable=False),
    Index("ix_system_snapshot_made_at", "made_at"),
)
"""Answers of reports that say `refresh every …`. `key` is a hash of all that was asked, rights among it; `content` is
JSON. What nobody has read since it was made (`used_at`) is not made anew."""

ALL = (saved_report, snapshot)
