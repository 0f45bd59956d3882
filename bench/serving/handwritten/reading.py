"""The queries: an index walk for the ids of a page, then the columns that the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from bench.serving.handwritten.tables import bigrams, contacts, customers, deals, history, sessions, users

Rows: TypeAlias = Sequence[Row[*tuple[Any, ...]]]

PAGE = 50
COUNT_LIMIT = 10_000
FILTERS = ("level", "source", "region")
SORTS = ("code", "name", "level", "source", "region", "revenue_cents", "last_contact")


@dataclass(frozen=True, slots=True)
class User:
    """Who asks."""

    id: int
    name: str
    manager: bool
    csrf: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list."""

    rows: Rows
    total: int
    page: int
    pages: int


def signed_in(connection: Connection, token: str) -> User | None:
    """The user of a session."""
    found = connection.execute(
        select(users.c.id, users.c.name, users.c.manager, sessions.c.csrf)
        .join_from(sessions, users)
        .where(sessions.c.token == token)
    ).first()
    return None if found is None else User(found.id, found.name, bool(found.manager), found.csrf)


def listing(connection: Connection, user: User, query: Mapping[str, str]) -> Listing:
    """What the list shows."""
    conditions = _conditions(user, query)
    page = max(1, int(query.get("page", "1")))
    counted = select(customers.c.id).where(*conditions).limit(COUNT_LIMIT + 1).subquery()
    total = connection.execute(select(func.count()).select_from(counted)).scalar_one()
    keys = select(customers.c.id).where(*conditions).order_by(*_order(query)).limit(PAGE).offset((page - 1) * PAGE)
    wanted = keys.subquery()
    rows = connection.execute(
        select(customers, users.c.name.label("owner"))
        .join_from(wanted, customers, customers.c.id == wanted.c.id)
        .join(users)
        .order_by(*_order(query))
    ).all()
    return Listing(rows, total, page, -(-min(total, COUNT_LIMIT) // PAGE))


def record(connection: Connection, user: User, number: int) -> Row[*tuple[Any, ...]] | None:
    """One customer with the owner's name, if this person may see it."""
    return connection.execute(
        select(customers, users.c.name.label("owner"))
        .join_from(customers, users)
        .where(customers.c.id == number, *_mine(user))
    ).first()


def related(connection: Connection, number: int) -> tuple[Rows, Rows]:
    """The customer's contacts and deals."""
    return (
        connection.execute(select(contacts).where(contacts.c.customer_id == number).order_by(contacts.c.id)).all(),
        connection.execute(select(deals).where(deals.c.customer_id == number).order_by(deals.c.id)).all(),
    )


def changes(connection: Connection, number: int) -> Rows:
    """The latest changes of a customer, and by whom."""
    return connection.execute(
        select(history.c.at, history.c.changes, users.c.name)
        .join_from(history, users, history.c.user_id == users.c.id)
        .where(history.c.customer_id == number)
        .order_by(history.c.id.desc())
        .limit(20)
    ).all()


def sellers(connection: Connection) -> Rows:
    """Who can own a customer."""
    return connection.execute(select(users.c.id, users.c.name).order_by(users.c.id)).all()


def _mine(user: User) -> list[ColumnElement[bool]]:
    return [] if user.manager else [customers.c.owner_id == user.id]


def _conditions(user: User, query: Mapping[str, str]) -> list[ColumnElement[bool]]:
    conditions = _mine(user)
    conditions += [customers.c[name] == query[name] for name in FILTERS if query.get(name)]
    if words := query.get("q", "").strip():
        pairs = [words[start : start + 2] for start in range(max(1, len(words) - 1))]
        conditions += [
            customers.c.id.in_(select(bigrams.c.customer_id).where(bigrams.c.bigram == pair)) for pair in pairs
        ]
        if len(words) > 2:
            conditions.append(and_(customers.c.name.contains(words, autoescape=True)))
    return conditions


def _order(query: Mapping[str, str]) -> tuple[ColumnElement[Any], ...]:
    name = query.get("sort", "-last_contact")
    column = customers.c[name.lstrip("-")] if name.lstrip("-") in SORTS else customers.c.last_contact
    return (column.desc(), customers.c.id.desc()) if name.startswith("-") else (column, customers.c.id)
