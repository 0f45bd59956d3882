"""docs/clients.md: its pieces are a base and a client without problems."""

from __future__ import annotations

import re
from pathlib import Path

from lowcode.checking import check
from lowcode.source import SourceFile
from tests.clients.layers import words

PAGE = Path(__file__).parents[2] / "docs" / "clients.md"


def test_pieces_are_a_base_and_a_client() -> None:
    page = PAGE.read_text(encoding="utf-8")
    pieces = {
        name: "\n".join(re.findall(rf"^```lc {name}\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
        for name in ("base", "client")
    }
    files = {"../base/app.lc": pieces["base"], "client.lc": pieces["client"]}
    found = check({path: SourceFile(path, text) for path, text in files.items()})
    assert words(found.problems) == []
    assert found.application is not None


def test_codes_and_links_are_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    diagnostics = PAGE.with_name("diagnostics.md").read_text(encoding="utf-8")
    anchors = {
        f"#{re.sub('[^a-z0-9 -]', '', line.lower()).strip().replace(' ', '-')}"
        for line in re.findall(r"^#+ (.*)$", diagnostics, re.MULTILINE)
    }
    assert set(re.findall(r"diagnostics\.md(#[\w-]+)", page)) <= anchors
