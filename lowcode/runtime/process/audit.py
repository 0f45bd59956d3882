"""What people do to waiting work by hand, kept in the history like any other change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from lowcode.runtime.context import Context
from lowcode.runtime.database.system_tables import history
from lowcode.runtime.history import encode_changes


def note_intervention(context: Context, action: str, table: str, row: Any) -> None:
    """Adds an entry about a timer or a delivery: who did what to it, and in which state it was left.

    The entry is under the table's name (`system_timer`, `system_delivery`), which no entity can have.
    """
    entry = {
        "at": context.now,
        "user_id": context.user_id,
        "entity": table,
        "record_id": row.id,
        "version": 1,
        "action": action,
        "changes": encode_changes([("status", None, row.status), ("key", None, row.key)]),
    }
    context.connection.execute(insert(history).inline(), entry)
