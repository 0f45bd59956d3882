"""The history of a record in words: who, what, when, from what to what."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, FieldDefinition, ManyChoiceOf, Reverse, Rows, Scalar
from lowcode.runtime.field_rights import Masked
from lowcode.runtime.pages.presentation import NUMBERS, Presentation
from lowcode.runtime.pages.process.origins import origin_words
from lowcode.runtime.queries.results import HistoryEntry

_ROW: Final = re.compile(r"(\w+)\[(\d+)\](?:\.(\w+))?", re.ASCII)
_LONGEST: Final = 200


Steps: TypeAlias = Mapping[tuple[datetime.datetime, str], str]
"""The labels of steps, by the moment and the state that they led to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One field of a change."""

    label: str
    old: str
    new: str
    is_creation: bool = False
    """Whether the record was created with it: there is nothing to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One line of the timeline."""

    who: str
    what: str
    when: str
    at: str
    changes: tuple[ChangeView, ...] = ()
    origin: str = ""
    """What did it for the person, or without any."""
    detail: str = ""
    url: str = ""
    """Where more is to be seen."""
    moment: datetime.datetime
    """When it happened, to be put in order."""


def timeline_of(
    presentation: Presentation,
    context: Context,
    entity: EntityDefinition,
    entries: Sequence[HistoryEntry],
    steps: Steps | None = None,
) -> tuple[EntryView, ...]:
    """The entries in words; `steps` are those that changed the record's state."""
    maker = _Words(presentation, context, entity, steps or {})
    return tuple(maker.entry(each) for each in entries)


def kept_value(
    presentation: Presentation, context: Context, entity: EntityDefinition, definition: FieldDefinition, value: Any
) -> str:
    """A value that was kept as JSON, in words."""
    return _Words(presentation, context, entity).value(definition, value)


@dataclass(frozen=True, slots=True)
class _Words:
    presentation: Presentation
    context: Context
    entity: EntityDefinition
    steps: Steps = field(default_factory=dict)

    def entry(self, entry: HistoryEntry) -> EntryView:
        """One entry. What a record was created with stands on the page already."""
        say, formats = self.presentation.say, self.presentation.formats
        states = (new for _, _, new in entry.changes if isinstance(new, str))
        step = next((self.steps[entry.at, new] for new in states if (entry.at, new) in self.steps), "")
        merged = [self.value(None, old) for path, old, _ in entry.changes if not path]
        changes = () if entry.action == "create" else tuple(self._change(*each) for each in entry.changes if each[0])
        return EntryView(
            who=(entry.by.title if entry.by is not None else None) or say("history.system"),
            what=say("history.step", step=step) if step else say(f"history.{entry.action}", **_names(say, merged)),
            when=formats.ago(entry.at, self.context.now),
            at=formats.instant(entry.at),
            changes=changes,
            origin=origin_words(self.presentation, self.context, entry.origin),
            moment=entry.at,
        )

    def _change(self, path: str, old: Any, new: Any) -> ChangeView:
        say, text = self.presentation.say, self.presentation.text
        match = _ROW.fullmatch(path)
        if match is None:
            definition = self.entity.field_by_name.get(path)
            label = text(definition.label) if definition is not None else self._retired(path)
            return ChangeView(label=label, old=self.value(definition, old), new=self.value(definition, new))
        rows = self.entity.field_by_name.get(match[1])
        field = text(rows.label) if rows is not None else self._retired(match[1])
        if match[3] is None:
            key = "history.rows_added" if old is None else "history.rows_removed"
            return ChangeView(label=say(key, field=field, number=match[2]), old="", new="")
        definition, column = self._column(rows, match[1], match[3])
        label = say("history.row", field=field, number=match[2], column=column)
        return ChangeView(label=label, old=self.value(definition, old), new=self.value(definition, new))

    def _column(self, rows: FieldDefinition | None, name: str, column: str) -> tuple[FieldDefinition | None, str]:
        """A field of rows, if it still is one, and what it is called."""
        if rows is None or not isinstance(rows.type, Rows | Reverse):
            return None, self._retired(f"{name}.{column}", column)
        inner = self.context.application.entity_by_name[rows.type.entity]
        definition = inner.field_by_name.get(column)
        if definition is not None:
            return definition, self.presentation.text(definition.label)
        return None, self._retired(column, column, inner.name)

    def _retired(self, path: str, otherwise: str = "", entity: str = "") -> str:
        """The last label of what is no more."""
        owner = entity or self.entity.name
        found = (each for each in self.context.application.retired_fields if each.former == path)
        label = next((each.label for each in found if each.entity == owner), None)
        return self.presentation.text(label) if label is not None else otherwise or path

    def value(self, definition: FieldDefinition | None, value: Any) -> str:
        """A value as history keeps it (JSON; exact numbers and dates as texts) in words."""
        if value is None or value == []:
            return ""
        if isinstance(value, Masked):
            return value
        if isinstance(value, dict):
            return str(value.get("title") or f"#{value.get('id')}")
        if isinstance(value, list):
            return self._list(definition, value)
        if definition is None:
            return str(value)
        return _shortened(self.presentation.plain(definition, _revived(definition, value)))

    def _list(self, definition: FieldDefinition | None, values: list[Any]) -> str:
        comma = self.presentation.say("filter.joined")
        if definition is not None and isinstance(definition.type, ManyChoiceOf):
            return self.presentation.plain(definition, values)
        return comma.join(self.value(None, each) for each in values)


def _names(say: Callable[..., str], merged: Sequence[str]) -> dict[str, str]:
    """The records that became part of this one, for the line that says so."""
    return {"titles": say("filter.joined").join(merged)} if merged else {}


def _revived(definition: FieldDefinition, value: Any) -> Any:
    """The typed value of a text that history keeps; as it is, where the field's type has changed since."""
    if not isinstance(definition.type, Scalar) or not isinstance(value, str):
        return value
    kind = definition.type.kind
    try:
        if kind in NUMBERS:
            return Decimal(value)
        if kind == "date":
            return datetime.date.fromisoformat(value)
        if kind == "time":
            return datetime.time.fromisoformat(value)
        if kind == "datetime":
            return datetime.datetime.fromisoformat(value)
    except (ValueError, InvalidOperation):
        return value
    return value


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
