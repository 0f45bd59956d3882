"""Models and their aliases that many statements, and the threads that build them, use together.

Making an alias costs more than the rest of a condition. SQLAlchemy completes one when it is first used, and not safely
for two threads: the second one would find a column missing, and compare the column of the table itself instead.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from sqlalchemy import FromClause, inspect
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


def complete_models(models: Iterable[Any]) -> None:
    """Leaves nothing of models and their tables to be done at their first use. Called before threads use them."""
    for registry in {model.registry for model in models}:
        registry.configure()
        for table in registry.metadata.tables.values():
            _complete_columns(table)


def _complete(alias: Any) -> Any:
    """The alias, with everything in place that SQLAlchemy looks its columns up in."""
    inspection = inspect(alias)
    _complete_columns(inspection.selectable, inspection.mapper.local_table)
    return alias


def _complete_columns(selectable: FromClause, origin: FromClause | None = None) -> None:
    for column in (selectable if origin is None else origin).columns:
        selectable.corresponding_column(column)
