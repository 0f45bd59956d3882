"""A list as a file: the columns, filters and order of the page, and no more rows or values than its reader may take."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Final
from urllib.parse import quote

from sqlalchemy import ColumnElement
from starlette.responses import Response, StreamingResponse

from lowcode.runtime.access import may
from lowcode.runtime.definitions import Verb
from lowcode.runtime.exporting import csv_file, xlsx_file
from lowcode.runtime.exporting.cells import Table, column_of
from lowcode.runtime.http.errors import BadRequestError, ForbiddenError, NotFoundError
from lowcode.runtime.http.request import PageRequest
from lowcode.runtime.pages.cells import column_label, field_at
from lowcode.runtime.pages.list_menus import chosen_columns
from lowcode.runtime.pages.rendering import presentation_of
from lowcode.runtime.queries.address import ListAddress

MOST_ROWS: Final = 100_000
"""Larger files keep others waiting, and few programs open them."""

_KINDS: Final[Mapping[str, tuple[str, Callable[[Table, IO[bytes]], None]]]] = {
    "csv": (csv_file.MEDIA_TYPE, csv_file.write_csv),
    "xlsx": (xlsx_file.MEDIA_TYPE, xlsx_file.write_xlsx),
}
"""By the ending of the file: what it is, and who writes it."""

_IN_MEMORY: Final = 1_000_000
_PIECE: Final = 65_536


def export_csv(request: PageRequest) -> Response:
    """`/{entity}/export.csv`, with the query of the list."""
    return table_file(request, _own_list(request), request.entity.name, "csv")


def export_xlsx(request: PageRequest) -> Response:
    """`/{entity}/export.xlsx`, with the query of the list."""
    return table_file(request, _own_list(request), request.entity.name, "xlsx")


def table_file(request: PageRequest, table: Table, plain_name: str, ending: str) -> Response:
    """A table as a file to be kept; `plain_name` is for programs that know no other letters."""
    media_type, write = _KINDS[ending]
    return file_answer(request, (table.title, plain_name, ending), media_type, lambda target: write(table, target))


def file_answer(
    request: PageRequest, names: tuple[str, str, str], media_type: str, write: Callable[[IO[bytes]], None]
) -> Response:
    """What `write` writes as a file to be kept. `names`: its title, its name in plain letters, its ending."""
    title, plain_name, ending = names
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 closed when it has been sent
    write(target)
    size = target.tell()
    target.seek(0)
    name = f"{title}-{request.context.today.isoformat()}.{ending}"
    headers = {
        "content-disposition": f"attachment; filename=\"{plain_name}.{ending}\"; filename*=UTF-8''{quote(name)}",
        "content-length": str(size),
    }
    if request.method == "HEAD":
        target.close()
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(_pieces(target), headers=headers, media_type=media_type)


def _own_list(request: PageRequest) -> Table:
    entity, context = request.entity, request.context
    if not may(entity, Verb.READ, context):
        raise NotFoundError
    queries = request.service.queries
    address = queries.list_address(entity, request.query, context, chosen_columns(request, entity))
    return exported_list(request, address)


def exported_list(request: PageRequest, address: ListAddress, within: ColumnElement[bool] | None = None) -> Table:
    """The records that an address asks for as a table, as far as the user may export them."""
    entity, context = address.entity, request.context
    if not may(entity, Verb.EXPORT, context):
        raise ForbiddenError
    presentation = presentation_of(request)
    paths = [column.path for column in address.columns]
    columns = [
        column_of(
            presentation,
            field_at(presentation.application, entity, path),
            column_label(presentation, entity, path),
        )
        for path in paths
    ]
    rows = request.service.queries.exported_rows(address, context, most=MOST_ROWS, within=within)
    if rows is None:
        raise BadRequestError("export_too_many")
    return Table(presentation.many(entity), columns, (row.values for row in rows), context.now)


def _pieces(target: IO[bytes]) -> Iterator[bytes]:
    with target:
        while piece := target.read(_PIECE):
            yield piece
