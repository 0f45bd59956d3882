"""The browser of the tests: the system's chromium, driven by playwright."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
TABLET: ViewportSize = {"width": 820, "height": 1180}
PHONE: ViewportSize = {"width": 390, "height": 844}

MISSING = (
    "The browser tests need chromium. Install it (`apt-get install chromium`) or name a program in CHROMIUM;"
    " to leave the browser tests out on purpose: make test BROWSER=no."
)


def find_chromium() -> str | None:
    """The program: the one that CHROMIUM names, or the first of the usual ones on PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for program in PROGRAMS if (found := shutil.which(program))), None)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A browser, closed at the end."""
    program = find_chromium()
    if program is None:
        raise RuntimeError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def take_screenshot(page: Page, directory: Path, name: str, *, whole_page: bool = False) -> Path:
    """Save what the page shows now, after its fonts and animations have come to rest."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{name}.png"
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, full_page=whole_page, animations="disabled")
    return path


def install_chromium() -> None:
    """Install chromium with apt-get, where there is one and one may; otherwise nothing happens."""
    if shutil.which("apt-get") is None:
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and shutil.which("sudo") is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run([*prefix, "apt-get", *arguments], check=False, env=environment)


def main() -> int:
    """`python -m tests.harness.browser`: make sure that there is a browser."""
    if find_chromium() is None:
        install_chromium()
    found = find_chromium()
    print(f"browser: {found}" if found else MISSING)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
