"""LC22x: names of people, states and processes."""

from __future__ import annotations

from lowcode.diagnostics.problem import Edit, Fix, FixSafety, Problem, Wording
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class UnknownPerson(Problem):
    """Who is meant is neither a role nor a field of the record.

    Example:
        entity Order { name: text; owner: User }
        rule Tell for Order on create { notify ownr "A new order" }

    How to fix: Use the name of a role, or of a field that holds users: `owner`, `owner.manager`.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC220"
    message = Wording(en="`{name}` is neither a role nor a field", zh="`{name}` 既不是角色也不是字段")
    help = Wording(
        en="people are named by a role (`sales`) or by a field of the record (`owner`, `owner.manager`)",
        zh="人员用角色（`sales`）或记录的字段（`owner`、`owner.manager`）表示",
    )

    def suggestions(self) -> tuple[str, ...]:
        """The roles and fields with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class RoleOrField(Problem):
    """A name is that of a role and of a field; both could be meant.

    Example:
        role manager
        entity Order { name: text; manager: User }
        rule Tell for Order on create { notify manager "A new order" }

    How to fix: Write `role manager` for the role, `this.manager` for the field.
    """

    name: str

    code = "LC221"
    message = Wording(en="`{name}` is a role and a field", zh="`{name}` 既是角色又是字段")
    help = Wording(
        en="write `role {name}` for the role, `this.{name}` for the field",
        zh="角色请写 `role {name}`，字段请写 `this.{name}`",
    )

    def fix(self) -> Fix | None:
        """The role, as a guess."""
        return Fix((Edit(self.span, f"role {self.name}"),), FixSafety.DISPLAY)


@dataclass(frozen=True, kw_only=True)
class UnknownState(Problem):
    """A state is named that no flow of the entity has.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order { new start; done end; new -> doen "Finish" by everyone }

    How to fix: Use a state of the flow, or declare it.
    """

    entity: str
    state: str
    candidates: tuple[str, ...]

    code = "LC222"
    message = Wording(en="`{entity}` has no state `{state}`", zh="`{entity}` 没有状态 `{state}`")
    help = Wording(en="states are {candidates}", zh="可用的状态：{candidates}")

    def help_wording(self) -> Wording | None:
        """The states, if there are any."""
        if self.candidates:
            return self.help
        return Wording(en="`{entity}` has no flow", zh="`{entity}` 没有流程")

    def suggestions(self) -> tuple[str, ...]:
        """The states with the closest names."""
        return did_you_mean(self.state, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownProcess(Problem):
    """An approval, message, connection, step or button is named that does not exist.

    Example:
        entity Order { name: text }
        rule Check for Order on create { submit BigOrder }

    How to fix: Use the name of one that exists, or declare it.
    """

    kind: str
    name: str
    candidates: tuple[str, ...]

    code = "LC223"
    message = Wording(en="there is no {kind} `{name}`", zh="没有名为 `{name}` 的 `{kind}`")

    def suggestions(self) -> tuple[str, ...]:
        """Those with the closest names."""
        return did_you_mean(self.name, self.candidates)


PROCESS_NAMES: tuple[type[Problem], ...] = (UnknownPerson, RoleOrField, UnknownState, UnknownProcess)
