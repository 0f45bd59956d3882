"""Words for people who read a failed scenario: what the app said, and what had happened to the records."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.history import read_history
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.problem_words import ProblemWords
from lowcode.runtime.saving.outcome import Conflict, Refused

_MOST_LINES = 12


def refusal_texts(context: Context, entity: EntityDefinition | None, outcome: Refused | Conflict) -> tuple[str, ...]:
    """The texts that the app's user would read."""
    if isinstance(outcome, Conflict):
        return (wording_for(context.locale).say("scenario.conflict"),)
    about = entity or context.application.entities[0]
    words = ProblemWords(Presentation(context.application, context.locale), about, context)
    return tuple(words.view(problem).summary for problem in outcome.problems)


def history_lines(context: Context, touched: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """What happened to the records that the scenario touched, the newest last."""
    zone = context.timezone
    lines = []
    for entity_name, record_id in dict.fromkeys(touched):
        entity = context.application.entity_by_name[entity_name]
        for entry in reversed(read_history(context, entity, record_id)):
            changes = ", ".join(_change(path, old, new) for path, old, new in entry.changes)
            who = f" ({entry.origin})" if entry.origin else ""
            at = entry.at.replace(tzinfo=datetime.UTC).astimezone(zone)
            lines.append(f"{at:%Y-%m-%d %H:%M} {entity_name} {record_id} {entry.action}{who} {changes}"[:300])
    return tuple(lines[-_MOST_LINES:])


def _change(path: str, old: object, new: object) -> str:
    """A change as people write it: a new value alone, nothing as an en dash, a record as its title."""
    after = f"{path}: {_value(new)}"
    return after if old is None else f"{path}: {_value(old)} → {_value(new)}"


def _value(value: object) -> str:
    if isinstance(value, dict) and "title" in value:
        return str(value["title"])
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return "–" if value is None else str(value)
