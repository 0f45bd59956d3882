"""LC73x: rules that go on for ever, get in each other's way, or never run; LC820: what they say too much."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class EndlessRules(Problem):
    """Rules set each other off in a circle, and each time round something is different, so that it does not end.

    After twenty rounds the app refuses the change that began it. Values that come out the same each time end a circle,
    and so do conditions that do not hold any more: such circles are not reported.

    Example:
        entity Deal { amount: int; count: int }
        access Deal { everyone all }
        rule Up for Deal on change of amount { set count = amount + 1 }
        rule Down for Deal on change of count { set amount = count + 1 }

    How to fix: Let one of the rules have a condition that ends it, or merge them into one.
    """

    chain: str
    fields: tuple[str, ...]
    other: Span

    code = "LC730"
    severity = Severity.WARNING
    message = Wording(
        en="these rules set each other off without end: {chain}", zh="这些规则会无休止地相互触发：{chain}"
    )
    help = Wording(
        en="each round changes {fields} again, until the app refuses: add a `when` that ends it, or merge the rules",
        zh="每一轮都会再次改变 {fields}，直到应用拒绝：请加上能终止循环的 `when`，或合并这些规则",
    )

    def related(self) -> tuple[Related, ...]:
        """The next rule."""
        return (Related(self.other, Wording(en="this one is set off", zh="这条规则被触发")),)


@dataclass(frozen=True, kw_only=True)
class EndlessCreation(Problem):
    """A rule on the creation of a record creates another of the same kind, always: each sets off the next.

    Example:
        entity Deal { name: text }
        access Deal { everyone all }
        rule Again for Deal on create { create Deal { name = "Again" } }

    How to fix: Give the rule a `when` that does not hold for what it creates.
    """

    rule: str
    entity: str

    code = "LC731"
    message = Wording(
        en="`{rule}` creates a `{entity}` for each `{entity}` that is created, without end",
        zh="每新建一条 `{entity}`，`{rule}` 就再新建一条，永无止境",
    )
    help = Wording(
        en="give the rule a `when` that does not hold for the records it creates",
        zh="请给规则加上 `when`，使其对自己新建的记录不成立",
    )


@dataclass(frozen=True, kw_only=True)
class SameFieldTwice(Problem):
    """Two rules that are set off by the same event give the same field different values, for the same record.

    The one further down in the text wins, and both lines are in the history.

    Example:
        entity Deal { amount: money required; level: int }
        access Deal { everyone all }
        rule Large for Deal on create { when amount > 1_000; set level = 2 }
        rule Huge for Deal on create { when amount > 5_000; set level = 3 }

    How to fix: Let the conditions exclude each other, or make one rule of them with `if … else if …`.
    """

    field: str
    rule: str
    other: str
    witness: str
    first: Span

    code = "LC732"
    severity = Severity.WARNING
    message = Wording(
        en="with `{witness}` both `{other}` and `{rule}` set `{field}`",
        zh="当 `{witness}` 时，`{other}` 与 `{rule}` 都会设置 `{field}`",
    )
    help = Wording(
        en="`{rule}` wins, because it comes later: let the conditions exclude each other, or use `if … else if …`",
        zh="写在后面的 `{rule}` 生效：请让条件互斥，或合并为 `if … else if …`",
    )

    def message_wording(self) -> Wording:
        """Without a witness it is so for each record."""
        if self.witness:
            return self.message
        return Wording(
            en="`{other}` and `{rule}` both set `{field}`, each time", zh="`{other}` 与 `{rule}` 每次都会设置 `{field}`"
        )

    def related(self) -> tuple[Related, ...]:
        """The other rule."""
        return (Related(self.first, Wording(en="it is set here, too", zh="此处也设置了它")),)


@dataclass(frozen=True, kw_only=True)
class RepeatsForEver(Problem):
    """`repeat` has no end: neither `max` nor an `until` that can become true. It goes on as long as the record exists.

    Example:
        entity Deal { name: text }
        access Deal { everyone all }
        rule Remind for Deal on create { repeat every 1d { notify everyone "{name}" } }

    How to fix: Say when it is enough: `until stage == won`, or `max 7`.
    """

    name: str
    every: str

    code = "LC733"
    severity = Severity.WARNING
    message = Wording(
        en="`repeat every {every}` in `{name}` never ends", zh="`{name}` 中的 `repeat every {every}` 永不结束"
    )
    help = Wording(
        en="say when it is enough: `until …` or `max 7`; as it is, it goes on until the record is deleted",
        zh="请写明何时结束：`until …` 或 `max 7`；否则会一直重复到记录被删除",
    )


@dataclass(frozen=True, kw_only=True)
class NoWayThere(Problem):
    """`move` needs a transition from the state in which the record is, and there is none from any that it can be in.

    Example:
        entity Deal { name: text; stage: Pipeline }
        access Deal { everyone all }
        flow Pipeline for Deal {
          new start; open; won end
          new -> open "Open" by everyone
          open -> won "Win" by everyone
        }
        rule Skip for Deal on create { move -> won }

    How to fix: Add the transition to the flow, or move to a state that can be reached.
    """

    state: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    flow: Span

    code = "LC734"
    message = Wording(en="no transition leads from {sources} to `{state}`", zh="没有从 {sources} 到 `{state}` 的流转")
    help = Wording(
        en="the record is in {sources} here, from where one gets to {targets}: add the transition, or move there",
        zh="此处的记录处于 {sources}，只能到达 {targets}：请在流程中加上该流转，或改为移到可到达的状态",
    )

    def related(self) -> tuple[Related, ...]:
        """The state."""
        return (Related(self.flow, Wording(en="the state", zh="该状态")),)


@dataclass(frozen=True, kw_only=True)
class NobodyCreates(Problem):
    """A rule is for records that nobody may create, that no rule creates, and of which `data` has none.

    Example:
        entity Deal { name: text }
        access Deal { everyone read }
        rule Tell for Deal on update { notify everyone "{name}" }

    How to fix: Grant somebody `create`, or remove the rule.
    """

    rule: str
    entity: str

    code = "LC735"
    severity = Severity.WARNING
    message = Wording(
        en="`{rule}` never runs: nobody may create a `{entity}`", zh="`{rule}` 永远不会执行：没有人可以新建 `{entity}`"
    )
    help = Wording(
        en="write `access {entity} {{ role create }}` if people enter them",
        zh="若由人录入，请写 `access {entity} {{ 角色 create }}`",
    )


@dataclass(frozen=True, kw_only=True)
class NeverUsed(Problem):
    """A message is never sent, or a connection never called.

    Example:
        connection Erp { base "https://erp.example.com" }

    How to fix: Use it in a rule (`send Message to …`, `post Erp "/path"`), or remove it.
    """

    name: str
    usage: str

    code = "LC736"
    severity = Severity.WARNING
    message = Wording(en="nothing uses `{name}`", zh="没有任何地方使用 `{name}`")
    help = Wording(en="write `{usage}` in a rule, or remove it", zh="请在规则中写 `{usage}`，或删除它")


@dataclass(frozen=True, kw_only=True)
class ToldButCannotRead(Problem):
    """People are told about a record, or given a task on it, that their role may not read: the link leads nowhere.

    Example:
        role sales; role legal
        entity Deal { name: text }
        access Deal { sales all }
        rule Tell for Deal on create { task legal "Look at {name}" due 1d }

    How to fix: Grant the role `read`, or tell somebody else.
    """

    role: str
    what: str
    entity: str
    readers: tuple[str, ...]

    code = "LC737"
    severity = Severity.WARNING
    message = Wording(
        en="`{what}` leads `{role}` to a `{entity}` that `{role}` may not read",
        zh="`{what}` 会把 `{role}` 引向其无权查看的 `{entity}` 记录",
    )
    help = Wording(
        en="only {readers} read it: write `access {entity} {{ {role} read }}`, or address somebody else",
        zh="只有 {readers} 可以查看：请写 `access {entity} {{ {role} read }}`，或改发给其他人",
    )


@dataclass(frozen=True, kw_only=True)
class SentButClosed(Problem):
    """A dashboard is sent to a role that may not open it: those people get no mail.

    Example:
        role sales; role boss
        entity Deal { name: text }
        access Deal { sales, boss all }
        report Deals from Deal { chart number show count() }
        dashboard Desk for boss { row Deals }
        rule Weekly every monday at 08:00 { send Desk to sales }

    How to fix: Name the role after `for` of the dashboard, or send it to somebody else.
    """

    role: str
    dashboard: str
    roles: tuple[str, ...]

    code = "LC738"
    severity = Severity.WARNING
    message = Wording(
        en="`{role}` may not open `{dashboard}` and gets no mail", zh="`{role}` 无权打开 `{dashboard}`，不会收到邮件"
    )
    help = Wording(
        en="it is for {roles}: add `{role}` there, or send it to somebody else",
        zh="它只对 {roles} 开放：请在那里加上 `{role}`，或改发给其他人",
    )


@dataclass(frozen=True, kw_only=True)
class TellsSecret(Problem):
    """A message, a notice or a task holds a field that those who get it may not read.

    What a `field` block keeps from a role must not reach it by mail.

    Example:
        role boss
        entity Deal { name: text; price: money }
        access Deal { everyone all; field price { read boss; update boss } }
        rule Tell for Deal on create { notify everyone "{name}: {price}" }

    How to fix: Leave the field out of the text, address only those who may read it, or let the role read it.
    """

    role: str
    secret: str
    what: str
    block: Span

    code = "LC820"
    message = Wording(
        en="this text tells `{role}` what `{secret}` holds, which `{role}` may not read",
        zh="该文本会向 `{role}` 透露其无权查看的 `{secret}`",
    )
    help = Wording(
        en="leave `{secret}` out of the text, address somebody else, or add `read {role}` to the block of the field",
        zh="请从文本中去掉 `{secret}`，或改发给其他人，或在字段权限中加上 `read {role}`",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field."""
        return (Related(self.block, Wording(en="`{secret}` is restricted here", zh="`{secret}` 在此处设置了字段权限")),)


FLOWS_RULES: tuple[type[Problem], ...] = (
    EndlessRules,
    EndlessCreation,
    SameFieldTwice,
    RepeatsForEver,
    NoWayThere,
    NobodyCreates,
    NeverUsed,
    ToldButCannotRead,
    SentButClosed,
    TellsSecret,
)
