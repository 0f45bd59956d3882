"""What was dropped comes back with its values, whatever its surroundings have been called meanwhile."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

import pytest

from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases
from tests.harness.projects import compile_text, write_files
from tests.migrations.changed import command, execute, insert, query

SPEC = Template("""
app growing "Growing" { locale en; timezone "UTC"; currency EUR }
role staff "Staff"
access $Thing { staff all }
access $Tag { staff all }
choice $Color "Color"$was_Color { $red "Red"$was_red; green "Green" }
entity $Tag "Tag"$was_Tag { name "Name": text(40) required }
entity $Thing "Thing"$was_Thing { name "Name": text(40) required$fields }
$words
""")
FIELDS = """
  v "V": text(20)
  t "T": $Tag
  c "C": $Color
  i "I": one of (large "Large", small "Small")
  m "M": many $Tag
  n "N": many of $Color
  l "L": rows { a "A": int; b "B": $Tag; d "D": $Color }
"""
DROPS = "\n".join(f'drop field $Thing.{name} "why"' for name in "vtcimnl")
LEFT = "SELECT name FROM system_archive WHERE substr(name, length(name) - 4) = '_left'"
NAMES = {"Thing": "Item", "Tag": "Label", "Color": "Paint", "red": "crimson"}


def spec(*, is_whole: bool, is_renamed: bool) -> str:
    """The application with all fields or with few, and everything called as before or otherwise."""
    names = NAMES if is_renamed else {old: old for old in NAMES}
    was = {f"was_{old}": f" was {old}" if is_renamed else "" for old in NAMES}
    parts = {"fields": FIELDS if is_whole else "", "words": "" if is_whole else DROPS}
    return Template(SPEC.safe_substitute(parts)).substitute(names, **was)


def told(url: str, tables: tuple[str, str, str, str], **names: str) -> list[list[tuple[Any, ...]]]:
    """All values that were dropped and came back; `names`: what an option is called later."""
    thing, links, options, rows = tables
    return [
        sorted(tuple(names.get(value, value) for value in row) for row in query(url, statement))
        for statement in (
            f"SELECT id, v, t_id, c, i FROM {thing} ORDER BY id",
            f"SELECT record_id, target_id FROM {links} ORDER BY 1, 2",
            f"SELECT record_id, option FROM {options} ORDER BY 1, 2",
            f"SELECT owner_record_id, a, b_id, d FROM {rows} ORDER BY 1, 2",
        )
    ]


@pytest.mark.parametrize("renamed_by", [1, 2, 3])
def test_what_comes_back_has_its_values(renamed_by: int, databases: Databases, tmp_path: Path) -> None:
    """`renamed_by`: the build that calls everything otherwise; the first one drops, the third brings back."""
    url = databases.fresh()
    files: dict[str, str] = {}
    apps = []
    for number in range(4):
        text = spec(is_whole=number in {0, 3}, is_renamed=number >= renamed_by)
        files = {**files, **compile_text(text, files or None)}
        write_files(tmp_path / str(number), files)
        apps.append(GeneratedApp(tmp_path / str(number), "growing"))
    first, *others = apps
    command(first, url, "migrate", "--no-backup")
    fill(url)
    before = told(url, ("thing", "thing_m", "thing_n", "thing_l"), red="crimson")
    command(first, url, "reindex")
    for app in others:
        command(app, url, "migrate", "--no-backup")
    assert told(url, ("item", "item_m", "item_n", "item_l")) == before
    command(apps[-1], url, "check")
    databases.discard(url)


def fill(url: str) -> None:
    """Two records with everything."""
    insert(url, "tag", {"id": 1, "name": "one"}, {"id": 2, "name": "two"})
    insert(url, "thing", {"id": 1, "name": "a", "v": "x", "t_id": 2, "c": "red", "i": "large"})
    insert(url, "thing", {"id": 2, "name": "b", "v": "y", "t_id": 1, "c": "green", "i": "small"})
    insert(url, "thing_l", {"id": 1, "owner_record_id": 1, "position": 1, "a": 5, "b_id": 2, "d": "red"})
    for statement in (
        "INSERT INTO thing_m (record_id, target_id) VALUES (1, 1), (1, 2), (2, 2)",
        "INSERT INTO thing_n (record_id, option) VALUES (1, 'red'), (2, 'green'), (2, 'red')",
    ):
        execute(url, statement)


@pytest.mark.parametrize("way", ["declared again", "taken back"])
def test_what_comes_back_finds_records_gone(way: str, databases: Databases, tmp_path: Path) -> None:
    """A record and one that others led to have been deleted meanwhile: everything else comes back."""
    url = databases.fresh()
    files: dict[str, str] = {}
    apps = []
    for number in range(3):
        files = {**files, **compile_text(spec(is_whole=number != 1, is_renamed=False), files or None)}
        write_files(tmp_path / str(number), files)
        apps.append(GeneratedApp(tmp_path / str(number), "growing"))
    command(apps[0], url, "migrate", "--no-backup")
    fill(url)
    insert(url, "thing_l", {"id": 2, "owner_record_id": 2, "position": 1, "a": 6, "b_id": 2, "d": "green"})
    insert(url, "thing_l", {"id": 3, "owner_record_id": 2, "position": 2, "a": 7, "b_id": 1, "d": "red"})
    insert(url, "thing", {"id": 3, "name": "c", "v": "z", "t_id": 2, "c": "red", "i": "large"})
    command(apps[0], url, "reindex")
    command(apps[1], url, "migrate", "--no-backup")
    execute(url, "DELETE FROM thing WHERE id = 1")
    execute(url, "DELETE FROM tag WHERE id = 2")
    if way == "taken back":
        command(apps[1], url, "downgrade", "--no-backup")
        command(apps[0], url, "migrate", "--no-backup")
        command(apps[0], url, "check")
    else:
        command(apps[2], url, "migrate", "--no-backup")
        command(apps[2], url, "check")
    things, links, options, rows = told(url, ("thing", "thing_m", "thing_n", "thing_l"))
    assert things == [(2, "y", 1, "green", "small"), (3, "z", None, "red", "large")]
    assert links == []
    assert options == [(2, "green"), (2, "red")]
    assert rows == [(2, 6, None, "green"), (2, 7, 1, "red")]
    if way == "declared again":
        command(apps[2], url, "downgrade", "--no-backup")
        command(apps[2], url, "migrate", "--no-backup")
    assert told(url, ("thing", "thing_m", "thing_n", "thing_l")) == [things, links, options, rows]
    left = {name: query(url, f"SELECT * FROM {name}") for (name,) in query(url, LEFT)}
    assert {name: len(found) for name, found in left.items()} == {
        "archive_0002_thing_l_left": 1,
        "archive_0002_thing_m_left": 3,
        "archive_0002_thing_n_left": 1,
    }
    databases.discard(url)
