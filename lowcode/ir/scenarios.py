"""Scenarios: tests in the words of the client, resolved and checked.

The handles of `sample` and `data` are `VariableKind.LOCAL` records, like what `let` names. A scenario begins on a
fresh database with the spec's `data` and the named records of `sample`, as the app itself (`as user` changes that),
at 09:00 on 2026-01-05 (a Monday) in the app's time zone unless `at` says otherwise.
"""

from __future__ import annotations

import datetime
from typing import TypeAlias

from lowcode.ir.expressions import Duration, Expression
from lowcode.ir.process import FieldValue
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, slots=True)
class As:
    """`as user { … }`."""

    user: Expression
    statements: tuple[Statement, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LetCreate:
    """`let x = create E { … }`, or `create E { … }` (variable None)."""

    variable: str | None
    entity: str
    values: tuple[FieldValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    """`let x = e`: a record, e.g. `first(Contract where deal == d)`."""

    variable: str
    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Set:
    """`set x.f = e`: through the same door as a form."""

    target: Expression
    values: tuple[FieldValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Delete:
    """`delete x`."""

    target: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Move:
    """`x -> state { asked = e }`."""

    target: Expression
    flow: str
    state: str
    values: tuple[FieldValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Press:
    """`press x "Label" { asked = e }`: a rule's button."""

    target: Expression
    rule: str
    values: tuple[FieldValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Submit:
    """`submit Approval for x to user, user`."""

    approval: str
    target: Expression
    chosen: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Sign:
    """`approve x ["opinion"] { edited = e }`, `reject x`, `return x [to step]`, `withdraw x`."""

    decision: str
    """`approve`, `reject`, `return`, `withdraw`."""
    target: Expression
    opinion: Expression | None
    step: str | None
    values: tuple[FieldValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class HandOver:
    """`transfer x to user`, `add signer user before|after|beside x`, `delegate to user [for 3d]`."""

    kind: str
    """`transfer`, `before`, `after`, `beside`, `delegate`."""
    target: Expression | None
    to: Expression
    duration: Duration | None
    span: Span


@dataclass(frozen=True, slots=True)
class After:
    """`after 25h`: moves the clock; everything that falls due on the way happens in its order."""

    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class At:
    """`at 2026-01-31 08:00`: sets the clock (forward only), in the app's time zone."""

    moment: datetime.datetime
    span: Span


@dataclass(frozen=True, slots=True)
class Expect:
    """`expect e`; records are read anew."""

    condition: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectRefused:
    """`expect refused "text" { … }`: the last statement inside must be refused, with that text if one is given."""

    text: str | None
    statements: tuple[Statement, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectNotified:
    """`expect [not] notified(user, "text")`, by any channel; also `mailed`, `tasked`, `called`."""

    kind: str
    """`notified`, `mailed`, `tasked`, `called` (a connection)."""
    to: Expression | None
    connection: str | None
    text: str | None
    is_negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectSees:
    """`expect [not] sees(user, x)`, `sees(user, x.field)`."""

    user: Expression
    target: Expression
    field: str | None
    is_negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ReadMail:
    """`open mail "text" of address`, `click mail "text" of address`: what the tracked reader does."""

    event: str
    to: Expression
    text: str
    span: Span


Statement: TypeAlias = (
    As
    | LetCreate
    | Let
    | Set
    | Delete
    | Move
    | Press
    | Submit
    | Sign
    | HandOver
    | After
    | At
    | Expect
    | ExpectRefused
    | ExpectNotified
    | ExpectSees
    | ReadMail
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`scenario "…" { … }`."""

    title: str
    identifier: str
    statements: tuple[Statement, ...]
    documentation: str
    span: Span
