"""Deleted records, as JSON in the recycle bin, while a revision changes what they are made of.

At each moment they are spelled like the tables: their columns are renamed when the table's columns are. An entry that
cannot follow stays as it was before the revision, and says so; going back to that moment makes it whole again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Integer, MetaData, Table, bindparam, inspect, or_, select, text, update

from lowcode.runtime.database.system_tables import recycle_bin
from lowcode.runtime.database.types import Text
from lowcode.runtime.migrating.carrying import Concern
from lowcode.runtime.migrating.refusing import Unfit
from lowcode.runtime.migrating.rewriting import rewrite_json

_ENDS = ("", "_id", "_sort")
"""Of the columns of a field."""
AT_ONCE = 2_000
"""Entries that are in memory together."""
STOPPED = "stopped"
"""The member of an entry that says why it did not follow."""
_BEFORE = "lowcode_bin_before"
_COPY = f"CREATE TEMPORARY TABLE {_BEFORE} AS SELECT id, content FROM {recycle_bin.name}"  # noqa: S608 - our own names
_LONGEST_LINK = 48
_HASH = "_01234567"
Content = dict[str, Any]


def has_entries(connection: Connection) -> bool:
    """Whether anything is deleted that could be restored."""
    if not inspect(connection).has_table(recycle_bin.name):
        return False
    return connection.execute(select(recycle_bin.c.id).limit(1)).first() is not None


@dataclass(eq=False, slots=True)
class Entry:
    """An entry of the bin."""

    id: int
    content: Content
    pairs: Mapping[str, tuple[str, str]]
    """Tables of links, by their names at the moment, with entity and field as entries have them."""
    stopped: Unfit | None = None
    is_changed: bool = False
    _by_place: dict[tuple[str, int], Content] = field(default_factory=dict)

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Its records of the table."""
        found = [each["columns"] for each in self.content["records"] if each["entity"] == table.name]
        self._by_place.update({(table.name, columns["id"]): columns for columns in found})
        return found

    def links(self, table: Table) -> list[tuple[int, Any]]:
        """Its rows of a table of links, those of records that are not deleted left out."""
        pair = self.pairs.get(table.name)
        own = {each["columns"]["id"] for each in self.content["records"] if pair and each["entity"] == pair[0]}
        return [
            (each["record_id"], each["value"])
            for each in self.content["items"]
            if (each["entity"], each["field"]) == pair and each["record_id"] in own
        ]

    def write(self, table: Table, key: int, values: dict[str, Any]) -> None:
        """What a record has in some columns from now on."""
        if values:
            self._by_place[table.name, key].update(values)
            self.is_changed = True

    def write_links(self, table: Table, key: int, values: list[Any]) -> None:
        """What a record has in a table of links."""
        pair = self.pairs.get(table.name)
        if pair is None:
            return
        entity, name = pair
        items = self.content["items"]
        own = [each for each in items if (each["entity"], each["field"], each["record_id"]) == (*pair, key)]
        if [each["value"] for each in own] != values:
            new = [{"entity": entity, "field": name, "record_id": key, "value": value} for value in values]
            self.content["items"] = [*(each for each in items if each not in own), *new]
            self.is_changed = True

    def stop(self, reason: Unfit) -> None:
        """It stays as it was before the revision."""
        self.stopped = self.stopped or reason


@dataclass(eq=False, slots=True)
class Bin:
    """The recycle bin on its way through one revision."""

    connection: Connection
    is_back: bool
    """Whether the revision is taken back."""
    pairs: dict[str, tuple[str, str]] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)
    """Tables whose columns have been renamed, in entries too."""
    _waiting: list[Callable[[Content], Content]] = field(default_factory=list)
    """What is to be done to all entries, before anybody reads them."""

    def begin(self) -> None:
        """Remembers how everything was."""
        self.forget()
        self.connection.execute(text(_COPY))
        tables = inspect(self.connection).get_table_names()
        for _, content in self._contents():
            for each in content["items"]:
                pair = (each["entity"], each["field"])
                self.pairs[_link_name(*pair, tables)] = pair

    def documents(self, concern: Concern) -> Iterator[list[Entry]]:
        """The entries that have records of the table, some at a time; what was changed is written after each."""
        self._settle()
        words = [f'"{concern.rows.name}"']
        for found in self._batches(words):
            entries = [Entry(key, content, self.pairs) for key, content in found]
            yield entries
            self._write(entries)

    def know_link(self, link: str, owner: str, column: str | None = None) -> None:
        """A table of links that the entries have nothing of yet, filled from a column or from an archive.

        Its name says the field, but only at the end of the revision; where it is cut, the column does.
        """
        if not _is_cut(link):
            self.pairs.setdefault(link, (owner, link))
        elif column is not None:
            self.pairs.setdefault(link, (owner, column.removeprefix("former_").removesuffix("_id")))

    def owner_of(self, link: str) -> str | None:
        """The entity whose records a table of links is about."""
        pair = self.pairs.get(link)
        return pair[0] if pair is not None else None

    # --- other names ---

    def rename_table(self, old: str, new: str) -> None:
        """Records of an entity, or the links of a field."""
        if old in self.pairs:
            self._rename_link(old, new)
        self.pairs = {link: (new if entity == old else entity, name) for link, (entity, name) in self.pairs.items()}
        self.connection.execute(update(recycle_bin).where(recycle_bin.c.entity == old).values(entity=new))
        self._waiting.append(_entity_change(old, new))

    def _rename_link(self, old: str, new: str) -> None:
        entity, name = self.pairs.pop(old)
        if name == old:
            self._waiting.append(_item_change(entity, old, new))
        self.pairs[new] = (entity, new if name == old else name)

    def rename_column(self, table: str, old: str, new: str) -> None:
        """A column of an entity's table; references that were emptied are said by it, too."""
        self.renamed.add(table)
        self._waiting.append(_column_change(table, old, new))

    def drop_column(self, table: str, column: str) -> None:
        """What it held is elsewhere by now, or archived."""
        self._waiting.append(_without_column(table, column))

    def rename_field(self, owner: str, old: str, new: str) -> None:
        """A list, which entries call by its field; columns too where the revision has copied them under a new name."""
        self.pairs = {
            link: (entity, new if (entity, name) == (owner, old) else name)
            for link, (entity, name) in self.pairs.items()
        }
        self._waiting.append(_item_change(owner, old, new))
        if not self.is_back and owner not in self.renamed:
            self._waiting += (_column_change(owner, f"{old}{end}", f"{new}{end}", is_late=True) for end in _ENDS)

    # --- the end ---

    def conclude(self, revision: str) -> None:
        """Entries that this revision, the other way, has left behind are whole again."""
        self.finish()

        def change(content: Content) -> Content:
            stopped = content[STOPPED]
            if stopped["revision"] is None:
                return {**content, STOPPED: {**stopped, "revision": revision, "is_back": self.is_back}}
            if (stopped["revision"], stopped["is_back"]) == (revision, not self.is_back):
                return {name: part for name, part in content.items() if name != STOPPED}
            return content

        rewrite_json(self.connection, recycle_bin.c.content, f'"{STOPPED}":', change)

    def finish(self) -> None:
        """What waits is done; how everything was before matters no more."""
        for link, (entity, name) in self.pairs.items():
            if name == link:  # nothing has told yet which field it is of
                self._waiting.append(_item_change(entity, name, link.removeprefix(f"{entity}_")))
        self._settle()
        self.forget()

    def forget(self) -> None:
        """Nobody needs to know any more how everything was before."""
        schema = "temp" if self.connection.dialect.name == "sqlite" else "pg_temp"
        self.connection.execute(text(f"DROP TABLE IF EXISTS {schema}.{_BEFORE}"))

    # --- rows of the bin ---

    def _contents(self, *conditions: Any) -> Iterator[tuple[int, Content]]:
        for found in self._batches([], *conditions):
            yield from found

    def _batches(self, words: list[str], *conditions: Any) -> Iterator[list[tuple[int, Content]]]:
        column = recycle_bin.c.content
        said = [or_(*(column.contains(word, autoescape=True) for word in words))] if words else []
        statement = select(recycle_bin.c.id, column).where(*said, *conditions).order_by(recycle_bin.c.id)
        last = 0
        while found := self.connection.execute(statement.where(recycle_bin.c.id > last).limit(AT_ONCE)).all():
            last = found[-1][0]
            decoded = [(key, msgspec.json.decode(content)) for key, content in found]
            yield [(key, content) for key, content in decoded if STOPPED not in content]

    def _write(self, entries: list[Entry]) -> None:
        stopped = {each.id: each.stopped for each in entries if each.stopped is not None}
        contents = {each.id: each.content for each in entries if each.is_changed and each.stopped is None}
        if stopped:
            before = Table(_BEFORE, MetaData(), Column("id", Integer), Column("content", Text()))
            for key, content in self.connection.execute(select(before).where(before.c.id.in_(stopped))):
                reason = stopped[key]
                why = {"subject": reason.subject, "kind": reason.kind, "revision": None, "is_back": self.is_back}
                contents[key] = {**msgspec.json.decode(content), STOPPED: why}
        if contents:
            statement = update(recycle_bin).where(recycle_bin.c.id == bindparam("key"))
            rows = [{"key": key, "said": msgspec.json.encode(each).decode()} for key, each in contents.items()]
            self.connection.execute(statement.values(content=bindparam("said")), rows)

    def _settle(self) -> None:
        """Does what waits, in one go."""
        waiting, self._waiting = self._waiting, []

        def change(content: Content) -> Content:
            for each in waiting if STOPPED not in content else ():
                content = each(content)
            return content

        if waiting:
            rewrite_json(self.connection, recycle_bin.c.content, "", change)


def _link_name(entity: str, name: str, tables: Collection[str]) -> str:
    """The table of links of a field; a long name is cut, and ends in a hash."""
    plain = f"{entity}_{name}"
    if plain in tables:
        return plain
    return next((each for each in tables if _is_cut(each) and each[: -len(_HASH)] == _beginning(plain)), plain)


def _is_cut(link: str) -> bool:
    return len(link) > _LONGEST_LINK - len(_HASH) and re.fullmatch("_[0-9a-f]{8}", link[-len(_HASH) :]) is not None


def _beginning(plain: str) -> str:
    return plain[: _LONGEST_LINK - len(_HASH)].rstrip("_")


def _entity_change(old: str, new: str) -> Callable[[Content], Content]:
    return lambda content: {
        part: [{**each, "entity": new} if each["entity"] == old else each for each in found]
        for part, found in content.items()
    }


def _item_change(entity: str, old: str, new: str) -> Callable[[Content], Content]:
    return lambda content: {
        **content,
        "items": [
            {**each, "field": new} if (each["entity"], each["field"]) == (entity, old) else each
            for each in content["items"]
        ],
    }


def _column_change(table: str, old: str, new: str, *, is_late: bool = False) -> Callable[[Content], Content]:
    """`is_late`: what is there under the new name already is newer."""

    def named(columns: Content) -> Content:
        if old not in columns:
            return columns
        former = old if is_late and new in columns else new
        kept = {name: value for name, value in columns.items() if name != former}
        return {new if name == old else name: value for name, value in kept.items()}

    return lambda content: {
        **content,
        "records": [
            {**each, "columns": named(each["columns"])} if each["entity"] == table else each
            for each in content["records"]
        ],
        "cleared": [
            {**each, "column": new} if (each["entity"], each["column"]) == (table, old) else each
            for each in content["cleared"]
        ],
    }


def _without_column(table: str, column: str) -> Callable[[Content], Content]:
    def plain(each: Content) -> Content:
        if each["entity"] != table or column not in each["columns"]:
            return each
        return {**each, "columns": {name: value for name, value in each["columns"].items() if name != column}}

    return lambda content: {**content, "records": [plain(each) for each in content["records"]]}
