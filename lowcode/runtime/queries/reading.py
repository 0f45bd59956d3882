"""The reads of one app, behind one door: `service.queries`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from starlette.datastructures import QueryParams

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import (
    ApplicationDefinition,
    EntityDefinition,
    FieldDefinition,
    ListColumn,
    ManyReference,
    Reference,
)
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.histories import SHOWN, read_history
from lowcode.runtime.queries.lists import exported_rows, read_list, walk_list
from lowcode.runtime.queries.lookups import OFFERED, find_records, titles_of
from lowcode.runtime.queries.parsing import parse_address
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.records import read_record
from lowcode.runtime.queries.related import read_related
from lowcode.runtime.queries.results import (
    HistoryEntry,
    ListPage,
    ListRow,
    RecordLink,
    RecordView,
    RelatedList,
    Walked,
)


class Queries:
    """Reads for the pages. Everything obeys `access`; what may not be read is as if it were not there."""

    def __init__(self, application: ApplicationDefinition) -> None:
        self._plans = Plans(application)

    def plan(self, entity: str) -> EntityPlan:
        """What is known about an entity: `plan.sortable` are the fields that lists may be sorted by."""
        return self._plans(entity)

    def list_address(
        self,
        entity: EntityDefinition,
        query: QueryParams,
        context: Context,
        columns: Sequence[ListColumn] | None = None,
    ) -> ListAddress:
        """What a list's address asks for; `columns` are those that the user chose."""
        return parse_address(self._plans(entity.name), query, context, columns)

    def list_page(
        self, address: ListAddress, context: Context, within: ColumnElement[bool] | None = None
    ) -> tuple[ListPage, ListAddress]:
        """The page, and the address of what is really shown (the last page instead of one beyond it).

        `within`: a condition on the entity's model that the records have to meet beside.
        """
        return read_list(self._plans(address.entity.name), self._plans, address, context, within)

    def walked(self, address: ListAddress, context: Context, *, wants_count: bool) -> Walked | None:
        """The next rows of a list that is walked; None if the record to go on after is not in it."""
        return walk_list(self._plans(address.entity.name), self._plans, address, context, wants_count=wants_count)

    def exported_rows(
        self, address: ListAddress, context: Context, *, most: int, within: ColumnElement[bool] | None = None
    ) -> Iterator[ListRow] | None:
        """Every row of the list that the user may export, read while they are asked for; None: more than `most`."""
        return exported_rows(self._plans(address.entity.name), self._plans, address, context, most, within)

    def record(self, entity: EntityDefinition, record_id: int, context: Context) -> RecordView | None:
        """One record with all its values; None if there is none that the user may read."""
        return read_record(self._plans(entity.name), self._plans, record_id, context)

    def related(self, entity: EntityDefinition, field: str, record_id: int, context: Context) -> RelatedList | None:
        """A related list of a record that the user may read; None if he may read nothing of that kind."""
        definition = entity.field_by_name[field]
        return read_related(self._plans(entity.name), self._plans, definition, record_id, context)

    def find(self, entity: EntityDefinition, text: str, context: Context, *, most: int = OFFERED) -> list[RecordLink]:
        """Records by what somebody types: title, number, pinyin. Without a text the newest."""
        return find_records(self._plans(entity.name), text, context, most=most)

    def options(
        self, definition: FieldDefinition, text: str, this: Any, context: Context, *, most: int = OFFERED
    ) -> list[RecordLink]:
        """What a reference may be set to, with `this` the record as it stands in the form."""
        if not isinstance(definition.type, Reference | ManyReference):
            raise TypeError(f"the field {definition.name} is no reference")
        plan = self._plans(definition.type.entity)
        conditions = []
        if definition.options_where is not None and definition.options_where.column is not None:
            conditions.append(definition.options_where.column(plan.model, this, context))
        if plan.definition.name == "user":
            conditions.append(plan.table.c.active.is_(True))
        return find_records(plan, text, context, conditions=conditions, most=most)

    def titles(self, entity: str, ids: Iterable[int], context: Context) -> dict[int, RecordLink]:
        """The records with these ids, as far as they may be named to the user."""
        return titles_of(self._plans(entity), ids, context)

    def history(
        self,
        entity: EntityDefinition,
        record_id: int,
        context: Context,
        *,
        before: int | None = None,
        most: int = SHOWN,
    ) -> list[HistoryEntry]:
        """The history of a record that the user may read, the latest first."""
        return read_history(self._plans, entity, record_id, context, before=before, most=most)
