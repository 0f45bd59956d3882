"""Which records a list is about, and the cheapest way to them.

The planner of PostgreSQL knows its tables. SQLite does not know how many rows a condition leaves, so it sorts 30,000
rows for a page of fifty; here, a capped count tells whether to let an index find the rows and sort them, or to walk
along the order and pass over what does not fit.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, false, func, select

from lowcode.runtime.access import is_denied, is_unconditional, predicate
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, Reference, Verb
from lowcode.runtime.queries.address import ListAddress
from lowcode.runtime.queries.conditions import Conditions
from lowcode.runtime.queries.counting import capped_count
from lowcode.runtime.queries.filters import Filter
from lowcode.runtime.queries.plans import EntityPlan, Plans
from lowcode.runtime.queries.results import COUNTED, Count
from lowcode.runtime.queries.searching import Search, search_for

RARE = 1_500
"""So few candidates of a search are sorted faster than they are met on a walk."""


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
    finds_nothing: bool

    @property
    def is_sqlite(self) -> bool:
        """Whether the planner needs help."""
        return self.context.connection.dialect.name == "sqlite"

    def conditions(self, *, drives: bool = True) -> list[ColumnElement[bool]]:
        """Everything but the search. `drives` False: no index is to be found by them."""
        conditions = Conditions(self.plan, self.context, drives or not self.is_sqlite)
        own = [conditions.of(one) for one in self.filters]
        if self.finds_nothing:
            own.append(false())
        return own if self.readable is None else [self.readable, *own]

    def for_walk(self, count: Count | None, rows: int) -> list[ColumnElement[bool]]:
        """The conditions under which `rows` rows of the order are looked for among `count`."""
        conditions = self.conditions(drives=count is None or not self._is_faster_in_order(count, rows))
        identity = self.plan.table.c.id
        if self.search is None:
            return conditions
        if self.candidates <= RARE:
            return [*conditions, identity.in_(self.search.ids())]
        return [*conditions, self.search.matches(identity)]

    def needs_count_first(self) -> bool:
        """Whether the count decides how the rows are found: no index has a filter's column and then the order."""
        if not self.is_sqlite or not self.filters or self.search is not None or self.readable is not None:
            return False
        key = self.address.sort[0].field if self.address.sort else "id"
        definition = self.plan.field(key)
        order = self.plan.sort_column(definition) if definition is not None else None
        return order is not None and not any(
            (name, order.name) in self.plan.indexed_pairs for name in self._columns_compared()
        )

    def _columns_compared(self) -> list[str]:
        """Columns that a filter compares with one value: behind it, the index is in order."""
        names = []
        for one in self.filters:
            definition = self.plan.field(one.field)
            if definition is not None and isinstance(definition.type, ChoiceOf | Reference) and len(one.pairs(())) == 1:
                names.append(definition.name if isinstance(definition.type, ChoiceOf) else f"{definition.name}_id")
        return names

    def _is_faster_in_order(self, count: Count, rows: int) -> bool:
        """Walking meets one fitting row in every `all / count`; sorting touches `count` rows, each twice as dear."""
        if not self.needs_count_first() or not count.number:
            return False
        largest = self.context.connection.execute(select(func.max(self.plan.table.c.id))).scalar_one() or 0
        return rows * largest < 2 * count.number * count.number

    def count(self, most: int = COUNTED) -> Count:
        """How many records there are, counted no further than `most`."""
        key = self._count_key()
        if self.plans.is_known_to_be_capped(key, self.context.now):
            return Count(most, is_capped=True)
        table: FromClause = self.plan.table
        conditions = self.conditions(drives=self.search is None)
        if self.search is not None:
            found = self.search.ids().subquery()
            table = found.join(table, self.plan.table.c.id == found.c.record_id) if conditions else found
        count = capped_count(self.context.connection, table, conditions, most)
        if count.is_capped:
            self.plans.remember_capped(key, self.context.now)
        return count

    def _count_key(self) -> Hashable:
        return (self.plan.definition.name, self.context.user_id, self.filters, self.address.search)


def select_records(plan: EntityPlan, plans: Plans, address: ListAddress, context: Context) -> Selection | None:
    """The records that the address asks for and the user may read; None if that cannot be any."""
    readable = predicate(plan.definition, Verb.READ, context)
    if is_denied(readable):
        return None
    search = search_for(plan, address.search) if address.search else None
    return Selection(
        plan=plan,
        plans=plans,
        context=context,
        address=address,
        readable=None if is_unconditional(readable) else readable,
        filters=address.filters,
        search=search,
        candidates=search.number_of_candidates(context.connection, RARE + 1) if search is not None else 0,
        finds_nothing=bool(address.search) and search is None,
    )
