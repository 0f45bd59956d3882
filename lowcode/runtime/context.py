"""The circumstances in which code of an app runs: who asks, when, in which language, over which connection."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from lowcode.runtime.definitions import ApplicationDefinition, Label

if TYPE_CHECKING:
    from lowcode.runtime.saving.followed import Followed

EVERYONE = "everyone"
"""The role that each signed-in user has."""

ADMINISTRATOR = "admin"
"""The role that manages users and departments."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who asks. Cached by the session layer until the user changes."""

    user_id: int | None = None
    """None for nobody: the command line, work without a user."""
    name: str = ""
    roles: frozenset[str] = frozenset()
    """All roles of the user, included ones and `everyone` among them."""
    department_id: int | None = None
    is_system: bool = False
    """The app itself (loading data, recomputing): passes every access check."""
    user: Any = None
    """The user's record, detached from any session, with its columns loaded."""


SYSTEM = Identity(name="system", is_system=True)


@dataclass(kw_only=True)
class Context:
    """One request's (or command's) circumstances. Cheap to make; what costs a query waits until it is asked for."""

    application: ApplicationDefinition
    connection: Connection
    identity: Identity
    now: datetime.datetime
    """UTC, naive, whole seconds."""
    timezone: ZoneInfo
    locale: str
    options: Mapping[str, Any] = field(default_factory=dict)
    """Room for the layers above (request-scoped values of theirs)."""
    origin: str | None = None
    """What acts if no person does directly: `rule assign_east`. It is written into histories."""
    about: tuple[str, int] | None = None
    """The record that what acts is about."""
    chain: tuple[str, ...] = ()
    """The origins that led here, one after another."""
    basis: Context | None = None
    """The context that this one acts within; both have one session."""
    followed: Followed | None = None
    """Where saving notes which other records have changed by it."""

    def acting(self, origin: str, about: tuple[str, int] | None = None) -> Context:
        """The app itself at work within this context: same session, connection, moment and `me`; no access check."""
        return replace(
            self,
            identity=replace(self.identity, is_system=True),
            origin=origin,
            about=about,
            chain=(*self.chain, origin),
            basis=self,
            followed=None,
        )

    @cached_property
    def today(self) -> datetime.date:
        """Today in the app's time zone."""
        return self.now.replace(tzinfo=datetime.UTC).astimezone(self.timezone).date()

    @cached_property
    def session(self) -> Session:
        """A unit of work on the connection's transaction. Whoever saves flushes; commit belongs to the connection."""
        if self.basis is not None:
            return self.basis.session
        return Session(bind=self.connection, autoflush=False, expire_on_commit=False)

    @property
    def user_id(self) -> int | None:
        """The signed-in user's id."""
        return self.identity.user_id

    @cached_property
    def me(self) -> Any:
        """The signed-in user's record, or None. Attached to this context's session, so that its references load."""
        if self.basis is not None and self.basis.user_id == self.user_id:
            return self.basis.me
        if self.identity.user is not None:
            return self.session.merge(self.identity.user, load=False)
        if self.identity.user_id is None:
            return None
        return self.session.get(self.application.entity_by_name["user"].model, self.identity.user_id)

    def forget_records(self) -> None:
        """Lets go of all loaded records, after they were deleted or changed behind the session's back."""
        self.session.expunge_all()
        context: Context | None = self
        while context is not None:
            context.__dict__.pop("me", None)
            context = context.basis

    def forget_deleted(self, records: Iterable[Any]) -> None:
        """Lets go of the records that were deleted, which keep their values; the others are read anew when asked."""
        session = self.session
        for record in records:
            session.expunge(record)
        session.expire_all()

    @cached_property
    def locale_index(self) -> int:
        """The place of the locale in each `Label`; an unknown one reads the default."""
        locales = self.application.locales
        return locales.index(self.locale) if self.locale in locales else 0

    def has_role(self, role: str) -> bool:
        """Whether the signed-in user has the role, directly or by inclusion."""
        return role in self.identity.roles

    def text(self, label: Label) -> str:
        """The label in the context's language."""
        return label.texts[min(self.locale_index, len(label.texts) - 1)]


def utc_now() -> datetime.datetime:
    """The present moment as the app keeps it: UTC, naive, whole seconds."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)


def make_context(
    application: ApplicationDefinition,
    connection: Connection,
    identity: Identity = SYSTEM,
    *,
    locale: str | None = None,
    now: datetime.datetime | None = None,
    options: Mapping[str, Any] | None = None,
) -> Context:
    """A context for now, in the app's time zone and default language unless said otherwise."""
    return Context(
        application=application,
        connection=connection,
        identity=identity,
        now=now or utc_now(),
        timezone=ZoneInfo(application.timezone),
        locale=locale or application.locales[0],
        options=options or {},
    )
