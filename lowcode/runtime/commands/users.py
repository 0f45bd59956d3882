"""`user add | list | password | roles`: who can sign in, managed from the terminal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from lowcode.runtime.commands.console import Console
from lowcode.runtime.context import ADMINISTRATOR, Context
from lowcode.runtime.database.system_tables import account
from lowcode.runtime.definitions import EntityDefinition, ManyChoiceOf
from lowcode.runtime.http.accounts import Accounts, LoginTakenError
from lowcode.runtime.http.passwords import hash_password, password_problem, temporary_password
from lowcode.runtime.saving.outcome import Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission
from lowcode.runtime.saving.validation import option_names


def add_user(
    console: Console, email: str, *, name: str | None, roles: Sequence[str], from_stdin: bool, generate: bool
) -> None:
    """Adds a user who can sign in. The first of all becomes administrator unless roles are given."""
    wanted = list(roles)
    check_roles(console, wanted)
    password = _read_password(console, email, from_stdin=from_stdin, generate=generate)
    with console.writing() as context:
        user_id = find_user(context, email)
        is_new = user_id is None
        if not roles and is_new and _has_no_accounts(context):
            wanted = [ADMINISTRATOR]
        values: dict[str, Any] = {"active": True}
        if is_new:
            values |= {"name": name or email.partition("@")[0], "email": email}
        elif name:
            values["name"] = name
        if wanted:
            values["roles"] = tuple(wanted)
        user_id = save_user(console, context, user_id, values)
        set_password(console, context, user_id, password, must_change=generate)
    console.print("user.added" if is_new else "user.given", email=email)
    if generate:
        console.print("user.generated", password=password)


def list_users(console: Console) -> None:
    """A line per user: address, name, roles, whether he can sign in."""
    model: Any = _user(console).model
    with console.reading() as context:
        accounts = set(context.connection.scalars(select(account.c.user_id)))
        users = context.session.scalars(select(model).order_by(model.id)).all()
        for user in users:
            state = "user.can_sign_in" if user.id in accounts else "user.no_account"
            if not user.active:
                state = "user.inactive"
            roles = ",".join(user.roles) or "-"
            console.print("user.line", email=user.email, name=user.name, roles=roles, state=console.words.say(state))
        if not users:
            console.print("user.none")


def change_password(console: Console, email: str, *, from_stdin: bool, generate: bool) -> None:
    """Sets a password; whoever forgot his gets a generated one that he must change."""
    password = _read_password(console, email, from_stdin=from_stdin, generate=generate)
    with console.writing() as context:
        user_id = find_user(context, email)
        if user_id is None:
            raise console.fail("user.unknown", email=email)
        set_password(console, context, user_id, password, must_change=generate)
    console.print("user.password", email=email)
    if generate:
        console.print("user.generated", password=password)


def change_roles(console: Console, email: str, roles: Sequence[str]) -> None:
    """Replaces the roles of a user."""
    check_roles(console, roles)
    with console.writing() as context:
        user_id = find_user(context, email)
        if user_id is None:
            raise console.fail("user.unknown", email=email)
        save_user(console, context, user_id, {"roles": tuple(roles)})
    console.print("user.roles", email=email, roles=", ".join(roles) or "-")


def find_user(context: Context, email: str) -> int | None:
    """The id of the user with this address."""
    model: Any = context.application.entity_by_name["user"].model
    found: int | None = context.connection.execute(select(model.id).where(model.email == email)).scalar()
    return found


def save_user(console: Console, context: Context, user_id: int | None, values: dict[str, Any]) -> int:
    """Saves the user's record like any other."""
    outcome = save(context, _user(console), user_id, Submission(values=values, is_trusted=True))
    if not isinstance(outcome, Saved):
        problems = "; ".join(f"{each.path}: {each.code}" for each in getattr(outcome, "problems", ()))
        raise console.fail("seed.refused", record=values.get("email", user_id), problems=problems)
    return outcome.record_id


def set_password(console: Console, context: Context, user_id: int, password: str, *, must_change: bool) -> None:
    """Gives the user an account with this password."""
    accounts = Accounts(console.application)
    try:
        accounts.set_password(
            context.connection, user_id, hash_password(password), context.now, must_change=must_change
        )
    except LoginTakenError as error:
        raise console.fail("login.taken", login=str(error)) from error


def role_names(console: Console) -> frozenset[str]:
    """The roles that a user can have."""
    kind = _user(console).field_by_name["roles"].type
    if not isinstance(kind, ManyChoiceOf):
        raise TypeError("the field `roles` of users is a list of roles")
    return option_names(console.application.choice_by_name[kind.choice])


def check_roles(console: Console, roles: Sequence[str]) -> None:
    """Refuses roles that the app does not have."""
    known = role_names(console)
    for role in roles:
        if role not in known:
            raise console.fail("role.unknown", role=role, known=", ".join(sorted(known)))


def _has_no_accounts(context: Context) -> bool:
    return context.connection.execute(select(account.c.user_id).limit(1)).first() is None


def _read_password(console: Console, email: str, *, from_stdin: bool, generate: bool) -> str:
    if generate:
        return temporary_password()
    if from_stdin or not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise console.fail("password.none")
    else:
        password = getpass.getpass(console.words.say("password.ask"))
        if password != getpass.getpass(console.words.say("password.again")):
            raise console.fail("password.differ")
    problem = password_problem(password, email)
    if problem is not None:
        raise console.fail(problem)
    return password


def _user(console: Console) -> EntityDefinition:
    return console.application.entity_by_name["user"]
