"""Aliases of models that many statements, and the threads that build them, use together.

Making an alias costs more than the rest of a condition. SQLAlchemy completes one when it is first used, and not safely
for two threads: the second one would find a column missing, and compare the column of the table itself instead.
"""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import aliased

_aliases: dict[tuple[Any, ...], Any] = {}
_making = threading.Lock()


def shared_alias(model: Any, *place: str) -> Any:
    """The alias of a model at a place of a statement, the same one each time. Statements may share it, places not."""
    found = _aliases.get((model, *place))
    if found is not None:
        return found
    with _making:
        return _aliases.setdefault((model, *place), _complete(aliased(model)))


def _complete(alias: Any) -> Any:
    """The alias, with everything in place that SQLAlchemy looks its columns up in."""
    inspection = inspect(alias)
    for column in inspection.mapper.local_table.columns:
        inspection.selectable.corresponding_column(column)
    return alias
