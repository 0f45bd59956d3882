"""The names that things have in the later model, as `was` says."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.ir.application import Application
from lowcode.ir.changes import Changes, Kind
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Renamed:
    """(kind, owner by its later name, earlier name) → later name."""

    names: Mapping[tuple[Kind, str, str], str]

    def name(self, kind: Kind, name: str, owner: str = "") -> str:
        """The later name of what is called `name`."""
        return self.names.get((kind, owner, name), name)

    def entity(self, name: str) -> str:
        """The later name of an entity; a sub-table goes by its owner and field, unless it is one itself later."""
        owner, dot, field = name.rpartition(".")
        if not dot or (Kind.ENTITY, "", name) in self.names:
            return self.name(Kind.ENTITY, name)
        return f"{self.entity(owner)}.{self.field(owner, field)}"

    def field(self, entity: str | None, name: str) -> str:
        """The later name of a field; `entity` by its earlier name."""
        return self.name(Kind.FIELD, name, self.entity(entity)) if entity is not None else name

    def choice(self, name: str) -> str:
        """The later name of a choice: one of its own, that of a flow, or that of the field it was written in."""
        entity, dot, field = name.rpartition(".")
        if dot:
            return f"{self.entity(entity)}.{self.field(entity, field)}"
        later = self.name(Kind.CHOICE, name)
        return later if later != name else self.name(Kind.FLOW, name)

    def option(self, choice: str | None, name: str) -> str:
        """The later name of an option or a state; `choice` (or the flow) by its earlier name."""
        return self.name(Kind.OPTION, name, self.choice(choice)) if choice is not None else name


NOTHING_RENAMED = Renamed({})


def renamed(changes: Changes, old: Application) -> Renamed:
    """What of `old` has another name later. A rename of what `old` does not have was carried out before."""
    names: dict[tuple[Kind, str, str], str] = {}
    for each in changes.renames:
        names.setdefault((each.kind, each.owner, each.old), each.new)
    behind = {(each.kind, each.owner, each.old): each.new for each in old.changes.renames}
    return Renamed({key: new for key, new in names.items() if not _is_behind(old, key, new, behind)})


def _is_behind(
    old: Application, key: tuple[Kind, str, str], new: str, behind: Mapping[tuple[Kind, str, str], str]
) -> bool:
    """Whether `old` was built with the rename already. It has both names where two things exchange theirs."""
    kind, owner, name = key
    if not _is_there(old, kind, owner, new):
        return False
    return behind.get(key) == new or not _is_there(old, kind, owner, name)


def _is_there(old: Application, kind: Kind, owner: str, name: str) -> bool:
    """Whether the earlier model has the later name already: then the rename lies behind it."""
    match kind:
        case Kind.ENTITY:
            return any(each.name == name for each in old.entities)
        case Kind.FIELD:
            return any(each.name == owner and name in each.field_by_name for each in old.entities)
        case Kind.OPTION:
            return any(each.name == owner and name in {o.name for o in each.all_options} for each in old.choices)
        case Kind.STEP:
            return any(each.name == owner and name in {s.name for s in each.steps} for each in old.approvals)
        case _:
            return any(each.name == name for each in getattr(old, _LISTS[kind]))


_LISTS: Mapping[Kind, str] = {
    Kind.CHOICE: "choices",
    Kind.FLOW: "flows",
    Kind.APPROVAL: "approvals",
    Kind.RULE: "rules",
    Kind.ROLE: "roles",
    Kind.MESSAGE: "messages",
    Kind.CONNECTION: "connections",
    Kind.REPORT: "reports",
    Kind.DASHBOARD: "dashboards",
}
"""Kind → the attribute of the application that lists such things."""
