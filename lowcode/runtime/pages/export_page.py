"""A list as a file: the columns, filters and order of the page, and no more rows or values than its reader may take."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Final
from urllib.parse import quote

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

MOST_ROWS: Final = 100_000
"""Larger files keep others waiting, and few programs open them."""

_IN_MEMORY: Final = 1_000_000
_PIECE: Final = 65_536


def export_csv(request: PageRequest) -> Response:
    """`/{entity}/export.csv`, with the query of the list."""
    return _export(request, "csv", csv_file.MEDIA_TYPE, csv_file.write_csv)


def export_xlsx(request: PageRequest) -> Response:
    """`/{entity}/export.xlsx`, with the query of the list."""
    return _export(request, "xlsx", xlsx_file.MEDIA_TYPE, xlsx_file.write_xlsx)


def _export(request: PageRequest, ending: str, media_type: str, write: Callable[[Table, IO[bytes]], None]) -> Response:
    table = _table(request)
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 closed when it has been sent
    write(table, target)
    size = target.tell()
    target.seek(0)
    name = f"{table.title}-{request.context.today.isoformat()}.{ending}"
    plain_name = f"{request.entity.name}.{ending}"
    headers = {
        "content-disposition": f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name)}",
        "content-length": str(size),
    }
    if request.method == "HEAD":
        target.close()
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(_pieces(target), headers=headers, media_type=media_type)


def _table(request: PageRequest) -> Table:
    entity, context = request.entity, request.context
    if not may(entity, Verb.READ, context):
        raise NotFoundError
    if not may(entity, Verb.EXPORT, context):
        raise ForbiddenError
    presentation = presentation_of(request)
    queries = request.service.queries
    address = queries.list_address(entity, request.query, context, chosen_columns(request, entity))
    paths = [column.path for column in address.columns]
    columns = [
        column_of(
            presentation,
            field_at(presentation.application, entity, path),
            column_label(presentation, entity, path),
        )
        for path in paths
    ]
    rows = queries.exported_rows(address, context, most=MOST_ROWS)
    if rows is None:
        raise BadRequestError("export_too_many")
    return Table(presentation.many(entity), columns, (row.values for row in rows), context.now)


def _pieces(target: IO[bytes]) -> Iterator[bytes]:
    with target:
        while piece := target.read(_PIECE):
            yield piece
