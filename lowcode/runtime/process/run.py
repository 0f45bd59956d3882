"""What the actions of rules, hooks and approvals call: every method is one action of the language.

Actions run as the app, in the transaction of what set them off. An action that fails refuses the whole, with a message
that says which rule could not do what.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from lowcode.runtime.context import Context
from lowcode.runtime.database.record import Record
from lowcode.runtime.definitions import EntityDefinition, Label, Verb
from lowcode.runtime.process import dashboard_mails, deliveries, flows
from lowcode.runtime.process.acting import Old
from lowcode.runtime.process.approvals.starting import submit
from lowcode.runtime.process.audience import addresses, leaders_of, members
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.failures import explain
from lowcode.runtime.process.handwritten import call_function
from lowcode.runtime.process.index import index_of
from lowcode.runtime.process.picking import Candidates, Load, pick
from lowcode.runtime.process.records import all_records
from lowcode.runtime.process.settling import Settling
from lowcode.runtime.process.tasks import create_task
from lowcode.runtime.process.timers import arm, due_after
from lowcode.runtime.process.values import due_instant, plain_values
from lowcode.runtime.process_definitions import Span
from lowcode.runtime.saving import deleting
from lowcode.runtime.saving import save as saving
from lowcode.runtime.saving.loading import load_for
from lowcode.runtime.saving.outcome import Outcome, Problem, Refused
from lowcode.runtime.saving.submission import Submission

LATER = "later"
"""The kind of timers that run a block of actions."""

_MAIL_SIGN = "@"


class Run:
    """One run of one block of actions. `context` acts for the app; `owner` is what the keys of its blocks begin with.

    `settling` is the save that the run is part of: what is set on its record is written together with the rest.
    """

    def __init__(
        self,
        context: Context,
        owner: str,
        entity: str | None,
        record: Any,
        old: Old | None = None,
        settling: Settling | None = None,
    ) -> None:
        self.context = context
        self.old: Any = old
        """The record as it was; None where there is none before."""
        self._owner = owner
        self._entity = entity
        self._record = record
        self._settling = settling
        self._number = secrets.token_hex(8)

    # --- records ---

    def set(self, record: Any, **values: Any) -> None:
        """Sets fields of a record; nothing happens where there is none (any more)."""
        if self._is_gone(record):
            return
        entity = self._entity_of(record)
        given = plain_values(self.context, entity, values)
        settling = self._settling
        if settling is not None and record is settling.record and settling.takes(self.context, given):
            settling.set(self.context, given)
            return
        self._flush()
        submission = Submission(values=given, is_trusted=True)
        self._check(entity, saving.save(self.context, entity, record.id, submission))

    def create(self, entity: str, **values: Any) -> Any:
        """Makes a record and answers it."""
        self._flush()
        definition = self.context.application.entity_by_name[entity]
        given = plain_values(self.context, definition, values)
        outcome = saving.save(self.context, definition, None, Submission(values=given, is_trusted=True))
        self._check(definition, outcome)
        return self.context.session.get(definition.model, getattr(outcome, "record_id", 0))

    def update(self, entity: str, where: Candidates | None, values: Callable[[Any], Mapping[str, Any]]) -> None:
        """Sets fields of all records that meet a condition, one after another."""
        for record in self.records(entity, where):
            self.set(record, **values(record))

    def delete(self, record: Any) -> None:
        """Moves a record into the recycle bin."""
        if self._is_gone(record):
            return
        self._flush()
        entity = self._entity_of(record)
        outcome = deleting.delete(self.context, entity, record.id)
        if not isinstance(outcome, deleting.Deleted):
            raise explain(self.context, entity, problems_of(outcome))
        if self._settling is not None and record is self._settling.record:
            self._settling.is_gone = True

    def records(self, entity: str, condition: Candidates | None = None) -> list[Any]:
        """All records that meet a condition, by id."""
        self._flush()
        return all_records(self.context, self.context.application.entity_by_name[entity].model, condition)

    def pick(
        self,
        entity: str,
        condition: Candidates | None = None,
        *,
        strategy: str = "first",
        name: str = "",
        load: Load | None = None,
    ) -> Any:
        """One of those who meet a condition: `first`, `round_robin` or `least_loaded`; None if nobody does."""
        self._flush()
        return pick(self.context, entity, condition, strategy, name or self._owner, load)

    # --- processes ---

    def move(self, record: Any, state: str) -> None:
        """Brings a record into a state; its transition's condition and approval hold."""
        if self._is_gone(record):
            return
        self._flush()
        entity = self._entity_of(record)
        flows.move_to(self.context, entity, record, state)

    def submit(self, approval: str, record: Any) -> None:
        """Submits a record to an approval."""
        if self._is_gone(record):
            return
        self._flush()
        entity = self._entity_of(record)
        about = load_for(self.context, entity, record.id, Verb.READ)
        submit(self.context, approval, entity, about)

    def later(self, name: str, span: Span, **records: Any) -> None:
        """Runs a block once the span is over, with the named records."""
        self._arm(name, due_after(self.context, span), records, {})

    def repeat(self, name: str, span: Span, most: int | None, **records: Any) -> None:
        """Runs a block every span, for the first time after one."""
        again = {"months": span.months, "days": span.days, "seconds": span.seconds, "most": most, "count": 1}
        repeating = {"repeat": again, "since": self.context.now}
        self._arm(name, due_after(self.context, span), records, repeating)

    def stop(self, text: str | None) -> NoReturn:
        """Refuses what set the run off."""
        raise ProcessRefusal("stopped", Label(text or ""))

    def function(self, name: str, *arguments: Any) -> Any:
        """Calls what the app's owner has written; it finds everything that the run has set."""
        self._flush()
        return call_function(self, name, arguments)

    # --- people and other systems ---

    def notify(
        self, to: Iterable[Any], text: str | None, channels: Iterable[str] = ("app",), copies: Iterable[Any] = ()
    ) -> None:
        """Tells people something about the run's record."""
        self._tell((*to, *copies), deliveries.Letter(text or ""), channels, self._about(), None)

    def send(
        self,
        message: str,
        about: Any,
        to: Iterable[Any],
        channels: Iterable[str] = (),
        copies: Iterable[Any] = (),
    ) -> None:
        """Sends a message of the specification about a record."""
        if about is None:
            return
        index = index_of(self.context.application)
        definition = next(each for each in index.processes.messages if each.name == message) if index else None
        if definition is None:
            raise LookupError(f"there is no message {message}")
        entity = self._entity_of(about)
        text = definition.texts[entity.name]
        subject = text.subject(about, self.context) if text.subject is not None else None
        letter = deliveries.Letter(text.body(about, self.context) or "", subject)
        self._tell((*to, *copies), letter, tuple(channels) or definition.channels, (entity.name, about.id), message)

    def send_dashboard(self, dashboard: str, to: Iterable[Any], copies: Iterable[Any] = ()) -> None:
        """Sends a dashboard to people, each with what they may see of it; made when this transaction is over."""
        people = [each.id for each in members(self.context, (*to, *copies), self._record)]
        dashboard_mails.send_soon(self.context, dashboard, people, f"{self._owner}:{self._number}")

    def leaders(self, of: Any, levels: int | None = 1) -> list[Any]:
        """The leader of a department (or of a user's), and up to `levels` - 1 above; None: all of them."""
        return list(leaders_of(self.context, of, levels)) if of is not None else []

    def task(
        self,
        to: Iterable[Any],
        text: str | None,
        about: Any = None,
        due: Span | datetime.date | datetime.datetime | None = None,
    ) -> None:
        """Gives people something to do; a day is over at the end of its office hours."""
        people = [each.id for each in members(self.context, to, self._record)]
        subject = self._about() if about is None else (self._entity_of(about).name, about.id)
        create_task(self.context, text or "", people, subject, due_instant(self.context, due), self.context.origin)

    def call(self, connection: str, method: str, path: str | None, body: Any = None) -> None:
        """Asks another system, once the transaction is committed."""
        index = index_of(self.context.application)
        connections = index.processes.connections if index is not None else ()
        definition = next(each for each in connections if each.name == connection)
        request = deliveries.Request(method, path or "", body)
        deliveries.call(self.context, definition, request, self._about(), self.context.origin)

    # --- how ---

    def _tell(
        self,
        to: tuple[Any, ...],
        letter: deliveries.Letter,
        channels: Iterable[str],
        about: tuple[str, int] | None,
        message: str | None,
    ) -> None:
        users, outsiders = members(self.context, to, self._record), addresses(self.context, to, self._record)
        for channel in channels:
            is_mail = channel == deliveries.EMAIL
            reached = [each for each in outsiders if (_MAIL_SIGN in each) == is_mail] if channel != "app" else []
            everybody = (*users, *reached)
            if channel in deliveries.ROBOTS:
                if everybody:
                    deliveries.tell_group(self.context, channel, everybody, letter, about, message, self.context.origin)
                continue
            for each in everybody:
                deliveries.tell(self.context, channel, each, letter, about, message, self.context.origin)

    def _arm(
        self, name: str, due_at: datetime.datetime | None, records: Mapping[str, Any], more: Mapping[str, Any]
    ) -> None:
        self._flush()
        block = f"{self._owner}.{name}"
        entity, record_id = self._about() or (None, None)
        payload = {
            "block": block,
            "user": self.context.user_id,
            "records": {
                key: [self._entity_of(record).name, record.id] for key, record in records.items() if record is not None
            },
            **more,
        }
        key = f"{LATER}:{block}:{entity or ''}:{record_id or ''}:{self._number}"
        arm(self.context, LATER, key, due_at, entity, record_id, payload)

    def _about(self) -> tuple[str, int] | None:
        if self._record is None or self._entity is None:
            return None
        return self._entity, self._record.id

    def _entity_of(self, record: Record) -> EntityDefinition:
        index = index_of(self.context.application)
        if index is None:
            raise LookupError("an app without processes runs no actions")
        return index.entity_by_model[type(record)]

    def _is_gone(self, record: Any) -> bool:
        """Whether there is no record: a path that leads nowhere, or one that was deleted meanwhile."""
        return record is None or record not in self.context.session

    def _flush(self) -> None:
        """What this run has set is written, so that everything else finds it."""
        if self._settling is not None and not self._settling.is_gone:
            self._settling.flush()

    def _check(self, entity: EntityDefinition, outcome: Outcome) -> None:
        problems = problems_of(outcome)
        if problems:
            raise explain(self.context, entity, problems)


def problems_of(outcome: Outcome | deleting.Deleted | deleting.Consequences) -> tuple[Problem, ...]:
    """What stood against saving or deleting; nothing if it was done."""
    match outcome:
        case Refused(problems=problems):
            return problems
        case deleting.Consequences(restricted=restricted):
            titles = "、".join(title for each in restricted for title in each.titles)
            return (Problem(path="", code="still_needed", parameters={"records": titles}),)
    return ()
