"""Changes with records that do not go along with them: one entity for each, all in one specification."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What stands in `entity It` before and after; `{it}` is what the entity is called."""

    title: str
    before: str
    after: str
    rows: tuple[Row, ...]
    """Records by column, with ids from 1; `linked` has the rows of other tables."""
    stops: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Kinds and ids that a plan has to name; none: all records go along."""
    words: str = ""
    """Declarations afterwards."""
    linked: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    """By the rest of the table's name."""
    choices: tuple[str, str] = ("", "")
    """Declared beside the entity, before and afterwards."""


def _values(column: str, *values: Any) -> tuple[Row, ...]:
    return tuple({column: value} for value in values)


def _typed(kind: str, good: str, *bad: str) -> Case:
    """A text that becomes something else."""
    stops = (("unconvertible", tuple(range(3, 3 + len(bad)))),)
    return Case(f"text to {kind}", "x: text(80)", f"x: {kind}", _values("x", good, None, *bad), stops)


DAY = datetime.date(2026, 3, 1)
NOON = datetime.datetime.fromisoformat("2026-03-01 12:00:30")

HEAD = """
app rehearsed "Rehearsed" { locale en; timezone "Asia/Shanghai"; currency EUR }
role staff "Staff"
choice Color "Color" { red "Red"; green "Green"; blue "Blue" }
choice Hue "Hue" { red "Red"; green "Green"; pink "Pink" }
entity Tag "Tag" { name "Name": text(40) required; note: text(40); worth: int }
access Tag { staff all }
"""
TAGS: tuple[Row, ...] = (
    {"name": "Oak", "note": "short", "worth": 1},
    {"name": "Elm", "note": "much longer", "worth": 200},
    {"name": "Red", "note": None, "worth": None},
)

CASES = (
    _typed("int", "12", "x", "3.5"),
    _typed("decimal(6, 2)", "1.5", "1.234", "123456"),
    _typed("money", "3", "three"),
    _typed("percent", "30", "half"),
    _typed("bool", "yes", "maybe"),
    _typed("date", "2026-01-31", "2026-02-31"),
    _typed("time", "08:30", "25:00"),
    _typed("datetime", "2026-01-31 08:30", "soon"),
    _typed("phone", "13800000000", "none"),
    _typed("email", "a@example.com", "a at b"),
    _typed("url", "https://example.com", "example"),
    _typed("color", "#ffffff", "white-ish"),
    _typed("Color", "Red", "violet"),
    _typed("Tag", "Oak", "Beech"),
    Case("all of them", "x: text(80)", "x: int", _values("x", *["no"] * 30), (("unconvertible", tuple(range(1, 31))),)),
    Case("shorter", "x: text(80)", "x: text(5)", _values("x", "12345", "123456", None), (("too_long", (2,)),)),
    Case("prose becomes short", "x: longtext", "x: text(3)", _values("x", "a", "abcd"), (("too_long", (2,)),)),
    Case("whole numbers", "x: decimal(8, 2)", "x: int",
         _values("x", Decimal(3), Decimal("3.5"), None), (("unconvertible", (2,)),)),
    Case("fewer digits", "x: decimal(8, 2)", "x: decimal(4, 1)",
         _values("x", Decimal("3.5"), Decimal("3.55"), Decimal(5000)), (("unconvertible", (2, 3)),)),
    Case("more digits", "x: decimal(8, 2)", "x: decimal(10, 3)", _values("x", Decimal("3.55"), None)),
    Case("yes or no", "x: int", "x: bool", _values("x", 0, 1, 2), (("unconvertible", (3,)),)),
    Case("number as text", "x: int", "x: text(3)", _values("x", 123, 1234), (("too_long", (2,)),)),
    Case("amount as text", "x: money", "x: text(5)", _values("x", Decimal(10), Decimal(1000)), (("too_long", (2,)),)),
    Case("seconds in a text", "x: datetime", "x: text(40)",
         _values("x", NOON.replace(second=0), NOON), (("unconvertible", (2,)),)),
    Case("day with a time", "x: date", "x: datetime", _values("x", DAY, None)),
    Case("label that is too long", "x: Color", "x: text(3)", _values("x", "red", "green"), (("too_long", (2,)),)),
    Case("another choice", "x: Color", "x: Hue", _values("x", "red", "blue", None), (("unconvertible", (2,)),)),
    Case("title that is too long", "x: Tag", "x: text(2)", _values("x_id", 1, None), (("too_long", (1,)),)),
    Case("title that is no option", "x: Tag", "x: Color", _values("x_id", 3, 1), (("unconvertible", (2,)),)),
    Case("option that is no title", "x: Color", "x: Tag", _values("x", "red", "blue"), (("unconvertible", (2,)),)),
    Case("several files", "x: files", "x: file", _values("x", "a 1", "a 1\nb 2"), (("breaks", (2,)),)),
    Case("several records", "x: many Tag", "x: Tag", ({}, {}, {}), (("several", (2,)),),
         linked={"x": ({"record_id": 1, "target_id": 1}, {"record_id": 2, "target_id": 1},
                       {"record_id": 2, "target_id": 2})}),
    Case("several options, one required", "x: many of Color", "x: Color required", ({}, {}), (("empty", (2,)),),
         linked={"x": ({"record_id": 1, "option": "red"},)}),
    Case("several options, stopped once", "x: many of Color", "x: Color required", ({}, {}), (("several", (1,)),),
         linked={"x": ({"record_id": 1, "option": "red"}, {"record_id": 1, "option": "blue"})}),
    Case("one becomes many", "x: Color", "x: many of Color", _values("x", "red", None)),
    Case("required", "x: text(20)", "x: text(20) required", _values("x", "a", None), (("empty", (2,)),)),
    Case("required, with a default", "x: int", "x: int required default 3", _values("x", 1, None)),
    Case("required and another type", "x: text(20)", "x: int required",
         _values("x", "1", None), (("empty", (2,)),)),
    Case("required, filled as far as it goes", "y: text(20)", "y: text(20); x: text(20) required from y",
         _values("y", "a", None), (("empty", (2,)),)),
    Case("required, filled by another record", "y: Tag", "y: Tag; x: text(20) required from y.note",
         _values("y_id", 1, 3, None), (("empty", (2, 3)),)),
    Case("filled with too much", "y: text(20)", 'y: text(20); x: text(4) from y + "!"',
         _values("y", "abc", "abcd"), (("too_long", (2,)),)),
    Case("filled with too much from a record", "y: Tag", "y: Tag; x: text(5) from y.note",
         _values("y_id", 1, 2, None), (("too_long", (2,)),)),
    Case("filled with too large a number", "y: int", "y: int; x: decimal(4, 2) from y * 2",
         _values("y", 1, 50), (("too_large", (2,)),)),
    Case("filled, and not told twice", "y: text(20)", "y: text(20); x: text(4) required unique from y",
         _values("y", "abcde", "abcde", None), (("too_long", (1, 2)),)),
    Case("merged", "x: text(20); y: text(20)", "x: text(20) required from if x is empty then y else x",
         ({"x": "a", "y": None}, {"x": None, "y": "b"}, {"x": None, "y": None}), (("empty", (3,)),),
         words='drop field {it}.y "why"'),
    Case("unique", "x: text(20)", "x: text(20) unique", _values("x", "a", "b", "a", None, None),
         (("duplicate", (1, 3)),)),
    Case("unique together", "x: text(20); y: int", "x: text(20); y: int; unique (x, y)",
         ({"x": "a", "y": 1}, {"x": "a", "y": 2}, {"x": "a", "y": 1}, {"x": "a", "y": None}),
         (("duplicate", (1, 3)),)),
    Case("unique under another name", "x: text(20)", "z: text(20) unique was x", _values("x", "a", "a", "b"),
         (("duplicate", (1, 2)),)),
    Case("unique as another type", "x: text(20)", "x: int unique", _values("x", "1", "01", "2"),
         (("duplicate", (1, 2)),)),
    Case("unique as another number", "x: decimal(8, 2)", "x: int unique", _values("x", Decimal(1), Decimal(1), None),
         (("duplicate", (1, 2)),)),
    Case("unique when filled", "y: text(20)", "y: text(20); x: text(20) unique from y",
         _values("y", "a", "b", "a"), (("duplicate", (1, 3)),)),
    Case("unique when options are others", "x: Color; y: int", "x: Hue; y: int; unique (x, y)",
         ({"x": "red", "y": 1}, {"x": "red", "y": 1}, {"x": "green", "y": 1}), (("duplicate", (1, 2)),)),
    Case("unique when an option gives way", "x: {it}Kind; y: int; unique (x, y)", "x: {it}Kind; y: int; unique (x, y)",
         ({"x": "a", "y": 1}, {"x": "b", "y": 1}, {"x": "b", "y": 2}), (("duplicate", (1, 2)),),
         words='drop option {it}Kind.b to a "why"',
         choices=("choice {it}Kind { a; b }", "choice {it}Kind { a }")),
    Case("unique when an option has another name", "x: {it}Kind; y: int; unique (x, y)",
         "x: {it}Kind; y: int; unique (x, y)",
         ({"x": "a", "y": 1}, {"x": "b", "y": 1}),
         choices=("choice {it}Kind { a; b }", "choice {it}Kind { c was a; a was b }")),
    Case("unique when two options change places", "x: {it}Kind; y: int; unique (x, y)",
         "x: {it}Kind; y: int; unique (x, y)", ({"x": "a", "y": 1}, {"x": "b", "y": 1}),
         choices=("choice {it}Kind { a; b }", "choice {it}Kind { b was a; a was b }")),
    Case("unique when others are merged in", "x: text(20) unique; y: text(20)",
         "x: text(20) unique from if x is empty then y else x",
         ({"x": "a", "y": None}, {"x": None, "y": "a"}, {"x": None, "y": "b"}), (("duplicate", (1, 2)),),
         words='drop field {it}.y "why"'),
    Case("unique when empty ones are filled", "x: int; y: int; unique (x, y)",
         "x: int required default 1; y: int; unique (x, y)",
         ({"x": 1, "y": 1}, {"x": None, "y": 1}, {"x": None, "y": 2}), (("duplicate", (1, 2)),)),
    Case("at most as before, when others are merged in", "x: int max 9; y: int",
         "x: int max 9 from if x is empty then y else x",
         ({"x": 1, "y": 50}, {"x": None, "y": 50}), (("breaks", (2,)),),
         words='drop field {it}.y "why"'),
    Case("a check as before, when empty ones are filled", 'x: int; y: int; check x < y "no"',
         'x: int required default 5; y: int; check x < y "no"',
         ({"x": None, "y": 5}, {"x": None, "y": 6}, {"x": 1, "y": 2}), (("breaks", (1,)),)),
    Case("required as before, when others are merged in", "x: text(20) required; y: text(20)",
         'x: text(20) required from if x == "?" then y else x',
         ({"x": "a", "y": None}, {"x": "?", "y": "b"}, {"x": "?", "y": None}), (("empty", (3,)),),
         words='drop field {it}.y "why"'),
    Case("at least", "x: int", "x: int min 3", _values("x", 2, 3, None), (("breaks", (1,)),)),
    Case("at least, under another name", "x: int", "z: int min 3 was x", _values("x", 2, 3, None),
         (("breaks", (1,)),)),
    Case("at most, as another type", "x: text(20)", "x: int max 9", _values("x", "9", "10", None),
         (("breaks", (2,)),)),
    Case("at most, when filled", "y: int", "y: int; x: int max 9 from y + 1", _values("y", 8, 9, None),
         (("breaks", (2,)),)),
    Case("at most, when moved here", "y: Tag", "y: Tag; x: int max 9 from y.worth", _values("y_id", 1, 2),
         (("breaks", (2,)),)),
    Case("a check", "x: int; y: int", 'x: int; y: int; check x < y "no"',
         ({"x": 1, "y": 2}, {"x": 2, "y": 2}, {"x": 2, "y": None}), (("breaks", (2,)),)),
    Case("a check on what is exchanged", "x: int; y: int", 'x: int was y; y: int was x; check x < y "no"',
         ({"x": 1, "y": 2}, {"x": 3, "y": 2}), (("breaks", (1,)),)),
    Case("a check on a new field", "y: int", 'y: int; x: int required default 5; check x < y "no"',
         _values("y", 6, 5), (("breaks", (2,)),)),
    Case("a shorter one of two that are exchanged", "x: text(20); y: text(9)", "x: text(9) was y; y: text(9) was x",
         ({"x": "1234567890", "y": "a"},), (("too_long", (1,)),)),
    Case("in rows", "l: rows { n: int }", "l: rows { n: int required min 3 }", ({},),
         (("empty", (2,)), ("breaks", (1,))),
         linked={"l": ({"owner_record_id": 1, "position": 1, "n": 2}, {"owner_record_id": 1, "position": 2})}),
    Case("unique in rows", "l: rows { n: int }", "l: rows { n: int unique }", ({}, {}),
         (("duplicate", (1, 2)),),
         linked={"l": ({"owner_record_id": 1, "position": 1, "n": 2}, {"owner_record_id": 1, "position": 2, "n": 2},
                       {"owner_record_id": 2, "position": 1, "n": 2})}),
    Case("two at once", "x: text(20); y: text(20)", "x: int; y: text(2)",
         ({"x": "a", "y": "b"}, {"x": "1", "y": "abc"}), (("too_long", (2,)), ("unconvertible", (1,)))),
    Case("all go along", "x: text(20); y: int", "z: text(30) was x; y: int min 0 required",
         ({"x": "a", "y": 1}, {"x": "b", "y": 0})),
)  # fmt: skip
