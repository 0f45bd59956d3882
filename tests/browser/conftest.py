"""The customer platform with its samples, served to a real browser; each test has a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lowcode.compiler import build, check
from lowcode.workspace import apply, read_sources
from tests.browser.walker import Walker
from tests.harness.apps import AppUnderTest, GeneratedApp
from tests.harness.specs import ROOT

EXPECTED = ("status of 4",)
"""What the console may say: refusals that a test provokes are answers of the 400s."""


ON_BOTH_DATABASES = frozenset({"test_processes", "test_records"})
"""The ways through the app as a salesman goes them. What other modules try out lies in the browser alone, and what the
database has to do with it is tried over HTTP on both."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the second database where a test is about scripts and looks."""
    here = Path(__file__).parent
    left_out = [each for each in items if each.path.parent == here and _repeats(each)]
    if left_out:
        items[:] = [each for each in items if each not in left_out]
        config.hook.pytest_deselected(items=left_out)


def _repeats(item: pytest.Item) -> bool:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return parameters.get("databases") == "postgresql" and item.path.stem not in ON_BOTH_DATABASES


expect.set_options(timeout=15_000)  # machines of tests are busy; who waits less sees ghosts


@pytest.fixture(scope="session")
def crm_project(shared_directory: Path) -> GeneratedApp:
    """`lowcode build specs/crm`."""
    folder = shared_directory / "browser-crm" / "crm"
    if not (folder / "pyproject.toml").exists():
        read = read_sources(ROOT / "specs" / "crm")
        checked = check(read.files, read.data_files)
        assert checked.application is not None, list(checked.problems)
        built = build(checked.application, read.files, {})
        assert not built.problems, list(built.problems)
        apply(folder, built.plan.writes, ())
    return GeneratedApp(folder, "crm")


@pytest.fixture
def crm(crm_project: GeneratedApp, boot: Callable[..., AppUnderTest]) -> Iterator[str]:
    """The address of the running app."""
    app = boot(crm_project, lambda url: crm_project.run(url, "sample"), key="sample")
    with app.served() as address:
        yield address


@pytest.fixture
def walker(crm: str, browser_context: BrowserContext) -> Iterator[Walker]:
    """Somebody at a browser. No script may fail, and nothing may break the policy, whatever he does."""
    page = browser_context.new_page()
    problems = watched(page)
    yield Walker(page, crm)
    assert problems == []


def watched(page: Page) -> list[str]:
    """What goes wrong in the page's scripts and against its policy, as it happens."""
    problems: list[str] = []

    def note(text: str) -> None:
        if not any(each in text for each in EXPECTED):
            problems.append(text)

    page.on("pageerror", lambda error: note(str(error)))
    page.on("console", lambda message: note(message.text) if message.type == "error" else None)
    return problems
