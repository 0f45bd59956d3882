"""What the scenarios of the specification call: one method per statement of the language.

Records in the hands of a scenario belong to its reading context and are read anew before each statement. `line` is the
line of the statement within its scenario, for messages.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from lowcode.runtime.access import can, may_read_field
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ApplicationDefinition, EntityDefinition, Verb
from lowcode.runtime.hooks import owners_place
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.process import reading
from lowcode.runtime.process.approvals import handing_over, signing
from lowcode.runtime.process.approvals.locking import running_for
from lowcode.runtime.process.approvals.requests import definition_of
from lowcode.runtime.process.approvals.starting import signers_to_choose, submit_by_hand
from lowcode.runtime.process.buttons import press
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.retrying import describe
from lowcode.runtime.process.values import plain_values
from lowcode.runtime.process_definitions import Span
from lowcode.runtime.saving import deleting
from lowcode.runtime.saving.outcome import Conflict, NotAllowedError, RecordNotFoundError, Refused
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission
from lowcode.runtime.scenarios import observing
from lowcode.runtime.scenarios.bringing import with_files
from lowcode.runtime.scenarios.coverage import Recorder
from lowcode.runtime.scenarios.errors import ScenarioError, StepRefused
from lowcode.runtime.scenarios.moving import move_record
from lowcode.runtime.scenarios.telling import history_lines, refusal_texts
from lowcode.runtime.scenarios.world import World
from lowcode.runtime.values.moments import shift_instant

Values = Callable[[Context], Mapping[str, Any]]
Found = TypeVar("Found")


class Scenario:
    """One run of one scenario."""

    def __init__(
        self, application: ApplicationDefinition, recorder: Recorder | None = None, language: str | None = None
    ) -> None:
        """Failures speak `language`, by default the app's first."""
        self._recorder = recorder or Recorder()
        self._say = wording_for(language or application.locales[0]).say
        self._world = World(self._recorder.watching(application))
        self._application = self._world.application
        self._actor: int | None = None
        self._touched: list[tuple[str, int]] = []

    def close(self) -> None:
        """Ends the app of the scenario."""
        self._recorder.note_database(self._world.fresh())
        self._world.close()

    @property
    def history(self) -> tuple[str, ...]:
        """What has happened to the records that the scenario touched."""
        return history_lines(self._world.fresh(), self._touched)

    # --- who, when ---

    def seed(self, handle: str) -> Any:
        """A record that `data` or `sample` names."""
        return self._world.seed(handle)

    @contextmanager
    def acting_as(self, user: Callable[[Context], Any], line: int) -> Iterator[None]:
        """`as user { … }`."""
        found = self._evaluate(user)
        if found is None:
            raise self._failure("scenario.nobody_to_act", line)
        before, self._actor = self._actor, found.id
        try:
            yield
        finally:
            self._actor = before

    def after(self, span: Span, line: int) -> None:
        """`after 25h`."""
        world = self._world
        until = shift_instant(world.now, world.timezone, months=span.months, days=span.days, seconds=span.seconds)
        if until is None:
            raise self._failure("scenario.beyond_calendar", line)
        self._pass_time(until, line)

    def at(self, moment: datetime.datetime, line: int) -> None:
        """`at 2026-01-31 08:00`."""
        until = self._world.instant(moment)
        if until < self._world.now:
            raise self._failure("scenario.clock_back", line, moment=f"{moment:%Y-%m-%d %H:%M}")
        self._pass_time(until, line)

    def _pass_time(self, until: datetime.datetime, line: int) -> None:
        self._world.pass_time(until)
        errors = observing.failed_timers(self._world.fresh())
        if errors:
            raise self._failure("scenario.due_failed", line, errors)

    # --- steps ---

    def create(self, entity: str, values: Values, line: int) -> Any:
        """`create E { … }`."""
        definition = self._application.entity_by_name[entity]
        outcome = self._step(
            line, definition, lambda context, given: self._save(context, definition, None, given), values, Verb.CREATE
        )
        self._touched.append((entity, outcome.record_id))
        return self._world.context.session.get(definition.model, outcome.record_id)

    def set(self, record: Callable[[Context], Any], values: Values, line: int) -> None:
        """`set x.f = e`."""
        definition, record_id = self._subject(record, line)
        self._step(
            line,
            definition,
            lambda context, given: self._save(context, definition, record_id, given),
            values,
            Verb.UPDATE,
        )

    def delete(self, record: Callable[[Context], Any], line: int) -> None:
        """`delete x`."""
        definition, record_id = self._subject(record, line)

        def remove(context: Context, _: Mapping[str, Any]) -> Any:
            outcome = deleting.delete(context, definition, record_id)
            if not isinstance(outcome, deleting.Deleted):
                raise ProcessRefusal("still_needed", records=definition.name)
            return outcome

        self._step(line, definition, remove, verb=Verb.DELETE)

    def move(self, record: Callable[[Context], Any], state: str, line: int, values: Values | None = None) -> None:
        """`x -> state { … }`."""
        definition, record_id = self._subject(record, line)
        self._step(
            line, definition, lambda context, given: move_record(context, definition, record_id, state, given), values
        )

    def press(self, record: Callable[[Context], Any], rule: str, line: int, values: Values | None = None) -> None:
        """`press x "Label" { … }`."""
        definition, record_id = self._subject(record, line)
        self._step(
            line,
            definition,
            lambda context, given: press(context, definition, record_id, rule, Submission(values=given)),
            values,
        )

    # --- approvals ---

    def submit(
        self,
        approval: str,
        record: Callable[[Context], Any],
        line: int,
        chosen: Callable[[Context], Sequence[Any]] | None = None,
    ) -> None:
        """`submit A for x to li, wang`."""
        definition, record_id = self._subject(record, line)
        named = [each.id for each in self._evaluate(chosen)] if chosen is not None else []

        def send(context: Context, _: Mapping[str, Any]) -> int:
            declared = definition_of(context, approval)
            steps = signers_to_choose(declared) if declared is not None else ()
            return submit_by_hand(context, approval, definition, record_id, {step: named for step, _ in steps})

        self._step(line, definition, send)

    def sign(
        self,
        decision: str,
        record: Callable[[Context], Any],
        line: int,
        opinion: str = "",
        step: str | None = None,
        values: Values | None = None,
    ) -> None:
        """`approve x "opinion" { … }`, `reject x`, `return x to step`, `withdraw x`."""
        definition, record_id = self._subject(record, line)

        def decide(context: Context, given: Mapping[str, Any]) -> None:
            request = running_for(context, definition.name, record_id)
            if request is None:
                raise ProcessRefusal("approval_gone")
            if decision == "withdraw":
                signing.withdraw(context, request.id)
                return
            signer = signing.turn_of(context, request.id)
            if signer is None:
                raise ProcessRefusal("not_your_turn")
            if decision == "approve":
                signing.approve(context, signer.id, opinion, Submission(values=given) if given else None)
            elif decision == "reject":
                signing.reject(context, signer.id, opinion)
            else:
                signing.give_back(context, signer.id, opinion, step)

        self._step(line, definition, decide, values)

    def hand_over(self, kind: str, record: Callable[[Context], Any], to: Callable[[Context], Any], line: int) -> None:
        """`transfer x to u`, `add signer u before x`."""
        definition, record_id = self._subject(record, line)
        user_id = self._evaluate(to).id

        def hand(context: Context, _: Mapping[str, Any]) -> None:
            request = running_for(context, definition.name, record_id)
            signer = signing.turn_of(context, request.id) if request is not None else None
            if signer is None:
                raise ProcessRefusal("not_your_turn")
            if kind == "transfer":
                handing_over.transfer(context, signer.id, user_id)
            else:
                handing_over.add_signer(context, signer.id, user_id, kind)

        self._step(line, definition, hand)

    def delegate(self, to: Callable[[Context], Any], line: int, span: Span | None = None) -> None:
        """`delegate to u for 3d`."""
        user_id, world = self._evaluate(to).id, self._world
        until = None
        if span is not None:
            until = shift_instant(world.now, world.timezone, months=span.months, days=span.days, seconds=span.seconds)
        if self._actor is None:
            raise self._failure("scenario.only_users_absent", line)
        absent = self._actor

        def leave(context: Context, _: Mapping[str, Any]) -> None:
            handing_over.set_absence(context, absent, user_id, world.now, until)

        self._step(line, None, leave)

    def read_mail(self, event: str, to: Callable[[Context], Any], text: str, line: int) -> None:
        """`open mail "…" of address`, `click mail "…" of address`."""
        keys = observing.mail_keys(self._world.fresh(), self._evaluate(to), text)
        if not keys:
            raise self._failure("scenario.no_mail", line, text=text)

        def read(context: Context, _: Mapping[str, Any]) -> None:
            (reading.opened if event == "open" else reading.clicked)(context, keys[0])

        self._step(line, None, read)
        self._pass_time(self._world.now, line)  # rules about readers are due at once

    # --- expectations ---

    def find(self, value: Callable[[Context], Found | None], what: str, line: int) -> Found:
        """`let x = e`: a record that must be there."""
        found = self._evaluate(value)
        if found is None:
            raise self._failure("scenario.no_such_record", line, what=what)
        return found

    def expect(self, condition: Callable[[Context], bool | None], what: str, line: int) -> None:
        """`expect e`."""
        if self._evaluate(condition) is not True:
            raise self._failure("scenario.expected", line, what=what)

    @contextmanager
    def refused(self, line: int, text: str | None = None) -> Iterator[None]:
        """`expect refused "text" { … }`."""
        try:
            yield
        except StepRefused as refusal:
            if text is not None and not any(text in each for each in refusal.texts):
                said = "; ".join(refusal.texts)
                raise self._failure("scenario.refused_otherwise", line, text=text, said=said) from refusal
            return
        raise self._failure("scenario.not_refused", line)

    def expect_told(
        self,
        kind: str,
        to: Callable[[Context], Any] | str,
        line: int,
        text: str | None = None,
        *,
        is_negated: bool = False,
    ) -> None:
        """`expect notified(u, "text")` and its siblings mailed, tasked, called."""
        look = {"notified": observing.notified, "mailed": observing.mailed, "tasked": observing.tasked}
        if isinstance(to, str):
            texts = observing.called(self._world.fresh(), to)
        else:
            whom = self._evaluate(to)
            texts = look[kind](self._world.context, whom) if whom is not None else []
        found = any(text is None or text in each for each in texts)
        if found is is_negated:
            wanted = f"{'not ' if is_negated else ''}{kind}" + (f" “{text}”" if text is not None else "")
            raise self._failure(
                "scenario.expected", line, tuple(texts) or (self._say("scenario.nothing"),), what=wanted
            )

    def expect_sees(
        self,
        user: Callable[[Context], Any],
        record: Callable[[Context], Any],
        line: int,
        field: str | None = None,
        *,
        is_negated: bool = False,
    ) -> None:
        """`expect sees(u, x)`, `expect sees(u, x.f)`."""
        reader, found = self._evaluate(user), self._evaluate(record)
        definition = self._entity_of(found)
        context = self._world.context_of(reader.id)
        self._recorder.note_access(definition, Verb.READ, context)
        seen = can(definition, Verb.READ, found.id, context)
        if seen and field is not None:
            seen = may_read_field(context, definition, field, found)
        if seen is is_negated:
            what = f"{definition.name} {getattr(found, definition.title)}" + (f", {field}" if field is not None else "")
            raise self._failure("scenario.sees" if seen else "scenario.sees_not", line, reader=reader.name, what=what)

    # --- how ---

    def _evaluate(self, function: Callable[[Context], Found]) -> Found:
        return function(self._world.fresh())

    def _subject(self, record: Callable[[Context], Any], line: int) -> tuple[EntityDefinition, int]:
        found = self._evaluate(record)
        if found is None:
            raise self._failure("scenario.no_record", line)
        subject = (self._entity_of(found), found.id)
        self._touched.append((subject[0].name, found.id))
        return subject

    def _entity_of(self, record: Any) -> EntityDefinition:
        return next(each for each in self._application.entities if each.model is type(record))

    def _step(
        self,
        line: int,
        entity: EntityDefinition | None,
        action: Callable[[Context, Mapping[str, Any]], Any],
        values: Values | None = None,
        verb: Verb = Verb.READ,
    ) -> Any:
        """Does something in a transaction of its own; what the app refuses becomes `StepRefused`."""
        given: Mapping[str, Any] = {}
        if values is not None and entity is not None:
            given = plain_values(self._world.fresh(), entity, values(self._world.context))

        def brought(context: Context) -> Mapping[str, Any]:
            return given if entity is None else with_files(context, entity, given)

        try:
            return self._done(line, entity, verb, lambda context: action(context, brought(context)))
        except ProcessRefusal as refusal:
            texts = refusal_texts(self._world.fresh(), entity, Refused(problems=refusal.problems))
            raise StepRefused(texts, line) from refusal
        except (NotAllowedError, RecordNotFoundError) as refusal:
            raise StepRefused((self._say("scenario.no_right"),), line) from refusal
        except Exception as error:  # whatever the owner's code raises; what is ours goes on
            if owners_place(error) is None:
                raise
            raise self._failure("scenario.owners_error", line, error=describe(error)) from error

    def _done(self, line: int, entity: EntityDefinition | None, verb: Verb, action: Callable[[Context], Any]) -> Any:
        with self._world.step(self._actor) as context:
            if entity is not None:
                self._recorder.note_access(entity, verb, context)
            outcome = action(context)
            if isinstance(outcome, Refused | Conflict):
                raise StepRefused(refusal_texts(context, entity, outcome), line)
            return outcome

    def _save(self, context: Context, entity: EntityDefinition, record_id: int | None, given: Mapping[str, Any]) -> Any:
        return save(context, entity, record_id, Submission(values=given, is_trusted=self._actor is None))

    def _failure(self, key: str, line: int, more: tuple[str, ...] = (), **values: object) -> ScenarioError:
        return ScenarioError(self._say(key, **values), line, (*more, *self.history))
