"""The fields of the record being saved that rules set: kept in memory, written with one UPDATE for all of them.

Each rule has its own line in the history. What the rules have changed sets off rules in turn; a rule is not set off by
its own change of the record that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition, ManyChoiceOf, ManyReference, Rows
from lowcode.runtime.history import ChangeLine, history_row, write_rows
from lowcode.runtime.hooks import hooks_of
from lowcode.runtime.process.acting import Old, old_values
from lowcode.runtime.process.events import Event
from lowcode.runtime.process.failures import failed
from lowcode.runtime.saving.applying import apply_submission, remembered
from lowcode.runtime.saving.changes import lines_of
from lowcode.runtime.saving.computing import compute_part, set_sort_keys
from lowcode.runtime.saving.constraints import is_overflow, problem_of
from lowcode.runtime.saving.draft import Draft, Part
from lowcode.runtime.saving.facts import Facts, facts_of
from lowcode.runtime.saving.followed import Followed
from lowcode.runtime.saving.outcome import Problem
from lowcode.runtime.saving.references import References
from lowcode.runtime.saving.states import refuse_locked
from lowcode.runtime.saving.submission import Submission
from lowcode.runtime.saving.validation import validate
from lowcode.runtime.saving.values import value_of
from lowcode.runtime.saving.writing import changed_names, write


class Settling:
    """What rules make of one record while it is being saved."""

    def __init__(self, entity: EntityDefinition, record: Any) -> None:
        self.record = record
        self.is_gone = False
        """A rule has deleted the record."""
        self._facts: Facts = facts_of(entity)
        self._before: Part | None = None
        """The record as the database has it, from the first change on that was not written."""
        self._step: Part | None = None
        """The record as the present rule found it."""
        self._context: Context | None = None
        self._lines: list[tuple[Context, list[ChangeLine]]] = []
        self._start: dict[str, Any] = {}
        self._authors: dict[str, set[str]] = {}
        self._others = Followed()
        self._cause: Context | None = None

    def takes(self, context: Context, values: Mapping[str, Any]) -> bool:
        """Whether the values can wait in memory: sub-tables, files, and code of the app's owner cannot."""
        hooks, name = hooks_of(context.application), self._facts.entity.name
        if name in hooks.before_save or name in hooks.after_save:
            return False
        fields = [self._facts.entity.field_by_name[each] for each in values]
        return not any(isinstance(each.type, Rows) or each in self._facts.attachments for each in fields)

    def set(self, context: Context, values: Mapping[str, Any]) -> None:
        """Puts plain values onto the record in memory, with all that Python computes from them."""
        present = self._part(values)
        if self._step is None:
            self._step = self._like(present)
            self._context = context
        if self._before is None:
            self._before = self._like(present)
        for part in (self._step, self._before):
            self._remember_lists(part, values)
        draft = self._draft(context, present, values)
        apply_submission(draft)
        compute_part(present, context)
        if draft.problems:
            raise failed(context, tuple(draft.problems))

    def finish_rule(self) -> None:
        """The present rule has set all it wants: the record must be a good one, and the history has its line."""
        if self._step is None or self._context is None:
            return
        context, draft = self._context, self._draft(self._context, self._step, {})
        self._step = None
        names = changed_names(draft.main)
        if not names:
            return
        validate(draft)
        refuse_locked(draft)
        if draft.problems:
            raise failed(context, tuple(draft.problems))
        self._lines.append((context, lines_of(draft)))
        for name in names:
            self._authors.setdefault(name, set()).add(context.origin or "")
        self._cause = context

    def flush(self) -> None:
        """Writes what is waiting; whoever asks the database next must find it."""
        self.finish_rule()
        if self._before is None or self._cause is None:
            self._before = None
            return
        before, self._before = self._before, None
        lines, self._lines = self._lines, []
        context, names = self._cause, changed_names(before)
        if not names:
            return
        for name, value in old_values(before.entity, before.before).items():
            self._start.setdefault(name, value)
        set_sort_keys(self.record, self._facts.sort_columns)
        context.followed = Followed()
        self._write(self._draft(context, before, {}))
        for name in context.followed.take(before.entity.name, self.record.id):
            self._authors.setdefault(name, set()).add(context.origin or "")
        self._others.changes.update(context.followed.changes)
        context.followed = None
        rows = [
            history_row(each, before.entity, self.record.id, self.record.version, "update", changes)
            for each, changes in lines
        ]
        write_rows(context, rows)

    def following(self) -> Event | None:
        """What the rules have changed since this was last asked, as an event of its own."""
        self.flush()
        if self._cause is None or not self._authors:
            return None
        context, entity = self._cause, self._facts.entity
        event = Event(
            context=context,
            kind="update",
            changed=frozenset(self._authors),
            old=Old(context, entity, self.record, self._start),
            authors={name: frozenset(origins) for name, origins in self._authors.items()},
            others=self._others,
        )
        self._authors, self._start, self._others, self._cause = {}, {}, Followed(), None
        return event

    def _write(self, draft: Draft) -> None:
        try:
            write(draft)
        except IntegrityError as error:
            raise failed(draft.context, (problem_of(error, draft),)) from error
        except (DataError, OperationalError, OverflowError) as error:
            if not is_overflow(error):
                raise
            raise failed(draft.context, (Problem(path="", code="database"),)) from error

    def _part(self, values: Mapping[str, Any]) -> Part:
        part = Part(facts=self._facts, record=self.record, is_new=False)
        part.remember(remembered(self._facts, values))
        return part

    def _like(self, present: Part) -> Part:
        """The record as it is at present, kept."""
        part = Part(facts=self._facts, record=self.record, is_new=False, before=dict(present.before))
        part.title_before = present.title_before
        return part

    def _remember_lists(self, part: Part, values: Mapping[str, Any]) -> None:
        for definition in (self._facts.entity.field_by_name[name] for name in values if name not in part.before):
            if isinstance(definition.type, ManyChoiceOf | ManyReference):
                part.before[definition.name] = value_of(self.record, definition)

    def _draft(self, context: Context, part: Part, values: Mapping[str, Any]) -> Draft:
        submission = Submission(values=values, is_trusted=True)
        return Draft(context=context, submission=submission, references=References(context), main=part)
