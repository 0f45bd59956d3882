"""Why something is gone, as `drop` says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from lowcode.differences.side import Scope, Side
from lowcode.ir import application, process
from lowcode.ir.changes import Changes, Drop, Kind
from lowcode.ir.labels import Label
from lowcode.quick_dataclass import dataclass

_KINDS: Mapping[type, Kind] = {
    application.Entity: Kind.ENTITY,
    application.Field: Kind.FIELD,
    application.Option: Kind.OPTION,
    application.Role: Kind.ROLE,
    process.State: Kind.OPTION,
    process.Flow: Kind.FLOW,
    process.Approval: Kind.APPROVAL,
    process.Step: Kind.STEP,
}
"""Class of the model → what `drop` calls it."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons of the later specification by what they are about."""

    drops: Mapping[tuple[Kind, str, str], Drop]

    def of(self, old: Side, thing: Any, scope: Scope) -> Drop | None:
        """Why a thing of the earlier model is gone, and what stands in its place."""
        kind = _KINDS.get(type(thing))
        if kind is None:
            return None
        for owner in _owners(old, kind, scope):
            drop = self.drops.get((kind, owner, thing.name))
            if drop is not None:
                return drop
        return None


NO_REASONS = Reasons({})


def reasons(changes: Changes) -> Reasons:
    """All that the specification gives."""
    return Reasons({(each.kind, each.owner, each.name): each for each in changes.drops})


def replacement(side: Side, drop: Drop) -> Label | None:
    """What records, users and requests get for an option, a role or a step that is gone."""
    model = side.application
    found: Iterator[application.Option | application.Role | process.State | process.Step] = chain(
        *(each.all_options for each in model.choices if each.name == drop.owner),
        *(each.states for each in model.flows if each.name == drop.owner),
        *(each.steps for each in model.approvals if each.name == drop.owner),
        model.roles if drop.kind is Kind.ROLE else (),
    )
    return next((each.label for each in found if each.name == drop.replacement), None)


def _owners(old: Side, kind: Kind, scope: Scope) -> tuple[str, ...]:
    """The names of what the thing belonged to, the later one first: `drop` may use either."""
    match kind:
        case Kind.FIELD if scope.entity is not None:
            return (old.renamed.entity(scope.entity), scope.entity)
        case Kind.OPTION:
            named = [each for each in (scope.choice, scope.flow) if each is not None]
            return (*(old.renamed.choice(each) for each in named), *named)
        case Kind.STEP if scope.approval is not None:
            return (old.renamed.name(Kind.APPROVAL, scope.approval), scope.approval)
        case _:
            return ("",)
