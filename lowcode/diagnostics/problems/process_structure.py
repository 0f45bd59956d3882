"""LC46x: flows and approvals that are incomplete or contradict themselves."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class StartState(Problem):
    """A flow begins in no state, or in several.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order { new; done end; new -> done "Finish" by everyone }

    How to fix: Mark exactly one state with `start`.
    """

    flow: str
    count: int

    code = "LC460"
    message = Wording(
        en="exactly one state of `{flow}` is its `start`, here {count} are",
        zh="`{flow}` 须恰有一个 `start` 状态，此处有 {count} 个",
    )


@dataclass(frozen=True, kw_only=True)
class NoStateField(Problem):
    """A flow is for an entity in which no field keeps its state.

    Example:
        entity Order { name: text }
        flow OrderFlow for Order { new start; done end; new -> done "Finish" by everyone }

    How to fix: Give the entity a field whose type is the flow: `status: OrderFlow`.
    """

    flow: str
    entity: str

    code = "LC461"
    message = Wording(
        en="no field of `{entity}` keeps the state of `{flow}`", zh="`{entity}` 没有保存 `{flow}` 状态的字段"
    )
    help = Wording(en="add a field `status: {flow}` to `{entity}`", zh="请在 `{entity}` 中加入字段 `status: {flow}`")


@dataclass(frozen=True, kw_only=True)
class SecondStateField(Problem):
    """Two fields have the same flow as their type. A flow moves one field.

    Example:
        entity Order { name: text; status: OrderFlow; former: OrderFlow }
        flow OrderFlow for Order { new start; done end; new -> done "Finish" by everyone }

    How to fix: Keep one of them. Former states are in the record's history; what moves by itself needs an entity of
    its own.
    """

    flow: str
    first: Span

    code = "LC462"
    message = Wording(en="`{flow}` already has a field", zh="`{flow}` 已有状态字段")

    def related(self) -> tuple[Related, ...]:
        """The first field."""
        return (Related(self.first, Wording(en="this field has it", zh="该字段已使用")),)


@dataclass(frozen=True, kw_only=True)
class SecondFlow(Problem):
    """An entity has two flows. A record stands in one place, with one row of steps on its page.

    Example:
        entity Order { name: text; status: OrderFlow; payment: PaymentFlow }
        flow OrderFlow for Order { new start; done end; new -> done "Finish" by everyone }
        flow PaymentFlow for Order { due start; paid end; due -> paid "Pay" by everyone }

    How to fix: Give what moves by itself an entity of its own (a payment with its order), or make it a choice that
    rules set.
    """

    entity: str
    first_flow: str
    first: Span

    code = "LC483"
    message = Wording(en="`{entity}` already has the flow `{first_flow}`", zh="`{entity}` 已有流程 `{first_flow}`")

    def related(self) -> tuple[Related, ...]:
        """The first flow."""
        return (Related(self.first, Wording(en="this is its flow", zh="这是它的流程")),)


@dataclass(frozen=True, kw_only=True)
class NotAStateField(Problem):
    """A flow is the type of a field that cannot be its state: in another entity, of many values, or computed.

    Example:
        entity Order { name: text; status: OrderFlow }
        entity Invoice { name: text; status: OrderFlow }
        flow OrderFlow for Order { new start; done end; new -> done "Finish" by everyone }

    How to fix: Declare a flow for this entity, or a choice with the same options.
    """

    flow: str
    entity: str

    code = "LC463"
    message = Wording(
        en="`{flow}` is the flow of `{entity}` and moves one plain field of it",
        zh="`{flow}` 是 `{entity}` 的流程，只作用于它的一个普通字段",
    )


@dataclass(frozen=True, kw_only=True)
class StateSetDirectly(Problem):
    """An action gives a record's state a value. Only the transitions of the flow change it, so that none is passed by.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order { new start; done end; new -> done "Finish" by everyone }
        rule Finish for Order on create { set status = done }

    How to fix: Make the transition: `move -> done`. New records begin in the start state.
    """

    field: str
    flow: str

    code = "LC464"
    message = Wording(
        en="`{field}` is changed by the transitions of `{flow}` only", zh="`{field}` 只能由 `{flow}` 的流转改变"
    )
    help = Wording(
        en="write `move -> state`; new records begin in the start state", zh="请写 `move -> 状态`；新记录从起始状态开始"
    )


@dataclass(frozen=True, kw_only=True)
class NobodyMay(Problem):
    """A transition or a button does not say who may use it. Nothing is allowed until it is granted.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order { new start; done end; new -> done "Finish" }

    How to fix: Add `by` with roles or fields that hold users; `by everyone` allows it to whoever can read the record,
    `by app` leaves a transition to rules and approvals (`move -> done`).
    """

    what: str

    code = "LC465"
    message = Wording(en="nobody may use `{what}`", zh="没有人可以使用 `{what}`")
    help = Wording(
        en="say who: `by owner, sales`, `by everyone`, or `by app` for what only rules and approvals do",
        zh="请说明由谁操作：`by owner, sales`、`by everyone`；只由规则或审批执行的写 `by app`",
    )


@dataclass(frozen=True, kw_only=True)
class SuperfluousPart(Problem):
    """A part makes no sense beside the others: nobody presses what happens by itself.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order { new start; done end; new -> done by everyone after 3d }

    How to fix: Remove one of the two.
    """

    part: str
    beside: str

    code = "LC466"
    message = Wording(en="`{part}` makes no sense beside `{beside}`", zh="`{part}` 与 `{beside}` 不能同时使用")


@dataclass(frozen=True, kw_only=True)
class SameTransition(Problem):
    """Two transitions lead from the same state to the same other one and differ in nothing that decides.

    Example:
        entity Order { name: text; status: OrderFlow }
        flow OrderFlow for Order {
          new start; done end
          new -> done "Finish" by everyone
          new -> done "Complete" by admin
        }

    How to fix: Make one of them, with all who may use it; or give each its own `when`.
    """

    source: str
    target: str
    first: Span

    code = "LC467"
    message = Wording(
        en="`{source}` leads to `{target}` twice, under the same condition",
        zh="从 `{source}` 到 `{target}` 有两个条件相同的流转",
    )

    def related(self) -> tuple[Related, ...]:
        """The first of the two."""
        return (Related(self.first, Wording(en="the first is here", zh="第一个在此")),)


@dataclass(frozen=True, kw_only=True)
class OfAnotherEntity(Problem):
    """An approval, message or flow is used for a record of an entity that it is not for.

    Example:
        entity Order { name: text }
        entity Invoice { name: text }
        approval Check for Order { step one: everyone }
        rule Ask for Invoice on create { submit Check }

    How to fix: Name a record of its entity: `submit Check for order`; or declare one for this entity.
    """

    name: str
    entity: str
    found: str

    code = "LC468"
    message = Wording(
        en="`{name}` is for `{entity}`, not for `{found}`", zh="`{name}` 用于 `{entity}`，不用于 `{found}`"
    )


@dataclass(frozen=True, kw_only=True)
class PartMissing(Problem):
    """A declaration lacks a part without which it means nothing.

    Example:
        message Thanks { subject "Thank you" }

    How to fix: Write the part as shown.
    """

    name: str
    part: str
    usage: str

    code = "LC469"
    message = Wording(en="`{name}` lacks `{part}`", zh="`{name}` 缺少 `{part}`")
    help = Wording(en="add `{usage}`", zh="请加上 `{usage}`")


PROCESS_STRUCTURE: tuple[type[Problem], ...] = (
    StartState,
    NoStateField,
    SecondFlow,
    SecondStateField,
    NotAStateField,
    StateSetDirectly,
    NobodyMay,
    SuperfluousPart,
    SameTransition,
    OfAnotherEntity,
    PartMissing,
)
