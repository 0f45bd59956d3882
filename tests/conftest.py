"""Fixtures of all tests. What they hand out is described in `tests/harness/`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import compress
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.harness.apps import AppUnderTest, GeneratedApp
from tests.harness.browser import DESKTOP, running_browser, take_screenshot
from tests.harness.databases import Databases, PostgreSQLDatabases, Preparation, SQLiteDatabases
from tests.harness.postgresql import PostgreSQL
from tests.harness.specs import SpecCompiler

SERVER_FOLDER = "LOWCODE_TEST_SERVER"
OWN_FOLDER = pytest.StashKey[Path]()

Boot = Callable[..., AppUnderTest]

settings.register_profile("default", derandomize=True, database=None, deadline=None, max_examples=60)
settings.register_profile("long", database=None, deadline=None, max_examples=5000)
settings.load_profile("default")
"""Generated cases are the same in every run; `--hypothesis-profile=long` draws many new ones."""

BACKENDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the golden tests need to know."""
    parser.addoption("--update-golden", action="store_true", help="write the expected outputs of tests/golden anew")


def pytest_configure(config: pytest.Config) -> None:
    """A folder for the PostgreSQL server, which worker processes find in their environment.

    It is not below pytest's own: that one is closed to others again by the next run on the machine, and the server,
    which may not be root, could no longer reach its files.
    """
    if SERVER_FOLDER not in os.environ:
        os.environ[SERVER_FOLDER] = tempfile.mkdtemp(prefix="lowcode-postgresql-")
        config.stash[OWN_FOLDER] = Path(os.environ[SERVER_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever made the folder removes it; the last worker has stopped the server by then."""
    folder = config.stash.get(OWN_FOLDER, None)
    if folder is not None:
        del os.environ[SERVER_FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whoever uses the browser or the server is marked for it, so that `-m 'not browser'` is complete.

    Tests of one module on one database stay in one process: what they copy is prepared once instead of in each.
    What is marked `one_database` is left out on the second.
    """
    is_left_out = [each.get_closest_marker("one_database") is not None and _on_postgresql(each) for each in items]
    if any(is_left_out):
        config.hook.pytest_deselected(items=[*compress(items, is_left_out)])
        items[:] = [each for each, is_out in zip(items, is_left_out, strict=True) if not is_out]
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "databases" in fixtures and isinstance(item, pytest.Function):
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}-{item.callspec.params['databases']}"))
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "postgresql" in fixtures:
            item.add_marker(pytest.mark.postgresql)


def _on_postgresql(item: pytest.Item) -> bool:
    return (
        isinstance(item, pytest.Function)
        and hasattr(item, "callspec")
        and (item.callspec.params.get("databases") == "postgresql")
    )


@pytest.fixture(scope="session")
def shared_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all worker processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The run's PostgreSQL server."""
    server = PostgreSQL(Path(os.environ[SERVER_FOLDER]))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """SQLite files."""
    return SQLiteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases(postgresql: PostgreSQL) -> Databases:
    """Databases on PostgreSQL."""
    return PostgreSQLDatabases(postgresql)


@pytest.fixture(scope="session", params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds, one after the other."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """An empty database, once on SQLite and once on PostgreSQL."""
    url = databases.fresh()
    yield url
    databases.discard(url)


@pytest.fixture(scope="session")
def compile_spec(shared_directory: Path) -> SpecCompiler:
    """`compile_spec(text)` is the generated project; each spec is built once per run."""
    directory = shared_directory / "specs"
    directory.mkdir(exist_ok=True)
    return SpecCompiler(directory)


@pytest.fixture
def boot(databases: Databases) -> Iterator[Boot]:
    """`boot(project)`: the app on a migrated database of its own, on SQLite and on PostgreSQL.

    `boot(project, prepare, key="…")` fills the database once per run by `prepare(url)`; tests get copies.
    """
    running: list[AppUnderTest] = []

    def start(app: GeneratedApp, prepare: Preparation | None = None, key: str = "") -> AppUnderTest:
        def migrate_and_fill(url: str) -> None:
            app.migrate(url)
            if prepare is not None:
                prepare(url)

        url = databases.prepared(f"{app.folder}|{key}", migrate_and_fill)
        running.append(AppUnderTest(app, url, app.definition()))
        return running[-1]

    yield start
    for each in reversed(running):
        each.close()
        databases.discard(each.url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A chromium for the whole run; each test gets contexts of its own."""
    with running_browser() as found:
        yield found


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile: no cookies, Chinese, desktop size."""
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """An empty page. Whatever fails in its scripts fails the test that looks at `page_errors`."""
    return browser_context.new_page()


@pytest.fixture
def screenshot(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page, str], Path]:
    """`screenshot(page, "list")` saves a picture into $SCREENSHOTS (or the test's own folder)."""
    directory = Path(os.environ["SCREENSHOTS"]) if "SCREENSHOTS" in os.environ else tmp_path / "screenshots"
    prefix = request.node.name

    def save(page: Page, name: str) -> Path:
        return take_screenshot(page, directory, f"{prefix}-{name}")

    return save
