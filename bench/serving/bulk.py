"""Fills wide and simple tables as fast as the drivers allow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import psycopg
from sqlalchemy import Connection, Table


def insert_plain(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Insert rows of texts and numbers, past all layers: millions of search terms would take minutes otherwise."""
    driver = connection.connection.driver_connection
    names = ", ".join(columns)
    if isinstance(driver, sqlite3.Connection):
        marks = ", ".join("?" for _ in columns)
        driver.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
        return
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)
