"""What `lowcode run --watch` takes for a reason to build or to start again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lowcode import running


def test_specifications_and_the_owner_s_code_are_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, custom = tmp_path / "clients" / "acme", tmp_path / "elsewhere" / "custom"
    for folder in (spec, custom, tmp_path / "base"):
        folder.mkdir(parents=True)
    (tmp_path / "lowcode.yaml").write_text("clients: [clients/*]", encoding="utf-8")
    watched: list[Path] = []

    def watch(*roots: Path) -> Iterator[set[tuple[int, str]]]:
        watched.extend(roots)
        for path in (
            tmp_path / "base" / "customers.lc",
            tmp_path / "base" / "notes.txt",
            custom / "hooks.py",
            custom / "__pycache__" / "hooks.pyc",
            custom / "templates" / "customer" / "list.html",
        ):
            yield {(1, str(path))}

    monkeypatch.setattr(running, "watch", watch)
    assert list(running.changes(spec, custom)) == [False, True, True]
    assert set(watched) == {tmp_path, custom}, "the base of a fleet is no sibling"
    watched.clear()
    list(running.changes(spec / "acme.lc", tmp_path / "nowhere"))
    assert watched == [tmp_path]
