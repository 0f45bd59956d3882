"""Stand-ins for the models of the moment, which a revision cannot import: tables as they are between two releases."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, MetaData, Table, TableClause, column, table
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What expressions of a revision know beside the records: the time of the migration. Nobody is signed in."""

    now: datetime.datetime
    """UTC, naive, whole seconds."""
    timezone: ZoneInfo
    user: None = None

    @property
    def today(self) -> datetime.date:
        """The day in the app's time zone."""
        return self.now.replace(tzinfo=datetime.UTC).astimezone(self.timezone).date()


def moment(timezone: str) -> Moment:
    """Now, for an app in this time zone."""
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0, tzinfo=None)
    return Moment(now=now, timezone=ZoneInfo(timezone))


def record_class(name: str, table_name: str, columns: Mapping[str, Column[Any] | TypeEngine[Any]]) -> type[Any]:
    """A class whose attributes are columns of the table; one without a name of its own is called like its attribute."""
    named = {
        attribute: found if isinstance(found, Column) else Column(attribute, found)
        for attribute, found in columns.items()
    }
    mapped = Table(table_name, MetaData(), *named.values())
    keys = [mapped.c.id] if "id" in mapped.c else list(mapped.c)
    made = type(name, (), {})
    properties = {attribute: mapped.c[found.name] for attribute, found in named.items()}
    registry().map_imperatively(made, mapped, properties=properties, primary_key=keys)
    return made


def link_table(name: str, *columns: str) -> TableClause:
    """The table that joins the records of two others."""
    return table(name, *map(column, columns))
