"""CSV that spreadsheets open as it is: with a byte order mark, so that Chinese is Chinese, and without formulas."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from typing import IO, Final

from lowcode.runtime.exporting.cells import Cell, Column, Table
from lowcode.runtime.locale.formatting import plain_number

MEDIA_TYPE: Final = "text/csv; charset=utf-8"

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, which then runs on the reader's machine."""


def write_csv(table: Table, target: IO[bytes]) -> None:
    """Writes the table row by row."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(column.label) for column in table.columns])
    for line in table.lines():
        writer.writerow([_written(cell, column) for cell, column in zip(line, table.columns, strict=True)])
    text.flush()
    text.detach()


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet might compute it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_SIGNS) else text


def _written(cell: Cell, column: Column) -> str:
    match cell:
        case None:
            return ""
        case str():
            return harmless(cell)
        case Decimal() if column.kind == "percent":
            return f"{plain_number(cell * 100)}%"
        case Decimal():
            return f"{cell:f}"
        case datetime.datetime():
            return cell.isoformat(" ", "seconds")
        case datetime.date() | datetime.time():
            return cell.isoformat()
        case _:
            return str(cell)
