"""LC7xx: flows, approvals and rules."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.diagnostics.problems.flows_approvals import FLOWS_APPROVALS
from lowcode.diagnostics.problems.flows_conditions import FLOWS_CONDITIONS
from lowcode.diagnostics.problems.flows_rules import FLOWS_RULES
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class UnreachableState(Problem):
    """No way leads from the start of a flow to this state, so no record ever gets into it.

    Records of `data` and `sample` may begin in any state; states that they begin in count as reached.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order {
          new start; paid; done end
          new -> done "Finish" by everyone
          paid -> done "Ship" by everyone
        }

    How to fix: Add a transition to the state, or remove it.
    """

    state: str
    start: str
    reached: tuple[str, ...]
    start_span: Span

    code = "LC701"
    severity = Severity.WARNING
    message = Wording(en="no record ever gets into `{state}`", zh="没有记录能到达状态 `{state}`")
    help = Wording(
        en="from `{start}` records get to {reached} only: add a transition `… -> {state}`, or remove the state",
        zh="从 `{start}` 出发只能到达 {reached}：请加上到达它的流转 `… -> {state}`，或删除该状态",
    )

    def related(self) -> tuple[Related, ...]:
        """The start."""
        return (Related(self.start_span, Wording(en="records begin here", zh="记录从这里开始")),)


@dataclass(frozen=True, kw_only=True)
class DeadState(Problem):
    """No way leads out of a state, and it is not marked as an end: records stay there for ever and count as unfinished.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order {
          new start; held; done end
          new -> done "Finish" by everyone
          new -> held "Hold" by everyone
        }

    How to fix: Mark the state with `end` if records shall stay there, or add a transition out of it.
    """

    state: str
    chain: str

    code = "LC702"
    severity = Severity.WARNING
    message = Wording(en="no way leads out of `{state}`", zh="没有流转能离开状态 `{state}`")
    help = Wording(
        en="a record that goes {chain} stays there: mark `{state}` with `end`, or add a transition out of it",
        zh="记录经 {chain} 之后就停在这里：若这就是终点，请标上 `end`，否则请加上离开它的流转",
    )


@dataclass(frozen=True, kw_only=True)
class TrapStates(Problem):
    """From these states records only go round in a circle: no end of the flow can be reached any more.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order {
          new start; open; held; done end
          new -> done "Finish" by everyone
          new -> open "Open" by everyone
          open -> held "Hold" by everyone
          held -> open "Go on" by everyone
        }

    How to fix: Add a transition from one of them towards an end.
    """

    states: tuple[str, ...]
    circle: str
    ends: tuple[str, ...]

    code = "LC703"
    severity = Severity.WARNING
    message = Wording(en="from {states} no end can be reached", zh="从 {states} 无法到达任何结束状态")
    help = Wording(
        en="records go round: {circle}; add a transition from there to {ends}, or to a state that leads there",
        zh="记录只能循环：{circle}；请加上从这里到 {ends}（或能通向它的状态）的流转",
    )


@dataclass(frozen=True, kw_only=True)
class NobodyLeaves(Problem):
    """There are ways out of a state, but none can ever be taken: nobody may, or its condition is never true.

    Example:
        role sales; role clerk
        entity Order { name: text; status: OrderFlow }
        access Order { sales all }
        flow OrderFlow for Order { new start; done end; new -> done "Finish" by clerk }

    How to fix: Let somebody make the transition who can read the record, or mend the condition.
    """

    state: str
    ways: tuple[str, ...]
    way: Span

    code = "LC704"
    severity = Severity.WARNING
    message = Wording(en="nobody can bring a record out of `{state}`", zh="没有人能使记录离开状态 `{state}`")
    help = Wording(
        en="its ways out are {ways}: those who may go them cannot read the record, or the condition never holds",
        zh="可离开的流转有 {ways}，但有权操作的人看不到该记录，或其条件永不成立",
    )

    def related(self) -> tuple[Related, ...]:
        """The first way."""
        return (Related(self.way, Wording(en="nobody can go this way", zh="没有人能走这条流转")),)


@dataclass(frozen=True, kw_only=True)
class OverlappingWays(Problem):
    """A record can fulfil the conditions of two ways between which the app, or nobody, can tell which one is meant.

    Two automatic ways lead to different states; or two buttons do the same; or conditions that exclude each other
    meet at one value. Of automatic ways the first in the text is taken.

    Example:
        entity Order { amount: money required; status: OrderFlow }
        flow OrderFlow for Order {
          new start; small end; large end
          new -> small on amount <= 1_000
          new -> large on amount >= 1_000
        }

    How to fix: Make the conditions exclude each other: `<=` and `>`.
    """

    target: str
    other: str
    witness: str
    first: Span

    code = "LC705"
    severity = Severity.WARNING
    message = Wording(
        en="with `{witness}` both `{other}` and `{target}` are open",
        zh="当 `{witness}` 时，`{other}` 与 `{target}` 同时可行",
    )
    help = Wording(
        en="make the conditions exclude each other, for example `<=` here and `>` there",
        zh="请让两个条件互斥，例如一处用 `<=`，另一处用 `>`",
    )

    def related(self) -> tuple[Related, ...]:
        """The other way."""
        return (Related(self.first, Wording(en="the other way", zh="另一条流转")),)


@dataclass(frozen=True, kw_only=True)
class GapBetweenWays(Problem):
    """The conditions of the ways out of a state look like a choice between cases, but leave a case out.

    Ways from `any` do not count here: they abandon a record rather than carry it on.

    Example:
        entity Order { amount: money required; status: OrderFlow }
        flow OrderFlow for Order {
          new start; small end; large end
          new -> small "Small" by everyone when amount < 1_000
          new -> large "Large" by everyone when amount > 1_000
        }

    How to fix: Let one of the conditions hold in that case, or add a way without a condition.
    """

    state: str
    targets: tuple[str, ...]
    witness: str
    first: Span

    code = "LC706"
    severity = Severity.WARNING
    message = Wording(
        en="a record in `{state}` with `{witness}` has no way on",
        zh="处于 `{state}` 且 `{witness}` 的记录没有可走的流转",
    )
    help = Wording(
        en="none of the conditions of {targets} holds then: widen one of them, or add a way without a condition",
        zh="此时到 {targets} 的条件都不成立：请放宽其中一个，或加上一条无条件的流转",
    )

    def related(self) -> tuple[Related, ...]:
        """The first of the ways."""
        return (Related(self.first, Wording(en="one of the ways", zh="其中一条流转")),)


FLOWS: tuple[type[Problem], ...] = (
    UnreachableState,
    DeadState,
    TrapStates,
    NobodyLeaves,
    OverlappingWays,
    GapBetweenWays,
)
PROBLEMS: tuple[type[Problem], ...] = (*FLOWS, *FLOWS_CONDITIONS, *FLOWS_APPROVALS, *FLOWS_RULES)
