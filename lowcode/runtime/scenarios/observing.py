"""What people have been told, given to do, sent; what another system was asked: everything since the beginning."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import delivery, notification, task, task_person, timer
from lowcode.runtime.process.channels.mail_pictures import PICTURES
from lowcode.runtime.process.deliveries import CALL_PREFIX, EMAIL, LANGUAGE, ROBOTS, address_of, decode_payload

_NO_WORDS = frozenset({"people", LANGUAGE, PICTURES})


def notified(context: Context, user: Any) -> list[str]:
    """The texts that reached a user, in the app or otherwise."""
    inside = context.connection.scalars(
        select(notification.c.text).where(notification.c.user_id == user.id).order_by(notification.c.id)
    ).all()
    outside = context.connection.scalars(
        select(delivery.c.payload).where(delivery.c.user_id == user.id).order_by(delivery.c.id)
    ).all()
    posts = context.connection.scalars(
        select(delivery.c.payload).where(delivery.c.channel.in_(ROBOTS)).order_by(delivery.c.id)
    ).all()
    meant = [payload for payload in posts if user.id in decode_payload(payload).get("people", ())]
    return [*inside, *(_words(payload) for payload in (*outside, *meant))]


def mailed(context: Context, to: Any) -> list[str]:
    """The mails to a user or an address."""
    address = to if isinstance(to, str) else address_of(to, EMAIL)
    condition = delivery.c.address == address
    if not isinstance(to, str):
        condition = or_(condition, delivery.c.user_id == to.id)
    statement = select(delivery.c.payload).where(delivery.c.channel == EMAIL, condition)
    return [_words(payload) for payload in context.connection.scalars(statement.order_by(delivery.c.id))]


def failed_timers(context: Context) -> tuple[str, ...]:
    """What went wrong when something was due: the last line of each error."""
    errors = context.connection.scalars(select(timer.c.last_error).where(timer.c.last_error.is_not(None)))
    return tuple(text.strip().splitlines()[-1] for text in errors if text is not None)


def mail_keys(context: Context, to: Any, text: str) -> list[str]:
    """The keys of the mails to somebody that contain a text."""
    address = to if isinstance(to, str) else address_of(to, EMAIL)
    statement = select(delivery.c.key, delivery.c.payload).where(
        delivery.c.channel == EMAIL, delivery.c.address == address
    )
    rows = context.connection.execute(statement.order_by(delivery.c.id.desc()))
    return [key for key, payload in rows if text in _words(payload)]


def tasked(context: Context, user: Any) -> list[str]:
    """The tasks that a user was given."""
    statement = (
        select(task.c.text)
        .join(task_person, task_person.c.task_id == task.c.id)
        .where(task_person.c.user_id == user.id)
        .order_by(task.c.id)
    )
    return list(context.connection.scalars(statement))


def called(context: Context, connection: str) -> list[str]:
    """What another system was asked."""
    statement = select(delivery.c.payload).where(delivery.c.channel == f"{CALL_PREFIX}{connection}")
    return [_words(payload) for payload in context.connection.scalars(statement.order_by(delivery.c.id))]


def _words(payload: str) -> str:
    """All texts of a delivery, however deep; the numbers of those whom it is for are none, and neither are charts."""
    return "\n".join(_texts({name: each for name, each in decode_payload(payload).items() if name not in _NO_WORDS}))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [] if value is None else [str(value)]
