"""LC47x: numbers, places and details in rules, approvals, messages and connections."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class NumberOutOfRange(Problem):
    """A number in a schedule, a step or a connection is too small or too large to mean anything.

    Example:
        entity Order { name: text }
        rule Remind for Order every month on 32 { notify everyone "Look" }

    How to fix: Stay within the bounds.
    """

    what: str
    minimum: str
    maximum: str

    code = "LC470"
    message = Wording(en="`{what}` takes {minimum} to {maximum}", zh="`{what}` 的取值范围为 {minimum} 到 {maximum}")


@dataclass(frozen=True, kw_only=True)
class DurationOutOfRange(Problem):
    """A span of time is too short or too long for what it says.

    Example:
        entity Order { name: text }
        rule Remind for Order on create { after 0d { notify everyone "Look" } }

    How to fix: Use a span within the bounds, such as `15m`, `24h` or `3d`.
    """

    what: str
    minimum: str
    maximum: str

    code = "LC471"
    message = Wording(
        en="`{what}` takes a span from {minimum} to {maximum}", zh="`{what}` 的时长须在 {minimum} 到 {maximum} 之间"
    )


@dataclass(frozen=True, kw_only=True)
class SecretName(Problem):
    """The name after `env` cannot be that of an environment variable.

    Example:
        connection Erp { base "https://erp.example.com"; auth bearer env erp_密钥 }

    How to fix: Use letters, digits and `_`, no digit first: `env ERP_TOKEN`. The value is set where the app runs.
    """

    name: str

    code = "LC472"
    message = Wording(en="`{name}` cannot be the name of an environment variable", zh="`{name}` 不能用作环境变量名")


@dataclass(frozen=True, kw_only=True)
class NoRecordHere(Problem):
    """An action needs a record, but the rule is about none.

    Example:
        entity Order { name: text }
        rule Tidy every day { delete }

    How to fix: Say which entity the rule is for, or name a record: `for x in Order where … { delete x }`.
    """

    what: str

    code = "LC473"
    message = Wording(en="`{what}` needs a record, and there is none here", zh="`{what}` 需要记录，而此处没有记录")
    help = Wording(
        en="write `rule … for Entity …`, or name a record with `create … as x` or `for x in …`",
        zh="请写 `rule … for 实体 …`，或用 `create … as x`、`for x in …` 指定记录",
    )


@dataclass(frozen=True, kw_only=True)
class NothingToStop(Problem):
    """`stop` refuses a change, but here none is going on: the clock, or a later moment, runs these actions.

    Example:
        entity Order { name: text }
        rule Late for Order on create { after 3d { stop "Too late" } }

    How to fix: Refuse in a rule on the change itself, or tell somebody with `notify`.
    """

    code = "LC474"
    message = Wording(en="there is no change here that could be stopped", zh="此处没有可阻止的变更")


@dataclass(frozen=True, kw_only=True)
class PeopleMisplaced(Problem):
    """These people can be named elsewhere, but not here.

    Example:
        entity Order { name: text; owner: User }
        rule Tell for Order on create { notify chosen by submitter "A new order" }

    How to fix: `chosen by submitter` names the signers of a step. An e-mail address or telephone number can be written
    to with `notify` and `send`, but cannot sign, be given a task, or press a button.
    """

    who: str

    code = "LC475"
    message = Wording(en="`{who}` cannot be named here", zh="此处不能使用 `{who}`")


@dataclass(frozen=True, kw_only=True)
class AddressWithoutChannel(Problem):
    """Somebody without an account is told inside the app, where he never looks.

    Example:
        entity Lead { name: text; mail: email }
        rule Thank for Lead on create { notify mail "Thank you" }

    How to fix: Say how: `notify mail by email "…"`, or `by sms` for a telephone number.
    """

    field: str
    channel: str

    code = "LC476"
    message = Wording(en="`{field}` is reached only `by {channel}`", zh="`{field}` 只能通过 `by {channel}` 联系")


@dataclass(frozen=True, kw_only=True)
class NotAnAddressOfASystem(Problem):
    """The base of a connection is not an address that can be called.

    Example:
        connection Erp { base "erp.example.com" }

    How to fix: Write it with `https://` (or `http://`), without a name and password: those belong into `auth`.
    """

    text: str

    code = "LC477"
    message = Wording(en="`{text}` is not an address of a system", zh="`{text}` 不是有效的系统地址")
    help = Wording(
        en='write `base "https://erp.example.com/api"`, without a password in it',
        zh='请写 `base "https://erp.example.com/api"`，其中不含密码',
    )


@dataclass(frozen=True, kw_only=True)
class HeaderNotPossible(Problem):
    """A header of a connection has a name or value that HTTP does not allow, or that is written by the app itself.

    Example:
        connection Erp { base "https://erp.example.com"; header "X Key" "crm" }

    How to fix: Use letters, digits and `-` for the name, and one line of ASCII for the value.
    """

    name: str

    code = "LC478"
    message = Wording(en="`{name}` cannot be sent as a header", zh="`{name}` 不能作为请求头发送")


@dataclass(frozen=True, kw_only=True)
class OnlyPeopleGive(Problem):
    """An action gives a field a value that only people can bring, such as a file.

    Example:
        entity Order { name: text; scan: file; copy: file }
        rule Copy for Order on create { set copy = scan }

    How to fix: Ask for it: `asks scan` on a transition or button.
    """

    field: str

    code = "LC479"
    message = Wording(
        en="`{field}` is brought by people, actions cannot give it", zh="`{field}` 由人员上传，动作不能赋值"
    )


@dataclass(frozen=True, kw_only=True)
class NeverChanges(Problem):
    """A rule waits for the change of a field that never changes with the record itself.

    Example:
        entity Customer { name: text; orders: many Order by customer }
        entity Order { name: text; customer: Customer }
        rule Tell for Customer on change of orders { notify everyone "Look" }

    How to fix: Make the rule for the other entity, or keep what matters in a computed field and wait for that.
    """

    field: str

    code = "LC480"
    message = Wording(en="`{field}` does not change with the record", zh="`{field}` 不随记录本身变化")


@dataclass(frozen=True, kw_only=True)
class RuleAboutNothing(Problem):
    """A rule waits for something to happen to a record, but does not say of which entity.

    Example:
        rule Tell on create { notify everyone "Something is new" }

    How to fix: Add `for` and the entity. Only schedules (`every day`) may be about no record.
    """

    rule: str

    code = "LC481"
    message = Wording(en="`{rule}` does not say which entity it is for", zh="`{rule}` 未说明针对哪个实体")
    help = Wording(en="write `rule {rule} for Entity on …`", zh="请写 `rule {rule} for 实体 on …`")


PROCESS_DETAILS: tuple[type[Problem], ...] = (
    NumberOutOfRange,
    DurationOutOfRange,
    SecretName,
    NoRecordHere,
    NothingToStop,
    PeopleMisplaced,
    AddressWithoutChannel,
    NotAnAddressOfASystem,
    HeaderNotPossible,
    OnlyPeopleGive,
    NeverChanges,
    RuleAboutNothing,
)
