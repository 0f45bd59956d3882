"""XLSX with numbers as numbers and days as days, written row by row: memory does not grow with the table."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Any, Final

from lowcode.runtime.exporting.cells import Cell, Column, Table

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_LONGEST_TEXT: Final = 32_767
"""Characters of a cell."""
_EXACT_DIGITS: Final = 15
"""More than that, a spreadsheet rounds: such numbers are written as texts."""
_FIRST_YEAR: Final = 1900
"""Spreadsheets know no days before."""
_LONGEST_NAME: Final = 31
_NO_NAME_SIGNS: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDTHS: Final = {"date": 12, "datetime": 20, "time": 10, "money": 16, "decimal": 14, "int": 12, "percent": 10}
_USUAL_WIDTH: Final = 20
_FORMATS: Final = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss", "time": "hh:mm:ss", "int": "0"}


def write_xlsx(table: Table, target: IO[bytes]) -> None:
    """Writes the table row by row."""
    write_workbook([table], target)


def write_workbook(tables: Sequence[Table], target: IO[bytes]) -> None:
    """Writes a sheet for each table, row by row."""
    import xlsxwriter  # noqa: PLC0415 third party that only those need who export

    book: Any = xlsxwriter.Workbook(target, {"constant_memory": True})
    book.set_properties({"created": tables[0].made_at})
    head = book.add_format({"bold": True, "bottom": 1})
    for name, table in zip(_sheet_names(tables), tables, strict=True):
        _write_sheet(book, book.add_worksheet(name or None), head, table)
    book.close()


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    """Titles as sheets can be called, each once: of two that are the same the second gets a number."""
    names: list[str] = []
    for table in tables:
        name = plain = table.title.translate(_NO_NAME_SIGNS).strip(" '")[:_LONGEST_NAME]
        number = 1
        while name and name.casefold() in {each.casefold() for each in names}:
            number += 1
            ending = f" {number}"
            name = f"{plain[: _LONGEST_NAME - len(ending)]}{ending}"
        names.append(name)
    return names


def _write_sheet(book: Any, sheet: Any, head: Any, table: Table) -> None:
    sheet.freeze_panes(1, 0)
    formats = [book.add_format({"num_format": _number_format(column)}) for column in table.columns]
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _WIDTHS.get(column.kind, _USUAL_WIDTH))
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.label, head)
    last = 0
    for last, line in enumerate(table.lines(), start=1):
        for place, cell in enumerate(line):
            _write(sheet, last, place, cell, formats[place])
    if table.columns:
        sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _number_format(column: Column) -> str:
    decimals = f".{'0' * column.scale}" if column.scale else ""
    match column.kind:
        case "money" | "decimal":
            return f"#,##0{decimals}"
        case "percent":
            return "0.00%"
        case kind:
            return _FORMATS.get(kind, "General")


def _write(sheet: Any, row: int, place: int, cell: Cell, shape: Any) -> None:
    """Texts are written as texts, so that none of them is ever a formula."""
    match cell:
        case None:
            return
        case Decimal() | int() if len(_digits(cell)) <= _EXACT_DIGITS:
            sheet.write_number(row, place, float(cell), shape)
        case datetime.datetime() | datetime.date() if cell.year >= _FIRST_YEAR:
            sheet.write_datetime(row, place, cell, shape)
        case datetime.time():
            sheet.write_datetime(row, place, cell, shape)
        case Decimal():
            sheet.write_string(row, place, f"{cell:f}")
        case _:
            sheet.write_string(row, place, _fitting(str(cell)))


def _digits(number: Decimal | int) -> tuple[int, ...]:
    return Decimal(number).normalize().as_tuple().digits


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
