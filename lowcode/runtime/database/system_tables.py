"""The runtime's own tables: accounts, sessions, history, recycle bin, counters, preferences, sign-in attempts, files.

Queries use the tables below as they are; `define` copies them into an app's metadata, where their
references to the app's `user` table resolve. Their names start with `system_`, which entities may not.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from lowcode.runtime.database import api_tables, embed_tables, migration_tables, process_tables, report_tables
from lowcode.runtime.database.types import Text, UtcDateTime

_convention = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s"}
_metadata = MetaData(naming_convention=_convention)

account = Table(
    "system_account",
    _metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("login", Text(254), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("must_change", Boolean(create_constraint=False), nullable=False),
    Column("failed_attempts", Integer, nullable=False),
    Column("locked_until", UtcDateTime()),
    Column("password_changed_at", UtcDateTime(), nullable=False),
    Column("last_login_at", UtcDateTime()),
    UniqueConstraint("login", name="uq_system_account_login"),
)
"""Who can sign in. `login` is lower-case (the user's e-mail unless said otherwise); `password_hash` is argon2."""

session = Table(
    "system_session",
    _metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("last_seen_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False),
    Column("csrf_token", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("user_agent", String(400), nullable=False),
    Index("ix_system_session_user_id", "user_id"),
    Index("ix_system_session_expires_at", "expires_at"),
)
"""Signed-in browsers. Only the hash of the cookie's token is kept, so that a copy of the database opens nothing."""

login_attempt = Table(
    "system_login_attempt",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime(), nullable=False),
    Column("login", Text(254), nullable=False),
    Column("address", String(64), nullable=False),
    Column("succeeded", Boolean(create_constraint=False), nullable=False),
    Index("ix_system_login_attempt_login_at", "login", "at"),
    Index("ix_system_login_attempt_address_at", "address", "at"),
)
"""Sign-ins, successful or not, for throttling and for the record."""

preference = Table(
    "system_preference",
    _metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("key", String(120), primary_key=True),
    Column("value", Text(), nullable=False),
)
"""What a user chose for himself (`locale`, `theme`, `columns.customer`); `value` is JSON."""

history = Table(
    "system_history",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime(), nullable=False),
    Column("user_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("entity", String(63), nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", String(20), nullable=False),
    Column("changes", Text(), nullable=False),
    Column("origin", Text(200)),
    Index("ix_system_history_entity_record_id_id", "entity", "record_id", "id"),
    Index("ix_system_history_user_id", "user_id"),
)
"""Append-only: what was done to which record, and the version that it led to. `action` is create,
update, delete or restore; `changes` is JSON: `[[field, old, new], …]`, rows of sub-tables as `lines[3].price`.
`origin` is what did it if no person did directly: `rule assign_east`, `approval big_deal`, `timer …`."""

recycle_bin = Table(
    "system_recycle_bin",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("deleted_at", UtcDateTime(), nullable=False),
    Column("deleted_by_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("entity", String(63), nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("title", Text(), nullable=False),
    Column("content", Text(), nullable=False),
    Index("ix_system_recycle_bin_deleted_at", "deleted_at"),
    Index("ix_system_recycle_bin_entity_record_id", "entity", "record_id"),
    Index("ix_system_recycle_bin_deleted_by_id", "deleted_by_id"),
)
"""Deleted records with everything they owned, as JSON, ready to be restored whole."""

counter = Table(
    "system_counter",
    _metadata,
    Column("key", Text(200), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""The last number given per autonumber field and period: `customer.code:KH-2026-`."""

seed = Table(
    "system_seed",
    _metadata,
    Column("key", Text(200), primary_key=True),
    Column("entity", String(63), nullable=False),
    Column("record_id", Integer, nullable=False),
)
"""Records of `data` and `sample` that were loaded, by handle, so that loading again adds only what is new."""

file = Table(
    "system_file",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("name", Text(120), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("created_by_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("entity", String(63)),
    Column("record_id", Integer),
    Column("field", String(130)),
    Index("ix_system_file_entity_record_id_field", "entity", "record_id", "field"),
    Index("ix_system_file_sha256", "sha256"),
    Index("ix_system_file_created_by_id", "created_by_id"),
    Index("ix_system_file_record_id_created_at", "record_id", "created_at"),
    sqlite_autoincrement=True,
)
"""Files that people have brought, by the content's SHA-256; without a record they are not attached yet. Ids are never
given again, because values and history name files by them."""

ALL = (
    account,
    session,
    login_attempt,
    preference,
    history,
    recycle_bin,
    counter,
    seed,
    file,
    *process_tables.ALL,
    *api_tables.ALL,
    *report_tables.ALL,
    *embed_tables.ALL,
    *migration_tables.ALL,
)


def define(metadata: MetaData) -> None:
    """Copies the tables into the metadata of an app."""
    for table in ALL:
        table.to_metadata(metadata)
