"""What can be said of the conditions of one entity: whether they can hold, and for which record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from lowcode.dsl.checks.process.formulas import (
    TRUE,
    Formula,
    Not,
    Operator,
    Subject,
    Test,
    both,
    either,
    subjects_of,
)
from lowcode.dsl.checks.process.reading import Reader
from lowcode.dsl.checks.process.solving import Question, Witness, is_satisfiable, witness
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import types as t
from lowcode.ir.walking import walk
from lowcode.quick_dataclass import dataclass


class Outcome(Enum):
    """What is known of a condition."""

    OPEN = "open"
    NEVER = "never"
    """It contradicts itself."""
    NEVER_HERE = "never here"
    """The rules of the fields, or the state, contradict it."""
    ALWAYS = "always"
    """It cannot be false."""
    ALWAYS_HERE = "always here"
    """The rules of the fields, or the state, see to it."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions with `this` a record of `entity`. `known`: fields whose value is known, such as the state."""

    application: app.Application
    entity: app.Entity | None
    known: Mapping[str, ir.LiteralValue]

    def formula(self, expression: ir.Expression | None) -> Formula:
        """The condition as a formula."""
        return Reader(self.application, self.known).formula(expression)

    def outcome(self, expression: ir.Expression) -> Outcome:
        """Whether a condition can hold, and whether it can fail."""
        if isinstance(expression, ir.Literal):
            return Outcome.OPEN  # somebody has switched it off, or on
        here = self.formula(expression)
        may_hold, may_fail = self.is_possible(here), self.is_possible(Not(here))
        if may_hold is not False and may_fail is not False:
            return Outcome.OPEN
        plain = Reader(self.application, {}).formula(expression)
        is_never = may_hold is False
        question = Question(plain if is_never else Not(plain), options=self.options, is_limited=False)
        if is_satisfiable(question) is False:
            return Outcome.NEVER if is_never else Outcome.ALWAYS
        return Outcome.NEVER_HERE if is_never else Outcome.ALWAYS_HERE

    def is_contradictory(self, parts: Sequence[ir.Expression], *, is_limited: bool) -> bool:
        """Whether the parts cannot hold together; without `is_limited` for that alone that they say."""
        if is_limited:
            return self.is_possible(both(*map(self.formula, parts))) is False
        reader = Reader(self.application, {})
        whole = both(*map(reader.formula, parts))
        return is_satisfiable(Question(whole, options=self.options, is_limited=False)) is False

    def is_possible(self, formula: Formula) -> bool | None:
        """Whether a record that keeps to the rules of its fields can make it true."""
        return is_satisfiable(Question(formula, self.circumstances(formula), self.options))

    def witness(self, formula: Formula, assuming: Formula = TRUE) -> Witness | None:
        """A record that makes it true for certain."""
        whole = both(formula, assuming)
        circumstances = both(self.circumstances(whole), assuming)
        return witness(Question(formula, circumstances, self.options, bound=self.bound(whole)))

    def options(self, subject: Subject) -> Sequence[str]:
        """The options of a choice."""
        if not isinstance(subject.type, t.ChoiceType):
            return ()
        return tuple(each.name for each in self.application.choice(subject.type.choice).all_options)

    def circumstances(self, formula: Formula) -> Formula:
        """What holds in every record about the values that the formula tests."""
        subjects = subjects_of(formula)
        found = [*self._of_paths(subjects)]
        if self.entity is not None:
            names = {each.path[1] for each in subjects.values() if len(each.path) == 2 and each.path[0] == "this"}
            found += self._of_fields(self.entity, names)
        return both(*found)

    def _of_paths(self, subjects: Mapping[str, Subject]) -> Iterator[Formula]:
        """What is read through an empty reference is empty."""
        for key, subject in subjects.items():
            for other in subjects.values():
                if other.key != key and other.path and other.path == subject.path[: len(other.path)]:
                    yield either(Not(Test(other, Operator.EMPTY, None)), Test(subject, Operator.EMPTY, None))

    def _of_fields(self, entity: app.Entity, names: set[str]) -> Iterator[Formula]:
        reader = Reader(self.application, self.known)
        for check in entity.checks:
            if names.intersection(check.fields) and not isinstance(check.expression, ir.FieldRead):
                yield reader.formula(check.expression)
        for name in sorted(names):
            required = entity.field_by_name[name].required if name in entity.field_by_name else None
            subject = reader.field(entity, name)
            if required is not None and required.when is not None and subject is not None:
                filled = Not(Test(subject, Operator.EMPTY, None))
                yield either(Not(reader.formula(required.when)), filled)

    def bound(self, formula: Formula) -> frozenset[str]:
        """Subjects that are computed from what others are computed from, or are."""
        subjects = [each for each in subjects_of(formula).values() if each.path[:1] in ((), ("this",))]
        inputs = {each.key: self.inputs(each.expression) for each in subjects}
        found: set[str] = set()
        for one in subjects:
            for other in subjects:
                if one.key != other.key and inputs[one.key] & inputs[other.key] and not _is_plain(one, inputs):
                    found.add(one.key)
        return frozenset(found)

    def inputs(self, expression: ir.Expression) -> frozenset[str]:
        """The record's own fields that decide a value, computed ones included."""
        found: dict[str, None] = {}
        waiting = list(_own(expression))
        while waiting:
            name = waiting.pop()
            field = self.entity.field_by_name.get(name) if self.entity is not None else None
            if name not in found and field is not None and field.computed is not None:
                waiting += _own(field.computed.expression)
            found[name] = None
        return frozenset(found)


def _own(expression: ir.Expression) -> Iterator[str]:
    for each in walk(expression):
        match each:
            case ir.FieldRead(source=ir.Variable(kind=ir.VariableKind.THIS), field=field):
                yield field
            case _:
                continue


def _is_plain(subject: Subject, inputs: Mapping[str, frozenset[str]]) -> bool:
    """Whether the subject is a stored field by itself, or the field of another record."""
    if not subject.path:
        return False
    return len(inputs[subject.key]) == 1
