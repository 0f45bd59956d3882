"""Search: from what people type to conditions on the table of terms.

Neither database can find two Chinese characters inside a text by an index, so saving writes the terms of each record
into a table, and a search asks for records that have them all. Which way is cheap depends on how common the terms are,
and `lists` decides: *rare* terms give the ids, and few rows are left to sort; *common* ones are walked over in the
order of the list, where each row is asked whether it has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    false,
    func,
    intersect,
    literal_column,
    or_,
    select,
    union,
)

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.field_rights import reads_every_value
from lowcode.runtime.queries.plans import EntityPlan
from lowcode.runtime.saving.facts import facts_of
from lowcode.runtime.search_index import scope_of, terms_of_query, whole_words

Alternatives = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EntityTexts:
    """The texts that records are found by, as far as they are open to all."""

    plan: EntityPlan
    is_sqlite: bool

    def hold(self, word: str, identity: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether a text of the record with this id holds the word: asked for records that have its terms."""
        facts, table = facts_of(self.plan.definition), self.plan.table.alias()
        open_to_all = [
            table.c[name] for name, scope in zip(facts.search_attributes, facts.search_scopes, strict=True) if not scope
        ]
        return (
            select(table.c.id)
            .where(table.c.id == identity, or_(false(), *(self._holds(column, word) for column in open_to_all)))
            .exists()
        )

    def _holds(self, column: ColumnElement[str], word: str) -> ColumnElement[bool]:
        if self.is_sqlite:
            return func.instr(func.lowcode_nfkd(column), word) > 0
        return func.strpos(func.normalize(column, literal_column("NFKD")), word) > 0


@dataclass(frozen=True, slots=True)
class Search:
    """A query that has something to search for."""

    table: Table
    words: tuple[Alternatives, ...]
    texts: EntityTexts
    wholes: Mapping[tuple[str, ...], str]
    """Words of more than one term that have to be there as a whole, by their terms."""

    def ids(self) -> Select[int]:
        """The ids of the records that match, from the terms alone."""
        found = intersect(*(self._ids_of_word(word) for word in self.words)) if len(self.words) > 1 else None
        if found is None:
            return select(self._ids_of_word(self.words[0]).subquery().c.record_id)
        return select(found.subquery().c.record_id)

    def _ids_of_word(self, word: Alternatives) -> Select[int]:
        ways = [self._ids_of_terms(terms) for terms in word]
        return ways[0] if len(ways) == 1 else select(union(*ways).subquery().c.record_id)

    def _ids_of_terms(self, terms: Sequence[str]) -> Select[int]:
        """Records with the first term that have the others too."""
        first = self.table.alias()
        statement = select(first.c.record_id).where(first.c.term == terms[0])
        for term in terms[1:]:
            other = self.table.alias()
            statement = statement.where(
                select(other.c.term).where(other.c.term == term, other.c.record_id == first.c.record_id).exists()
            )
        whole = self.wholes.get(tuple(terms))
        return statement if whole is None else statement.where(self.texts.hold(whole, first.c.record_id))

    def matches(self, identity: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether the record with this id matches: a few lookups for each row that is walked over."""
        return and_(*(or_(*(self._has_all(identity, terms) for terms in word)) for word in self.words))

    def _has_all(self, identity: ColumnElement[int], terms: Sequence[str]) -> ColumnElement[bool]:
        conditions: list[ColumnElement[bool]] = []
        for term in terms:
            other = self.table.alias()
            conditions.append(select(other.c.term).where(other.c.term == term, other.c.record_id == identity).exists())
        whole = self.wholes.get(tuple(terms))
        if whole is not None:
            conditions.append(self.texts.hold(whole, identity))
        return and_(*conditions)

    @property
    def is_exact(self) -> bool:
        """Whether the candidates are all that is found."""
        return all(len(word) == 1 and len(word[0]) == 1 for word in self.words) and len(self.words) == 1

    def first_ids(self, connection: Connection, most: int) -> list[int]:
        """The ids of the records that match, as far as they are fewer than `most`."""
        return list(connection.execute(self.ids().limit(most)).scalars())

    def number_of_candidates(self, connection: Connection, most: int) -> int:
        """How many records have the rarest thing that is asked for, counted up to `most`."""
        fewest = most
        for word in self.words:
            total = 0
            for terms in word:
                total += min(self._number_with(connection, term, most) for term in terms[:2])
            fewest = min(fewest, total)
        return fewest

    def _number_with(self, connection: Connection, term: str, most: int) -> int:
        some = select(self.table.c.record_id).where(self.table.c.term == term).limit(most).subquery()
        return connection.execute(select(func.count()).select_from(some)).scalar_one()


def search_for(plan: EntityPlan, text: str, context: Context) -> Search | None:
    """The search, or None where there is nothing to search for or no way to search."""
    words = terms_of_query(text)
    if plan.search_table is None or not words:
        return None
    scopes = _readable_scopes(plan.definition, context)
    texts = EntityTexts(plan, is_sqlite=context.connection.dialect.name == "sqlite")
    in_scopes = tuple(_in_scopes(word, scopes) for word in words) if scopes else words
    return Search(plan.search_table, in_scopes, texts, whole_words(text))


def _readable_scopes(entity: EntityDefinition, context: Context) -> list[str]:
    """The scopes of the restricted fields that the user may read in every record; by others he finds nothing."""
    return [scope_of(name) for name in entity.field_grants if reads_every_value(context, entity, name)]


def _in_scopes(word: Alternatives, scopes: list[str]) -> Alternatives:
    """A word is found in the fields that are open to all, or in one of the restricted ones."""
    return (*word, *(tuple(scope + term for term in terms) for scope in scopes for terms in word))


NOTHING_FOUND = false()
"""A search for signs alone finds nothing, rather than everything."""
