"""A running app: its declarations together with database, templates and static files. Made once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from lowcode.runtime.api.rates import Rates
from lowcode.runtime.api.tokens import Tokens
from lowcode.runtime.database.engine import open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.files.store import OPTION as FILES
from lowcode.runtime.files.store import FileStore, files_folder
from lowcode.runtime.http.accounts import Accounts
from lowcode.runtime.http.sessions import Sessions
from lowcode.runtime.http.settings import Settings
from lowcode.runtime.http.static import StaticFiles
from lowcode.runtime.pages.rendering import Renderer
from lowcode.runtime.process.live import Feed
from lowcode.runtime.queries.reading import Queries
from lowcode.runtime.reports.desk import REPORTS, Desk, open_desk

EMBEDS_A_MINUTE = 120
"""Views of one embed link, and of unknown ones from one address, that a process answers within a minute."""

_RUNTIME = Path(__file__).parent.parent


@dataclass(frozen=True, kw_only=True)
class Service:
    """What handlers reach through `request.service`."""

    application: ApplicationDefinition
    settings: Settings
    database: Database
    sessions: Sessions
    accounts: Accounts
    tokens: Tokens
    static: StaticFiles
    renderer: Renderer
    queries: Queries
    files: FileStore
    feed: Feed
    """Tells open pages that something has come."""
    embeds: Rates
    """How often embed links may be looked at."""
    desk: Desk
    """Where reports are asked."""

    @property
    def options(self) -> Mapping[str, Any]:
        """What contexts of requests and of work that waits are given."""
        return {FILES: self.files, REPORTS: self.desk}

    def close(self) -> None:
        """Closes the databases."""
        self.database.close()
        if self.desk.replica is not None:
            self.desk.replica.close()


def open_service(application: ApplicationDefinition, settings: Settings) -> Service:
    """Opens the database and reads templates and static files."""
    package = Path(str(resources.files(application.package)))
    custom = settings.folder / "custom"
    static = StaticFiles(_RUNTIME / "assets", (package / "static", custom / "static"))
    database = Database(open_engine(settings.database))
    return Service(
        application=application,
        settings=settings,
        database=database,
        feed=Feed(database),
        desk=open_desk(database, settings.reports_database),
        sessions=Sessions(application, settings.session_lifetime),
        accounts=Accounts(application),
        tokens=Tokens(application),
        static=static,
        queries=Queries(application),
        embeds=Rates(EMBEDS_A_MINUTE),
        files=FileStore(settings.files or files_folder({}, settings.folder)),
        renderer=Renderer(application, (custom / "templates", package / "templates"), static.url),
    )
