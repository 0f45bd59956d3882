"""The tables with the composite indexes of the list's filters and sorts, and bigrams for the search."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(80), unique=True, nullable=False),
    Column("name", String(80), nullable=False),
    Column("password", String(200), nullable=False),
    Column("manager", Integer, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
)
customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), unique=True, nullable=False),
    Column("name", String(200), unique=True, nullable=False),
    Column("level", String(20), nullable=False),
    Column("source", String(20), nullable=False),
    Column("region", String(20), nullable=False),
    Column("revenue_cents", BigInteger),
    Column("owner_id", ForeignKey("users.id"), nullable=False),
    Column("last_contact", DateTime),
    CheckConstraint("revenue_cents < 100000000000000", name="revenue"),
    Index("by_contact", "last_contact", "id"),
    Index("by_owner", "owner_id", "last_contact", "id"),
    Index("by_level", "level", "revenue_cents", "id"),
    Index("by_level_contact", "level", "last_contact", "id"),
    Index("by_source", "source", "last_contact", "id"),
    Index("by_region", "region", "last_contact", "id"),
    Index("by_revenue", "revenue_cents", "id"),
)
bigrams = Table(
    "customer_bigrams",
    metadata,
    Column("bigram", String(2), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    sqlite_with_rowid=False,
)
contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("mobile", String(20), unique=True, nullable=False),
    Column("email", String(254)),
)
deals = Table(
    "deals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("close_on", Date, nullable=False),
)
history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False, index=True),
    Column("user_id", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("changes", Text, nullable=False),
)


def bigrams_of(*texts: str) -> set[str]:
    """All pairs of neighbouring characters."""
    return {text[start : start + 2] for text in texts for start in range(len(text) - 1)}
