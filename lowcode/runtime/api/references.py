"""Records that a body names: by number, or by the value of a field that only one record can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from lowcode.catalog.field_types import FieldError
from lowcode.runtime.api.scalars import scalar_value
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import Autonumber, EntityDefinition, FieldDefinition, Scalar
from lowcode.runtime.field_rights import reads_every_value
from lowcode.runtime.http.routing import LARGEST_ID
from lowcode.runtime.queries.readable import nameable

_BESIDE = frozenset({"title"})
"""What stands beside the number where records are read; it may come back with it."""


class BadReferenceError(Exception):
    """What names no record; `code` and `parameters` are those of the problem."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(slots=True)
class ReferenceReader:
    """Reads references for one request; the same key is looked up once."""

    context: Context
    _known: dict[tuple[str, str, Any], int] = field(default_factory=dict)

    def record_id(self, entity: EntityDefinition, value: Any) -> int:
        """`12`, `{"id": 12}` or `{"email": "li@example.com"}`; raises BadReferenceError."""
        if isinstance(value, int) and not isinstance(value, bool):
            if not 0 < value <= LARGEST_ID:
                raise BadReferenceError("record_not_found")
            return value
        if not isinstance(value, dict):
            raise BadReferenceError("not_a_reference")
        keys = {name: each for name, each in value.items() if name not in _BESIDE}
        if "id" in keys:
            return self.record_id(entity, keys["id"])
        if len(keys) != 1:
            raise BadReferenceError("not_a_reference")
        ((name, key),) = keys.items()
        return self._by_key(entity, name, key)

    def are_there(self, entity: EntityDefinition, ids: Sequence[int]) -> bool:
        """Whether all of these records exist and may be named."""
        model: Any = entity.model
        condition = nameable(self.context, entity.name)
        statement = select(func.count()).select_from(model).where(model.id.in_(ids), condition)
        return self.context.connection.execute(statement).scalar_one() == len(ids)

    def _by_key(self, entity: EntityDefinition, name: str, value: Any) -> int:
        definition = entity.field_by_name.get(name)
        if definition is None or not is_key(self.context, entity, definition):
            known = [each.name for each in entity.fields if is_key(self.context, entity, each)]
            raise BadReferenceError("not_a_key", name=name[:80], known=", ".join(["id", *known]))
        try:
            wanted = _key_value(definition, value, self.context)
        except FieldError as error:
            raise BadReferenceError("record_not_found") from error
        if wanted is None:
            raise BadReferenceError("record_not_found")
        kept = (entity.name, name, wanted)
        if kept not in self._known:
            self._known[kept] = self._look_up(entity, name, wanted)
        return self._known[kept]

    def _look_up(self, entity: EntityDefinition, name: str, value: Any) -> int:
        model: Any = entity.model
        statement = select(model.id).where(getattr(model, name) == value, nameable(self.context, entity.name))
        found: int | None = self.context.connection.scalar(statement.limit(1))
        if found is None:
            raise BadReferenceError("record_not_found")
        return found


def is_key(context: Context, entity: EntityDefinition, definition: FieldDefinition) -> bool:
    """Whether one record at most has a value of the field, and the user may look for it."""
    if definition.hidden or not (definition.unique or isinstance(definition.type, Autonumber)):
        return False
    return isinstance(definition.type, Scalar | Autonumber) and reads_every_value(context, entity, definition.name)


def _key_value(definition: FieldDefinition, value: Any, context: Context) -> Any:
    if isinstance(definition.type, Scalar):
        return scalar_value(definition.type, value, context)
    if not isinstance(value, str):
        raise FieldError("not_a_text")
    return value
