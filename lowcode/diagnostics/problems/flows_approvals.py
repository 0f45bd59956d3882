"""LC72x: approvals, and people who are to act but cannot."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class NobodyHasRole(Problem):
    """A step is signed by a role, or escalated to one, that none of the users of the specification has.

    Looked at are the users of `data`; those of `sample`, if `data` has none. At run time a step without signers goes
    to the administrators.

    Example:
        role legal
        entity Deal { name: text }
        approval Check for Deal by everyone { step legal: any of legal }
        data { User wang { name = "Wang", email = "wang@example.com" } }

    How to fix: Give the role to a user, or name another one.
    """

    role: str
    what: str
    users: tuple[str, ...]

    code = "LC720"
    severity = Severity.WARNING
    message = Wording(
        en="nobody has the role `{role}`, which {what} needs", zh="{what} 需要角色 `{role}`，但没有用户拥有它"
    )
    help = Wording(
        en="the users are {users}: give one of them `roles = [{role}]`; until then the administrators sign",
        zh="现有用户为 {users}：请给其中一位加上 `roles = [{role}]`，否则将由管理员代签",
    )


@dataclass(frozen=True, kw_only=True)
class ActorCannotRead(Problem):
    """Somebody is to sign, to make a transition or to press a button, but his role may not read the records.

    Whoever cannot read a record does not find it, nor any button on it.

    Example:
        role sales; role legal
        entity Deal { name: text }
        access Deal { sales all }
        approval Check for Deal by sales { step legal: any of legal }

    How to fix: Grant the role `read` on the entity, or name another role.
    """

    role: str
    what: str
    entity: str
    readers: tuple[str, ...]

    code = "LC721"
    severity = Severity.WARNING
    message = Wording(
        en="`{role}` is named in {what}, but may not read `{entity}`",
        zh="{what} 中的 `{role}` 无权查看 `{entity}`",
    )
    help = Wording(
        en="only {readers} read it: write `access {entity} {{ {role} read }}`, or name another role",
        zh="只有 {readers} 可以查看：请写 `access {entity} {{ {role} read }}`，或改用其他角色",
    )


@dataclass(frozen=True, kw_only=True)
class ActorCannotSeeField(Problem):
    """Somebody signs what depends on a field, or is asked to fill it in, and his role may not read it.

    Signers see the form of the record, less what they may not read. That is as it should be for most restricted fields,
    but not for those on which it depends who signs, and not for those that they may change themselves.

    Example:
        role sales; role legal
        entity Deal { name: text; amount: money }
        access Deal { sales, legal read, create, update; field amount { read sales; update sales } }
        approval Check for Deal by sales { step legal: any of legal when amount > 1_000 }

    How to fix: Add `read role` to the block of the field, or ask somebody else.
    """

    role: str
    what: str
    field: str
    block: Span

    code = "LC722"
    severity = Severity.WARNING
    message = Wording(
        en="`{role}` is named in {what}, but may not read its field `{field}`",
        zh="{what} 中的 `{role}` 无权查看其字段 `{field}`",
    )
    help = Wording(
        en="add `read {role}` to the block of the field, or name another role",
        zh="请在该字段的权限中加上 `read {role}`，或改用其他角色",
    )

    def related(self) -> tuple[Related, ...]:
        """The block of the field."""
        return (Related(self.block, Wording(en="it is restricted here", zh="该字段在此处设置了权限")),)


@dataclass(frozen=True, kw_only=True)
class SignsForHimself(Problem):
    """Whoever submits a request can be the only one who signs it: the approval proves nothing.

    Example:
        entity Deal { name: text; owner: User }
        access Deal { everyone all }
        approval Check for Deal by owner { step one: owner }

    How to fix: Name somebody else as signer, such as `owner.manager`. `skip submitter` alone would leave the step out.
    """

    who: str
    approval: str
    steps: tuple[str, ...]
    submits: Span

    code = "LC723"
    severity = Severity.WARNING
    message = Wording(
        en="`{who}` can submit `{approval}` and sign it alone", zh="`{who}` 可以提交 `{approval}` 并独自完成审批"
    )
    help = Wording(
        en="he may sign {steps} himself: name somebody else, such as `owner.manager`, or write `skip submitter`",
        zh="他自己就能签完 {steps}：请改由他人审批，如 `owner.manager`；若有多位审批人，可加 `skip submitter`",
    )

    def related(self) -> tuple[Related, ...]:
        """Where he may submit."""
        return (Related(self.submits, Wording(en="submitted here", zh="在此处提交")),)


@dataclass(frozen=True, kw_only=True)
class EscalatesToNobodyElse(Problem):
    """An escalation goes to those who are to sign anyway, so nothing happens when its time has come.

    Example:
        role director
        entity Deal { name: text }
        access Deal { everyone all }
        approval Check for Deal by everyone {
          step one: any of director
          escalate after 24h to director
        }

    How to fix: Name those above the signers.
    """

    who: tuple[str, ...]
    step: str
    signers: Span

    code = "LC724"
    severity = Severity.WARNING
    message = Wording(en="{who} have to sign `{step}` already", zh="{who} 本来就是 `{step}` 的审批人，升级不起作用")
    help = Wording(en="escalate to somebody else, or remove the line", zh="请升级给其他人，或删除这一行")

    def related(self) -> tuple[Related, ...]:
        """The step."""
        return (Related(self.signers, Wording(en="the step", zh="该步骤")),)


@dataclass(frozen=True, kw_only=True)
class NeverInTime(Problem):
    """A reminder or an escalation comes only after the step has been decided by its time limit.

    Example:
        role director
        entity Deal { name: text }
        access Deal { everyone all }
        approval Check for Deal by everyone {
          step one: any of director
          remind every 2d
          after 1d reject
        }

    How to fix: Make the time limit longer, or the other span shorter.
    """

    what: str
    comes: str
    limit: str
    step: str

    code = "LC725"
    severity = Severity.WARNING
    message = Wording(
        en="`{what} {comes}` never happens: `{step}` is decided after {limit}",
        zh="`{what} {comes}` 永远不会发生：`{step}` 在 {limit} 后就已自动处理",
    )
    help = Wording(
        en="after {limit} nobody is waited for any more: use a shorter span, or a later limit",
        zh="{limit} 之后不再等待任何人：请缩短该时长，或推迟期限",
    )


@dataclass(frozen=True, kw_only=True)
class NobodySigns(Problem):
    """All steps of an approval have conditions, and some records fulfil none: those are approved without a signature.

    Example:
        role manager; role director
        entity Deal { amount: money required }
        access Deal { everyone all }
        approval Check for Deal by everyone {
          step manager: any of manager when amount < 1_000
          step director: any of director when amount > 1_000
        }

    How to fix: Let one of the steps be without a condition, or submit such records to no approval.
    """

    approval: str
    witness: str
    steps: tuple[str, ...]

    code = "LC726"
    severity = Severity.WARNING
    message = Wording(
        en="with `{witness}` nobody signs `{approval}`", zh="当 `{witness}` 时，`{approval}` 无人审批，直接通过"
    )
    help = Wording(
        en="no condition of {steps} holds then: let a step be without one, or make the conditions wider",
        zh="此时 {steps} 的条件都不成立：请让其中一步不带条件，或放宽条件",
    )


@dataclass(frozen=True, kw_only=True)
class EditsDecision(Problem):
    """A signer may change a field on which it depended whether this step, or one before it, was needed at all.

    Example:
        role manager; role director
        entity Deal { amount: money required }
        access Deal { everyone all }
        approval Check for Deal by everyone {
          step manager: any of manager
          step director: any of director when amount > 1_000 { edit amount }
        }

    How to fix: Let it be changed before the condition is asked, in an earlier step; or not at all.
    """

    field: str
    step: str
    reader: Span

    code = "LC727"
    severity = Severity.WARNING
    message = Wording(
        en="the signers of `{step}` may change `{field}`, on which it depended who signs",
        zh="`{step}` 的审批人可以修改 `{field}`，而由谁审批正取决于它",
    )
    help = Wording(
        en="the condition may not hold any more then: take `{field}` out of `edit`, or edit it in an earlier step",
        zh="修改后原条件可能不再成立：请从 `edit` 中去掉 `{field}`，或放到更早的步骤中修改",
    )

    def related(self) -> tuple[Related, ...]:
        """The condition."""
        return (Related(self.reader, Wording(en="it decides here", zh="它在此处起决定作用")),)


@dataclass(frozen=True, kw_only=True)
class NobodySubmits(Problem):
    """No transition needs the approval, no rule submits to it, and nobody may submit by hand.

    Example:
        entity Deal { name: text }
        access Deal { everyone all }
        approval Check for Deal { step one: admin }

    How to fix: Write `needs Check` in a transition, `submit Check` in a rule, or say who submits: `by owner`.
    """

    approval: str
    entity: str

    code = "LC728"
    severity = Severity.WARNING
    message = Wording(en="nothing is ever submitted to `{approval}`", zh="没有任何内容会提交给 `{approval}` 审批")
    help = Wording(
        en="write `needs {approval}` in a transition, `submit {approval}` in a rule, or `for {entity} by …`",
        zh="请在流转中写 `needs {approval}`，在规则中写 `submit {approval}`，或写 `for {entity} by …`",
    )


@dataclass(frozen=True, kw_only=True)
class StepsMeet(Problem):
    """The conditions of two steps exclude each other, but for a single value, at which both steps are needed.

    Example:
        role manager; role director
        entity Deal { amount: money required }
        access Deal { everyone all }
        approval Check for Deal by everyone {
          step manager: any of manager when amount <= 1_000
          step director: any of director when amount >= 1_000
        }

    How to fix: Write `<` or `>` in one of them.
    """

    step: str
    other: str
    witness: str
    first: Span

    code = "LC729"
    severity = Severity.WARNING
    message = Wording(
        en="with `{witness}` both `{other}` and `{step}` have to sign",
        zh="当 `{witness}` 时，`{other}` 与 `{step}` 都要审批",
    )
    help = Wording(
        en="everywhere else it is one of them: write `<` or `>` in one of the conditions",
        zh="其他情况下只需其中之一：请把其中一个条件改为 `<` 或 `>`",
    )

    def related(self) -> tuple[Related, ...]:
        """The other step."""
        return (Related(self.first, Wording(en="the other step", zh="另一步骤")),)


FLOWS_APPROVALS: tuple[type[Problem], ...] = (
    NobodyHasRole,
    ActorCannotRead,
    ActorCannotSeeField,
    SignsForHimself,
    EscalatesToNobodyElse,
    NeverInTime,
    NobodySigns,
    EditsDecision,
    NobodySubmits,
    StepsMeet,
)
