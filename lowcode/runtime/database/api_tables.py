"""The API's own tables: tokens, and the answers that are kept so that a repeated request does nothing twice."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from lowcode.runtime.database.types import Text, UtcDateTime

_convention = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s"}
_metadata = MetaData(naming_convention=_convention)

token = Table(
    "system_token",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text(80), nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("scopes", String(60), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime()),
    Column("last_used_at", UtcDateTime()),
    Column("last_address", String(64)),
    Column("revoked_at", UtcDateTime()),
    Column("revoked_by_id", ForeignKey("user.id", ondelete="SET NULL")),
    UniqueConstraint("token_hash", name="uq_system_token_token_hash"),
    Index("ix_system_token_user_id", "user_id"),
    Index("ix_system_token_revoked_by_id", "revoked_by_id"),
    sqlite_autoincrement=True,
)
"""Secrets that programs show instead of a password, each with the rights of its user as far as `scopes` (words with
blanks between) go. Only the SHA-256 is kept: a token has 256 random bits, so nothing is to be guessed from it.
`prefix` is the beginning, by which people recognise it. Revoked ones stay, because histories speak of them."""

kept_answer = Table(
    "system_kept_answer",
    _metadata,
    Column("token_id", ForeignKey("system_token.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("key", String(64), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("at", UtcDateTime(), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text(), nullable=False),
    Column("body", Text(), nullable=False),
    Index("ix_system_kept_answer_at", "at"),
)
"""What was answered to a request with an `Idempotency-Key`, for a day. `key` and `request` (method, address, body) are
SHA-256; `headers` is JSON. The row is written in the transaction of the request: there is one if it was done."""

ALL = (token, kept_answer)
