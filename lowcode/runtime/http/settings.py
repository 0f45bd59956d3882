"""What the owner of an installation decides, read from the environment once at start."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from lowcode.runtime.context import utc_now
from lowcode.runtime.database.engine import database_url, reports_database_url
from lowcode.runtime.files.store import files_folder

_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?", re.IGNORECASE)
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


class SettingsError(Exception):
    """A setting that cannot be understood; the message names it and says what it may be."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How one installation of an app is served."""

    folder: Path
    """The project's folder: `custom/` and the default database are below it."""
    database: URL
    reports_database: URL | None = None
    """A copy of the database that follows it, for reports (`REPORTS_DATABASE_URL`); None: there is none."""
    threads: int = 2
    """Handlers that run at the same time in a process; more of them only queue for Python's lock (measured)."""
    hosts: tuple[str, ...] = ("*",)
    """Names that the app answers to (`LOWCODE_HOSTS`); `*` is any, `*.example.com` all below it."""
    secure_cookies: bool = False
    """Whether cookies are for https only, whatever the request seemed to be (`LOWCODE_HTTPS`)."""
    trusted_proxies: int = 0
    """How many proxies stand before the app and add to `X-Forwarded-For` (`LOWCODE_PROXIES`)."""
    body_limit: int = 5 * 1024 * 1024
    """The largest request body without its files, in bytes (`LOWCODE_BODY_LIMIT`)."""
    files: Path | None = None
    """Where files are kept (`LOWCODE_FILES`); None: `data/files` in the project's folder."""
    file_limit: int = 100 * 1024 * 1024
    """The largest file that is taken, in bytes (`LOWCODE_FILE_LIMIT`); fields may ask for smaller ones."""
    session_lifetime: datetime.timedelta = datetime.timedelta(days=14)
    """A session ends so long after its last use (`LOWCODE_SESSION_DAYS`)."""
    has_api: bool = True
    """Whether programs may work here with tokens (`LOWCODE_API`); without it nobody makes any, either."""
    api_rate: int = 1200
    """Requests of one token that a process answers within a minute (`LOWCODE_API_RATE`); 0: as many as come."""
    embed_origins: tuple[str, ...] = ("'self'",)
    """Sites that may show embed links in a frame (`LOWCODE_EMBED_ORIGINS`); by default the app's own."""
    logs_requests: bool = True
    """Whether each request is written to the log: method, path, status, time, address (`LOWCODE_LOG_REQUESTS`)."""
    jobs: bool = False
    """Whether the server also does what waits: timers, mails (`LOWCODE_JOBS`; by default where it is SQLite)."""
    clock: Callable[[], datetime.datetime] = utc_now
    """The present moment, UTC and naive; tests move it."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], folder: Path, application: str) -> Settings:
        """The settings that the environment gives; what it does not mention has its default."""
        database = database_url(environment, folder, application)
        return cls(
            folder=folder,
            database=database,
            reports_database=reports_database_url(environment),
            threads=_integer(environment, "LOWCODE_THREADS", 2, minimum=1),
            hosts=_hosts(environment),
            secure_cookies=_flag(environment, "LOWCODE_HTTPS"),
            trusted_proxies=_integer(environment, "LOWCODE_PROXIES", 0, minimum=0),
            body_limit=_integer(environment, "LOWCODE_BODY_LIMIT", 5 * 1024 * 1024, minimum=1024),
            files=files_folder(environment, folder),
            file_limit=_integer(environment, "LOWCODE_FILE_LIMIT", 100 * 1024 * 1024, minimum=1024),
            jobs=_flag(environment, "LOWCODE_JOBS", default=database.get_backend_name() == "sqlite"),
            has_api=_flag(environment, "LOWCODE_API", default=True),
            api_rate=_integer(environment, "LOWCODE_API_RATE", 1200, minimum=0),
            embed_origins=_origins(environment),
            logs_requests=_flag(environment, "LOWCODE_LOG_REQUESTS", default=True),
            session_lifetime=datetime.timedelta(days=_integer(environment, "LOWCODE_SESSION_DAYS", 14, minimum=1)),
        )


def _integer(environment: Mapping[str, str], name: str, default: int, *, minimum: int) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < minimum:
        raise SettingsError(f"{name} is {text!r}; it must be a whole number, at least {minimum}")
    return int(text)


def _flag(environment: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    text = environment.get(name, "").strip().lower()
    if not text:
        return default
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise SettingsError(f"{name} is {text!r}; it must be 1 or 0")


def _origins(environment: Mapping[str, str]) -> tuple[str, ...]:
    names = environment.get("LOWCODE_EMBED_ORIGINS", "").replace(",", " ").split()
    for name in names:
        if name != "'self'" and not _ORIGIN.fullmatch(name):
            raise SettingsError(f"LOWCODE_EMBED_ORIGINS names {name!r}; write `https://www.example.com` or `'self'`")
    return tuple(names) or ("'self'",)


def _hosts(environment: Mapping[str, str]) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in environment.get("LOWCODE_HOSTS", "").split(",") if name.strip())
    for name in names:
        if "*" in name.lstrip("*.") or (name.startswith("*") and name != "*" and not name.startswith("*.")):
            raise SettingsError(f"LOWCODE_HOSTS names {name!r}; write `app.example.com`, `*.example.com` or `*`")
    return names or ("*",)
