"""The runtime's table of embed links: addresses that show a dashboard or a report on other sites."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

from lowcode.runtime.database.types import Text, UtcDateTime

_convention = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s"}
_metadata = MetaData(naming_convention=_convention)

embed = Table(
    "system_embed",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("name", String(63), nullable=False),
    Column("query", Text(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False),
    Column("last_used_at", UtcDateTime()),
    Column("revoked_at", UtcDateTime()),
    UniqueConstraint("token_hash", name="uq_system_embed_token_hash"),
    Index("ix_system_embed_user_id", "user_id"),
    Index("ix_system_embed_expires_at", "expires_at"),
)
"""A link to a page (`kind`: dashboard or report, by `name`) with the filters of the moment it was made in (`query`). It
shows what its user may see and export at the moment of each view. Only the SHA-256 of its token is kept."""

ALL = (embed,)
