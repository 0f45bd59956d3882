"""What the threads of a server share is whole whenever one of them takes it; nothing here waits for any moment."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from markdown_it.ruler import Ruler

from lowcode.runtime.database import checkpoints
from lowcode.runtime.database.checkpoints import Checkpoints
from lowcode.runtime.pages.markdown import show_markdown
from lowcode.runtime.process.channels.markdown import html_of
from lowcode.runtime.reports import extents


def test_parsers_of_markdown_have_arranged_their_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    show_markdown(""), html_of("")

    def stopped(_: object) -> None:
        pytest.fail("another thread would parse with half of the rules")

    monkeypatch.setattr(Ruler, "__compile__", stopped)
    assert "<strong>a</strong>" in show_markdown("**a** | b")
    assert "<em>a</em>" in html_of("*a*\n\n- b")


class _Emptied(dict[Any, Any]):
    """As if another thread, for which there was no room, came right after each entry."""

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        self.clear()


def test_an_extent_that_is_forgotten_at_once_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extents, "_asked", lambda *_: "days")
    monkeypatch.setattr(extents, "_KNOWN", {"engine": _Emptied()})
    context, source = SimpleNamespace(connection=SimpleNamespace(engine="engine")), SimpleNamespace(entity="deal")
    reading = SimpleNamespace(field=("signed_on",))
    found: Any = extents.extent_of(cast("Any", context), cast("Any", source), cast("Any", reading))
    assert found == "days"


def test_writers_that_end_together_begin_one_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Checkpoints(tmp_path / "app.sqlite3", threading.Lock())
    begun: list[str] = []

    class Thread:
        """Before it begins, another writer ends as well."""

        def __init__(self, *, target: object, name: str, daemon: bool) -> None:
            begun.append(name)
            if len(begun) == 1:
                other.start()
                other.join(0.05)

        def start(self) -> None:
            """Works on nothing."""

    def count() -> None:
        for _ in range(checkpoints._COMMITS):
            found.count_commit()

    other = threading.Thread(target=count)
    monkeypatch.setattr(checkpoints, "threading", SimpleNamespace(Thread=Thread))
    count()
    other.join()
    assert begun == ["checkpoints"]
