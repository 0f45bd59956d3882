"""Why something is gone, as `drop` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lowcode.differences.side import Scope, Side
from lowcode.ir import application, process
from lowcode.ir.changes import Changes, Kind
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

    texts: Mapping[tuple[Kind, str, str], Label]

    def of(self, old: Side, thing: Any, scope: Scope) -> Label | None:
        """The reason for a thing of the earlier model to be gone."""
        kind = _KINDS.get(type(thing))
        if kind is None:
            return None
        for owner in _owners(old, kind, scope):
            reason = self.texts.get((kind, owner, thing.name))
            if reason is not None:
                return reason
        return None


NO_REASONS = Reasons({})


def reasons(changes: Changes) -> Reasons:
    """All that the specification gives."""
    return Reasons({(each.kind, each.owner, each.name): each.reason for each in changes.drops})


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
