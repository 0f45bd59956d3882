"""Which records a list is about, and the cheapest way to them.

The planner of PostgreSQL knows its tables. SQLite does not know how many rows a condition leaves: it sorts 30,000 rows
for a page of fifty, or walks past 100,000 to find that none of them fits. Here, a capped count tells which is less, and
the other way is hidden from the planner.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BinaryExpression,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    false,
    func,
    select,
)
from sqlalchemy.sql.operators import eq

from lowcode.runtime.access import both, is_denied, is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, FieldDefinition, Reference, Verb
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.conditions import Conditions
from lowcode.runtime.queries.counting import capped_count
from lowcode.runtime.queries.field_guards import readable_sort
from lowcode.runtime.queries.filters import Filter, IsOption, IsRecord
from lowcode.runtime.queries.hiding import hidden
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.results import COUNTED, Count
from lowcode.runtime.queries.searching import Search, search_for
from lowcode.runtime.queries.sorting import collected_segments, segments_of
from lowcode.runtime.queries.walking import Walk

RARE = 1_500
"""So few candidates of a search are sorted faster than they are met on a walk."""


class _Way(Enum):
    """How rows are found."""

    PLANNED = "as the planner likes"
    IN_ORDER = "along the order, past what does not fit"
    COLLECT = "what fits is found first, then sorted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the user may read of what the address asks for."""

    plan: EntityPlan
    plans: Plans
    context: Context
    address: ListAddress
    readable: ColumnElement[bool] | None
    """None: everything."""
    filters: tuple[Filter, ...]
    search: Search | None
    """None: nothing is searched for, or `finds_nothing`."""
    candidates: int
    """How many records the search can find at most, counted up to a little more than `RARE`."""
    found: Sequence[int] | None
    """Their ids, where PostgreSQL is to be told: it knows too little of terms to guess how few records have one."""
    finds_nothing: bool
    within: ColumnElement[bool] | None = None
    """What else the records have to meet, which no filter of an address says."""

    def walk(self, count: Count | None, rows: int) -> Walk:
        """The walk that looks for `rows` rows of the order among `count`; None if nobody has counted."""
        way = self._way(count, rows)
        conditions = self._conditions()
        if way is _Way.IN_ORDER:
            conditions = [hidden(each) for each in conditions]
        if self.search is not None:
            conditions.append(self._found(self.search, way))
        ordered = collected_segments if self._has_rare_search else segments_of
        segments = ordered(self.plan, self.plans, self.address.sort)
        return Walk(self.context.connection, segments, conditions, sorts=way is _Way.COLLECT)

    def needs_count_first(self) -> bool:
        """Whether the count decides how rows are found: on SQLite, where no index has a condition, then the order."""
        if self.context.connection.dialect.name != "sqlite" or self._has_rare_search:
            return False
        if self.within is not None:
            return True
        return (self.readable is not None or bool(self.filters)) and not self._has_fitting_index()

    def count(self, most: int = COUNTED) -> Count:
        """How many records there are, counted no further than `most`."""
        key = self._count_key()
        if self.within is None and self.plans.is_known_to_be_capped(key, self.context.now):
            return Count(most, is_capped=True)
        table: FromClause = self.plan.table
        conditions = self._conditions()
        if self._has_rare_search and not conditions:
            if self.found is not None:
                return Count(len(self.found), is_capped=False)
            if self.search is not None and self.search.is_exact:
                return Count(self.candidates, is_capped=False)
        if self.found is not None:
            conditions.append(_is_one_of(self.plan, self.found))
        elif self.search is not None:
            found = self.search.ids().subquery()
            table = found.join(table, self.plan.table.c.id == found.c.record_id) if conditions else found
            conditions = [hidden(each) for each in conditions]
        count = capped_count(self.context.connection, table, conditions, most)
        if count.is_capped and self.within is None:
            self.plans.remember_capped(key, self.context.now)
        return count

    def _count_key(self) -> Hashable:
        return (self.plan.definition.name, self.context.user_id, self.filters, self.address.search)

    @property
    def _has_rare_search(self) -> bool:
        return self.search is not None and self.candidates <= RARE

    def _conditions(self) -> list[ColumnElement[bool]]:
        """Everything but the search."""
        conditions = Conditions(self.plan, self.context)
        own = [conditions.of(one) for one in self.filters]
        if self.within is not None:
            own.append(self.within)
        if self.finds_nothing:
            own.append(false())
        return own if self.readable is None else [self.readable, *own]

    def _found(self, search: Search, way: _Way) -> ColumnElement[bool]:
        identity = self.plan.table.c.id
        if self.found is not None:
            return _is_one_of(self.plan, self.found)
        if self._has_rare_search or way is _Way.COLLECT:
            return identity.in_(search.ids())
        return search.matches(identity)

    def _way(self, count: Count | None, rows: int) -> _Way:
        """Walking meets one fitting row in every `all / count`; sorting touches `count` rows, each twice as dear."""
        if count is None or not self.needs_count_first():
            return _Way.PLANNED
        largest = self.context.connection.execute(select(func.max(self.plan.table.c.id))).scalar_one() or 0
        return _Way.IN_ORDER if rows * largest < 2 * count.number * count.number else _Way.COLLECT

    def _has_fitting_index(self) -> bool:
        """Whether an index begins with a column that is compared with one value, and goes on with the order."""
        key = self.address.sort[0].field if self.address.sort else "id"
        definition = self.plan.field(key)
        order = self.plan.sort_column(definition) if definition is not None else None
        if order is None:
            return False
        compared = [self._column_compared(one) for one in self.filters]
        match self.readable:
            case BinaryExpression(left=Column(name=name, table=table), operator=operator) if (
                operator is eq and table is self.plan.table
            ):
                compared.append(name)
            case _:
                pass
        return any((name, order.name) in self.plan.indexed_pairs for name in compared if name is not None)

    def _column_compared(self, one: Filter) -> str | None:
        definition: FieldDefinition | None = self.plan.field(one.field)
        match definition, one:
            case FieldDefinition(type=ChoiceOf(choice=choice)), IsOption(names=(name,)):
                return one.field if len(self.plan.branch(choice, name)) == 1 else None
            case FieldDefinition(type=Reference()), IsRecord(ids=(_,)):
                return f"{one.field}_id"
            case _:
                return None


def _is_one_of(plan: EntityPlan, ids: Sequence[int]) -> ColumnElement[bool]:
    """On PostgreSQL, with one parameter."""
    return plan.table.c.id == func.any(BindParameter("found", list(ids), ARRAY(BigInteger), unique=True))


def select_records(
    plan: EntityPlan,
    plans: Plans,
    address: ListAddress,
    context: Context,
    *,
    also: Verb = Verb.READ,
    within: ColumnElement[bool] | None = None,
) -> Selection | None:
    """The records that the address asks for and the user may read (and do `also` to); None if that cannot be any.

    `within` is a condition on the entity's model that they have to meet beside.
    """
    readable = predicate(plan.definition, Verb.READ, context)
    if also is not Verb.READ:
        readable = both(readable, predicate(plan.definition, also, context))
    if is_denied(readable):
        return None
    address = replace(address, sort=readable_sort(plan.definition, address.sort, context))
    search = search_for(plan, address.search, context) if address.search else None
    candidates, found = _candidates(search, context.connection) if search is not None else (0, None)
    return Selection(
        plan=plan,
        plans=plans,
        context=context,
        address=address,
        readable=None if is_unconditional(readable) else readable,
        filters=address.filters,
        search=search,
        candidates=candidates,
        found=found,
        finds_nothing=bool(address.search) and search is None,
        within=within,
    )


def _candidates(search: Search, connection: Connection) -> tuple[int, Sequence[int] | None]:
    """How many records the search can find at most; on PostgreSQL also which, if they are few."""
    if connection.dialect.name != "postgresql":
        return search.number_of_candidates(connection, RARE + 1), None
    if not search.is_exact:
        candidates = search.number_of_candidates(connection, RARE + 1)
        if candidates > RARE:
            return candidates, None
    found = search.first_ids(connection, RARE + 1)
    return len(found), found if len(found) <= RARE else None
