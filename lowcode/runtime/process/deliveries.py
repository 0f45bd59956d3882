"""What leaves the app: a row per channel and receiver (or group), written in the transaction of the business change.

Sending is `lowcode.runtime.process.sending`'s business: it takes each row, at least once, always with the row's key.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

import msgspec
from sqlalchemy import Connection, insert, select, update

from lowcode.runtime.context import Context
from lowcode.runtime.database.process_tables import delivery as _table
from lowcode.runtime.database.record import Record
from lowcode.runtime.process.languages import language_of
from lowcode.runtime.process.notifications import notify_user
from lowcode.runtime.process.preferences import NO_PREFERENCES, message_preferences
from lowcode.runtime.process_definitions import ConnectionDefinition

APP: Final = "app"
EMAIL: Final = "email"
SMS: Final = "sms"
ROBOTS: Final = frozenset({"wecom", "dingtalk", "feishu"})
"""Channels whose messages everybody in a group reads: each is posted once, and mentions those whom it is for."""

CALL_PREFIX: Final = "call:"
"""What the channel of a call begins with; the connection's name follows."""

LANGUAGE: Final = "language"
"""What a payload calls the language of its reader, for what the app adds to a text."""

PHONES_APART: Final = ", "
"""Between the phone numbers that a post mentions."""

_INSERT = insert(_table).inline()


@dataclass(frozen=True, slots=True)
class Request:
    """What another system is asked. `path` follows the connection's base; the body is values, lists and dicts."""

    method: str
    path: str
    body: Any = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What is told: Markdown, and a subject where the channel has room for one."""

    text: str
    subject: str | None = None


About: TypeAlias = tuple[str, int] | None
"""Entity and id of the record that something is about."""


def tell(
    context: Context,
    channel: str,
    to: Any,
    letter: Letter,
    about: About = None,
    message: str | None = None,
    origin: str | None = None,
) -> None:
    """Sends a letter over one channel to a user (his record), or to the address of somebody who is none.

    `app` is the user's list of messages. Users hear from other channels when their hours of quiet are over, and get
    mails collected if they want them so. `message` names the message of the spec whose readers are watched.
    """
    text, subject = letter.text, letter.subject
    if channel == APP:
        if to is not None and not isinstance(to, str):
            notify_user(context, to.id, text if subject is None else f"{subject}\n{text}", about, origin)
        return
    payload = {"text": text} if subject is None else {"subject": subject, "text": text}
    deliver(context, channel, to, payload, about, message, origin)


def tell_group(
    context: Context,
    channel: str,
    to: Sequence[Any],
    letter: Letter,
    about: About = None,
    message: str | None = None,
    origin: str | None = None,
) -> None:
    """Sends a letter to a group of a chat, once for all whom it is for: users (their records) and phone numbers.

    It is posted as soon as any of them may be told, and mentions those who may be told by then.
    """
    moments = [_may_be_told_at(context, each) for each in to]
    first = min(moments, default=context.now)
    told = [each for each, moment in zip(to, moments, strict=True) if moment == first]
    users = [each.id for each in told if not isinstance(each, str)]
    phones = [each if isinstance(each, str) else address_of(each, channel) for each in told]
    payload = {"text": letter.text, "people": users}
    entity, record_id = about or (None, None)
    row = {
        "channel": channel,
        "address": PHONES_APART.join(dict.fromkeys(each for each in phones if each)) or None,
        "user_id": None,
        "entity": entity,
        "record_id": record_id,
        "message": message,
        "payload": encode_payload(payload if letter.subject is None else {"subject": letter.subject, **payload}),
        "status": "waiting",
        "next_attempt_at": first,
        "origin": origin,
    }
    _insert(context, row)


def call(
    context: Context,
    connection: ConnectionDefinition,
    request: Request,
    about: About = None,
    origin: str | None = None,
) -> str:
    """Asks another system, once this transaction is committed; the answer is the call's key."""
    payload = {"method": request.method.upper(), "path": request.path, "body": request.body}
    return deliver(context, f"{CALL_PREFIX}{connection.name}", None, payload, about, None, origin)


def deliver(
    context: Context,
    channel: str,
    to: Any,
    payload: Mapping[str, Any],
    about: About = None,
    message: str | None = None,
    origin: str | None = None,
) -> str:
    """Writes the row; the answer is its key, which the receiver gets too. `to`: a user's record, an address or None."""
    user = None if isinstance(to, str) else to
    preferences = NO_PREFERENCES if user is None else message_preferences(context.connection, user.id)
    if channel == EMAIL and user is not None:
        payload = {**payload, LANGUAGE: language_of(context, user.id)}
    digest_at = preferences.next_digest(context.now, context.timezone) if channel == EMAIL else None
    entity, record_id = about or (None, None)
    row = {
        "channel": channel,
        "address": to if user is None else address_of(user, channel),
        "user_id": None if user is None else user.id,
        "entity": entity,
        "record_id": record_id,
        "message": message,
        "payload": encode_payload(payload),
        "status": "waiting" if digest_at is None else "digest",
        "next_attempt_at": digest_at or preferences.quiet_end(context.now, context.timezone) or context.now,
        "origin": origin,
    }
    return _insert(context, row)


def deliver_digest(context: Context, user_id: int, address: str | None, payload: Mapping[str, Any]) -> str:
    """Writes the row of a collection of mails, to be sent at once."""
    row = {
        "channel": EMAIL,
        "address": address,
        "user_id": user_id,
        "payload": encode_payload(payload),
        "status": "waiting",
        "next_attempt_at": context.now,
    }
    return _insert(context, row)


def _may_be_told_at(context: Context, to: Any) -> datetime.datetime:
    """When somebody's quiet is over."""
    if isinstance(to, str):
        return context.now
    return message_preferences(context.connection, to.id).quiet_end(context.now, context.timezone) or context.now


def _insert(context: Context, row: dict[str, Any]) -> str:
    key = secrets.token_hex(20)
    context.connection.execute(_INSERT, {**row, "key": key, "attempts": 0, "created_at": context.now})
    return key


def address_of(user: Any, channel: str) -> str | None:
    """Where a user is reached: by his e-mail address, or by his phone number, which chat robots mention him by."""
    found: str | None = user.email if channel == EMAIL else user.phone
    return found or None


def cancel_deliveries(connection: Connection, entity: str, record_id: int, channel: str) -> int:
    """Takes back what has not been sent over a channel about a record; how many."""
    of_record = (_table.c.entity == entity, _table.c.record_id == record_id, _table.c.channel == channel)
    waiting = _table.c.status.in_(("waiting", "digest"))
    return connection.execute(update(_table).where(*of_record, waiting).values(status="cancelled")).rowcount


def deliveries_about(connection: Connection, entity: str, record_id: int, *, limit: int = 100) -> list[Any]:
    """The rows about a record, the newest first."""
    of_record = (_table.c.entity == entity, _table.c.record_id == record_id)
    return list(connection.execute(select(_table).where(*of_record).order_by(_table.c.id.desc()).limit(limit)))


def encode_payload(payload: Mapping[str, Any]) -> str:
    """As JSON, in which amounts are numbers with all their digits."""
    return _encoder.encode(payload).decode()


def decode_payload(text: str) -> dict[str, Any]:
    """The payload again; numbers with a point are exact."""
    return _decoder.decode(text)


def _plain(value: Any) -> Any:
    """Values that JSON does not know: a record is its id."""
    if isinstance(value, Record):
        return value.id
    if hasattr(value, "__iter__"):
        return list(value)
    raise NotImplementedError(f"{type(value).__name__} cannot be sent")


_encoder = msgspec.json.Encoder(enc_hook=_plain, decimal_format="number")
_decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
