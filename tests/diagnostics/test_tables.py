"""The parse tables and their cache."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lark import Lark
from lark.lexer import Lexer

from lowcode.cache_folder import cache_folder, is_private, write_private
from lowcode.dsl.tables import GRAMMARS, tables


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOWCODE_CACHE", str(tmp_path / "cache"))
    tables.cache_clear()
    return tmp_path / "cache"


def test_tables_are_cached_and_read_again(cache: Path) -> None:
    computed = tables()
    (file,) = cache.iterdir()
    assert is_private(file)
    tables.cache_clear()
    assert tables() == computed


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\x00", b'{"actions": 1}'])
def test_a_broken_cache_is_replaced(cache: Path, content: bytes) -> None:
    computed = tables()
    (file,) = cache.iterdir()
    file.write_bytes(content)
    tables.cache_clear()
    assert tables().keywords == computed.keywords
    assert len(file.read_bytes()) > 1000


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights of files as POSIX has them")
def test_a_cache_that_others_may_write_is_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "cache.json"
    write_private(file, "{}")
    assert is_private(file)
    file.chmod(0o666)
    assert not is_private(file)


def test_without_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOWCODE_CACHE", "")
    tables.cache_clear()
    assert cache_folder() is None
    assert "entity" in tables().keywords


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("LOWCODE_CACHE", str(blocked / "cache"))
    tables.cache_clear()
    assert "entity" in tables().keywords


def test_the_grammar_has_no_conflicts() -> None:
    """Lark resolves shift/reduce conflicts silently; here each state and terminal has one action by construction."""

    class NoLexer(Lexer):
        def __init__(self, configuration: object) -> None: ...

        def lex(self, *arguments: object) -> object:
            return iter(())

    grammar = "\n".join(path.read_text(encoding="utf-8") for path in GRAMMARS)
    made = Lark(grammar, parser="lalr", lexer=NoLexer, start=["declaration", "expression"], strict=True)
    declared = {"NAME", "FIELD_NAME", "STRING", "BLOCK", "INTEGER", "DECIMAL", "PERCENTAGE", "DATE", "TIME"}
    assert declared & {terminal.name for terminal in made.terminals} == set()
