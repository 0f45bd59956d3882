"""Accounts: which users can sign in, and with which password. A user without an account is only a name in lists."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, insert, select, update

from lowcode.runtime.database import system_tables
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.http.passwords import hash_password, needs_new_hash, verify_password

_account = system_tables.account

LONGEST_LOGIN = 254


class LoginTakenError(Exception):
    """Another user signs in under this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is needed to let somebody in."""

    user_id: int
    login: str
    password_hash: str
    is_active: bool


def normal_login(text: str) -> str:
    """The login as it is kept: capitals and spaces around it make no difference."""
    return text.strip().lower()[:LONGEST_LOGIN]


class Accounts:
    """The accounts of an app."""

    def __init__(self, application: ApplicationDefinition) -> None:
        self._user: Table = application.entity_by_name["user"].model.__table__

    def find(self, connection: Connection, login: str) -> Account | None:
        """The account of a login; the user's present e-mail address serves as well."""
        by_email = self._user.c.email.in_([login, normal_login(login)])
        return self._first(connection, _account.c.login == normal_login(login)) or self._first(connection, by_email)

    def of_user(self, connection: Connection, user_id: int) -> Account | None:
        """The account of a user, if he can sign in."""
        return self._first(connection, _account.c.user_id == user_id)

    def _first(self, connection: Connection, condition: ColumnElement[bool]) -> Account | None:
        statement = (
            select(_account.c.user_id, _account.c.login, _account.c.password_hash, self._user.c.active)
            .join(self._user, self._user.c.id == _account.c.user_id)
            .where(condition)
        )
        row = connection.execute(statement).first()
        if row is None:
            return None
        return Account(
            user_id=row.user_id, login=row.login, password_hash=row.password_hash, is_active=row.active is True
        )

    def set_password(
        self,
        connection: Connection,
        user_id: int,
        password_hash: str,
        now: datetime.datetime,
        *,
        must_change: bool,
        login: str | None = None,
    ) -> None:
        """Gives a user this password, and an account if he has none; `login` None keeps it, or takes his e-mail."""
        existing = self.of_user(connection, user_id)
        email = select(self._user.c.email).where(self._user.c.id == user_id)
        wanted = normal_login(login or (existing.login if existing else connection.execute(email).scalar_one()))
        self._refuse_taken(connection, wanted, user_id)
        values = {
            "login": wanted,
            "password_hash": password_hash,
            "must_change": must_change,
            "failed_attempts": 0,
            "locked_until": None,
            "password_changed_at": now,
        }
        if existing is None:
            connection.execute(insert(_account).values(user_id=user_id, **values))
        else:
            connection.execute(update(_account).where(_account.c.user_id == user_id).values(**values))

    def _refuse_taken(self, connection: Connection, login: str, user_id: int) -> None:
        by_login = _account.c.login == login
        taken = select(_account.c.user_id).where(by_login, _account.c.user_id != user_id)
        if connection.execute(taken).first() is not None:
            raise LoginTakenError(login)

    def signed_in(self, connection: Connection, account: Account, password: str, now: datetime.datetime) -> None:
        """Notes a sign-in, and makes the hash as strong as new ones are."""
        values: dict[str, object] = {"last_login_at": now}
        if needs_new_hash(account.password_hash):
            values["password_hash"] = hash_password(password)
        connection.execute(update(_account).where(_account.c.user_id == account.user_id).values(**values))


def is_password_of(account: Account | None, password: str) -> bool:
    """Whether the password opens the account; takes as long where there is none, and for one that is switched off."""
    fits = verify_password(account.password_hash if account is not None else None, password)
    return fits and account is not None and account.is_active
