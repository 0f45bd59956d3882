"""What a user chose for himself: language, colours, columns. Values are JSON in a table of the runtime."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from lowcode.runtime.database import system_tables

_preference = system_tables.preference

APPEARANCE: Final = "appearance"
"""The preference that each request needs; it comes with the session."""

THEMES: Final = ("auto", "light", "dark")

_read = select(_preference.c.value).where(
    _preference.c.user_id == bindparam("owner"), _preference.c.key == bindparam("name")
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """Language and colours; None where the user has not chosen."""

    locale: str | None = None
    theme: str | None = None

    @classmethod
    def from_json(cls, text: str | None) -> Appearance:
        """What the preference says; nothing, where it is not there."""
        if text is None:
            return NOTHING_CHOSEN
        value = msgspec.json.decode(text, type=dict[str, str | None])
        return cls(locale=value.get("locale"), theme=value.get("theme"))


NOTHING_CHOSEN: Final = Appearance()


def read_preference(connection: Connection, user_id: int, key: str) -> Any:
    """The value, or None."""
    text = connection.execute(_read, {"owner": user_id, "name": key}).scalar_one_or_none()
    return None if text is None else msgspec.json.decode(text)


def appearances(connection: Connection, user_ids: Collection[int]) -> Mapping[int, Appearance]:
    """What each of the users chose, as far as they did."""
    chosen = (_preference.c.user_id.in_(user_ids), _preference.c.key == APPEARANCE)
    rows = connection.execute(select(_preference.c.user_id, _preference.c.value).where(*chosen))
    return {user_id: Appearance.from_json(value) for user_id, value in rows}


def write_preference(connection: Connection, user_id: int, key: str, value: Any) -> None:
    """Keeps the value; None forgets it."""
    connection.execute(delete(_preference).where(_preference.c.user_id == user_id, _preference.c.key == key))
    if value is not None:
        text = msgspec.json.encode(value).decode()
        connection.execute(insert(_preference).values(user_id=user_id, key=key, value=text))


def write_appearance(connection: Connection, user_id: int, appearance: Appearance) -> None:
    """Keeps language and colours."""
    write_preference(connection, user_id, APPEARANCE, {"locale": appearance.locale, "theme": appearance.theme})
