"""Options get other names and go while fields with them are in archives: what comes back fits, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files
from tests.migrations.changed import command, execute, insert, open_database, query, refused

HEAD = """
app growing "Growing" { locale en; timezone "UTC"; currency EUR }
role staff "Staff"
access Thing { staff all }
"""
COLORS = 'choice Color "Color" { red "Red"; green "Green"; blue "Blue" }'
WHOLE = """
  c "C": Color
  i "I": one of (large "Large", small "Small")
  n "N": many of Color
  l "L": rows { d "D": Color required; o "O": many of Color }
"""
DROPS = "\n".join(f'drop field Thing.{name} "why"' for name in "cinl")
PART = """
access Part { staff all }
entity Part "Part" { name "Name": text(40) required; c "C": Color; n "N": many of Color; i "I": one of (x "X", y "Y") }
"""
LINKS = ("thing_n", "thing_l_o", "part_n")
DERIVED = {"title_text", "name_sort", "created_at", "updated_at"}
PARTLESS = 'drop entity Part "why"'


def text(fields: str, *others: str, colors: str = COLORS) -> str:
    """A specification."""
    return "\n".join((HEAD, colors, f'entity Thing "Thing" {{ name "Name": text(40) required{fields} }}', *others))


def builds(folder: Path, *texts: str) -> list[GeneratedApp]:
    """Each on top of the one before."""
    found, files = [], dict[str, str]()
    for number, each in enumerate(texts):
        kept = {path: file for path, file in files.items() if path.startswith(("migrations/", ".lowcode/"))}
        files = {**kept, **compile_text(each, kept or None)}
        write_files(folder / str(number), files)
        found.append(GeneratedApp(folder / str(number), "growing"))
    return found


def picture(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that the app's tables and archives hold, and what is known of archives."""
    database = open_database(url)
    with database.reading() as connection:
        inspector = sa.inspect(connection)
        names = [
            each
            for each in inspector.get_table_names()
            if each.startswith(("thing", "part", "archive_")) and "_search" not in each
        ]
        columns = {name: sorted({each["name"] for each in inspector.get_columns(name)} - DERIVED) for name in names}
    database.close()
    found = {name: query(url, f'SELECT {", ".join(columns[name])} FROM "{name}"') for name in names}
    found["register"] = query(url, "SELECT name, kind, entity, field, subject FROM system_archive")
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def played(apps: Sequence[GeneratedApp], url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Migrates to the last one and back, step by step; then forth again, to what it gives."""
    pictures = [picture(url)]
    for app in apps[1:]:
        command(app, url, "migrate", "--no-backup")
        pictures.append(picture(url))
    for before in reversed(pictures[:-1]):
        command(apps[-1], url, "downgrade", "--no-backup")
        assert picture(url) == before
    command(apps[-1], url, "migrate", "--no-backup")
    command(apps[-1], url, "check")
    assert picture(url) == pictures[-1]
    return pictures[-1]


def fill(app: GeneratedApp, url: str) -> None:
    """Records with all options."""
    command(app, url, "migrate", "--no-backup")
    insert(url, "thing", {"id": 1, "name": "a", "c": "red", "i": "large"})
    insert(url, "thing", {"id": 2, "name": "b", "c": "green", "i": "small"})
    insert(url, "thing_l", {"id": 1, "owner_record_id": 1, "position": 1, "d": "red"})
    insert(url, "thing_l", {"id": 2, "owner_record_id": 1, "position": 2, "d": "blue"})
    insert(url, "part", {"id": 1, "name": "p", "c": "red", "i": "x"}, {"id": 2, "name": "q", "c": "blue", "i": "y"})
    pairs = "(1, 'red'), (1, 'green'), (2, 'red'), (2, 'blue')"
    for link in LINKS:
        execute(url, f"INSERT INTO {link} (record_id, option) VALUES {pairs}")
    command(app, url, "reindex")


def told(found: dict[str, list[tuple[Any, ...]]], url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Which record has which options."""
    columns = {"thing": ("c", "i"), "thing_l": ("d",), "part": ("c", "i")}
    tables = {name: query(url, f"SELECT id, {', '.join(names)} FROM {name}") for name, names in columns.items()}
    return {**{name: found[name] for name in LINKS}, **{name: list(rows) for name, rows in tables.items()}}


RENAMED = """choice Color "Color" { green "Green"; navy "Navy" was blue }
drop option Color.red to green "Nobody likes it" """
FEWER = """choice Color "Color" { green "Green"; blue "Blue" }
drop option Color.red "Nobody likes it" """
SILENTLY = 'choice Color "Color" { green "Green"; blue "Blue" }'
TAKEN = 'choice Color "Color" { green "Green"; red "Red" was blue }'
EASY = WHOLE.replace(" required", "")
INLINE = EASY.replace('small "Small"', 'tiny "Small" was small').replace('large "Large", ', "")
GONE = (DROPS, PARTLESS)
FIRST = text(EASY, PART)
WITHOUT = text("", *GONE)
REPLACED: dict[str, str | None] = {"red": "green", "blue": "navy"}
CASES: dict[str, tuple[list[str], dict[str, str | None]]] = {
    "while they are in archives": (
        [text(WHOLE, PART), WITHOUT, text("", *GONE, colors=RENAMED), text(WHOLE, PART, colors=RENAMED)],
        REPLACED,
    ),
    "in the build that drops": (
        [text(WHOLE, PART), text("", *GONE, colors=RENAMED), text(WHOLE, PART, colors=RENAMED)],
        REPLACED,
    ),
    "in the build that brings back": ([FIRST, WITHOUT, text(EASY, PART, colors=RENAMED)], REPLACED),
    "without another": (
        [FIRST, WITHOUT, text("", *GONE, colors=FEWER), text(EASY, PART, colors=FEWER)],
        {"red": None},
    ),
    "without another in the build that drops": (
        [FIRST, text("", *GONE, colors=FEWER), text(EASY, PART, colors=FEWER)],
        {"red": None},
    ),
    "without another in the build that brings back": ([FIRST, WITHOUT, text(EASY, PART, colors=FEWER)], {"red": None}),
    "without a word": (
        [FIRST, WITHOUT, text("", *GONE, colors=SILENTLY), text(EASY, PART, colors=SILENTLY)],
        {"red": None},
    ),
    "with their choice": ([FIRST, text("", *GONE, colors=""), text(EASY, PART, colors=FEWER)], {"red": None}),
    "with their choice, which is back before": (
        [FIRST, text("", *GONE, colors=""), text("", *GONE, colors=SILENTLY), text(EASY, PART, colors=SILENTLY)],
        {"red": None},
    ),
    "with their choice, and the name is another's": (
        [FIRST, text("", *GONE, colors=""), text("", *GONE, colors=TAKEN), text(EASY, PART, colors=TAKEN)],
        {"red": None, "blue": "red"},
    ),
    "in place": ([FIRST, WITHOUT, text(INLINE, PART)], {"large": None, "small": "tiny"}),
}


ON_BOTH = ("while they are in archives", "without another", "with their choice, and the name is another's")
"""The others differ in what is planned."""


@pytest.mark.parametrize("name", CASES)
def test_options_in_archives(name: str, sqlite_databases: Databases, tmp_path: Path) -> None:
    returned(name, sqlite_databases, tmp_path)


@pytest.mark.postgresql
@pytest.mark.parametrize("name", ON_BOTH)
def test_options_in_archives_on_postgresql(name: str, postgresql_databases: Databases, tmp_path: Path) -> None:
    returned(name, postgresql_databases, tmp_path)


def returned(name: str, databases: Databases, folder: Path) -> None:
    """Whether everything is back that is an option."""
    texts, now = CASES[name]
    url = databases.fresh()
    apps = builds(folder, *texts)
    fill(apps[0], url)
    before = told(picture(url), url)
    after = told(played(apps, url), url)
    for table, rows in before.items():
        values = [tuple(now.get(value, value) for value in row) for row in rows]
        kept = {row for row in values if table not in LINKS or None not in row}
        assert sorted(kept, key=repr) == sorted(after[table], key=repr), table
    databases.discard(url)


@pytest.fixture(scope="module")
def required(tmp_path_factory: pytest.TempPathFactory) -> list[GeneratedApp]:
    """An option goes, and nothing stands for it in a field that has to have a value."""
    texts = (text(WHOLE, PART), text("", *GONE, colors=FEWER), text(WHOLE, PART, colors=SILENTLY))
    return builds(tmp_path_factory.mktemp("required"), *texts)


def test_records_without_a_value_are_named(
    required: list[GeneratedApp], databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    url = databases.fresh()
    fill(required[0], url)
    command(required[1], url, "migrate", "--no-backup")
    told = refused(capsys, required[2], url, "migrate", "--no-backup")
    assert "Thing.l.d: a value is missing (records: 1, such as #1)" in told
    databases.discard(url)


def test_a_script_says_what_becomes_of_options(
    required: list[GeneratedApp], capsys: pytest.CaptureFixture[str]
) -> None:
    command(required[2], "sqlite:///nowhere.sqlite3", "migrate", "--sql")
    printed = capsys.readouterr().out
    assert "DELETE FROM archive_0002_thing_c WHERE archive_0002_thing_c.value IN ('red');" in printed
    assert "UPDATE part SET c=NULL WHERE part.c IN ('red');" in printed
