"""LC614 to LC618, LC622 to LC625 and LC628: what a specification drops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.diagnostics.problems.past_kinds import of_kind
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class DropStillDeclared(Problem):
    """`drop` names something that is still declared.

    Example:
        entity Customer { name: text; fax: phone }
        drop field Customer.fax "nobody has one"

    How to fix: Delete the declaration; or the `drop`, if it is to stay. A client takes away what its base declares with
    `remove Customer.fax "nobody has one"`.
    """

    name: str
    declared: Span
    is_below: bool = False
    """Whether it is declared in a layer that this one stands on."""

    code = "LC614"
    message = Wording(en="`{name}` is dropped, but still declared", zh="`{name}` 已声明删除，但仍有声明")

    def help_wording(self) -> Wording | None:
        """How a client does without it."""
        if not self.is_below:
            return None
        return Wording(
            en="what a layer below declares is taken away by `remove`", zh="下层声明的内容请用 `remove` 移除"
        )

    def related(self) -> tuple[Related, ...]:
        """The declaration."""
        return (Related(self.declared, Wording(en="declared here", zh="在此声明")),)


@dataclass(frozen=True, kw_only=True)
class DropDangling(Problem):
    """`drop` names something that was not there when the app was last built, while something else is gone.

    Example:
        drop field Customer.faks "nobody has one"        # the last build had: fax

    How to fix: Write the name that the last build knew.
    """

    kind: str
    name: str
    old: str
    gone: tuple[str, ...]
    """What the last build had in the same place and nothing accounts for."""

    code = "LC615"
    message = Wording(en="the last build knew no {kind} `{name}`", zh="上次构建中没有{kind} `{name}`")
    help = Wording(en="gone since the last build: {gone}", zh="上次构建后消失的有：{gone}")

    def message_wording(self) -> Wording:
        """Names the kind."""
        return of_kind(self.message, self.kind)

    def suggestions(self) -> tuple[str, ...]:
        """Former names that are close."""
        return did_you_mean(self.old, self.gone)


@dataclass(frozen=True, kw_only=True)
class DropWithoutEffect(Problem):
    """`drop` names something that the last build did not know, and nothing is missing: there is nothing to drop.

    That is so in a project that skips a version of its base: what came and went in between was never there.

    Example:
        drop field Customer.fax "nobody has one"         # the last build had no fax

    How to fix: Nothing to do if the word is there for other databases. Otherwise take it away.
    """

    kind: str
    name: str

    code = "LC628"
    severity = Severity.WARNING
    message = Wording(
        en="the last build knew no {kind} `{name}`: nothing is dropped",
        zh="上次构建中没有{kind} `{name}`：没有可删除的内容",
    )

    def message_wording(self) -> Wording:
        """Names the kind."""
        return of_kind(self.message, self.kind)


@dataclass(frozen=True, kw_only=True)
class DropReplacementUnknown(Problem):
    """What records are to get instead of something dropped is not declared.

    Example:
        choice Source { web; fair }
        drop option Source.expo to fare "merged"

    How to fix: Name an option of the same choice, a state of the same flow, a step of the same approval, a role.
    """

    name: str
    replacement: str
    candidates: tuple[str, ...]

    code = "LC616"
    message = Wording(
        en="there is no `{replacement}` that could take the place of `{name}`",
        zh="没有可以取代 `{name}` 的 `{replacement}`",
    )
    help = Wording(en="there are: {candidates}", zh="现有：{candidates}")

    def suggestions(self) -> tuple[str, ...]:
        """Declared names that are close."""
        return did_you_mean(self.replacement, self.candidates)


_REASONS_FOR_A_REPLACEMENT: Final[Mapping[str, Wording]] = {
    "state": Wording(en="every record of a flow is in some state", zh="流程中的每条记录都必须处于某个状态"),
    "required": Wording(en="`{field}` must have a value", zh="`{field}` 必须有值"),
}


@dataclass(frozen=True, kw_only=True)
class DropReplacementMissing(Problem):
    """An option or state is dropped whose records must have a value, and nothing says which.

    Example:
        flow Pipeline for Deal { contact "Contact" start; won "Won" end; contact -> won }
        drop option Pipeline.demo "no longer done"

    How to fix: Say what takes its place: `drop option Pipeline.demo to contact "no longer done"`.
    """

    name: str
    reason: str
    """A key of the reasons."""
    field: str
    candidates: tuple[str, ...]

    code = "LC617"
    message = Wording(
        en="`{name}` is dropped, and nothing says what its records get instead",
        zh="`{name}` 已声明删除，但未说明相关记录改用什么",
    )

    def help_wording(self) -> Wording | None:
        """Why a value is needed, and how to give one."""
        reason = _REASONS_FOR_A_REPLACEMENT[self.reason]
        example = self.candidates[0] if self.candidates else "…"
        return Wording(
            en=f"{reason.en}: write `to {example}` behind the name", zh=f"{reason.zh}：请在名称后写 `to {example}`"
        )


@dataclass(frozen=True, kw_only=True)
class DropReplacementMisplaced(Problem):
    """`to` behind something that nothing can take the place of by its name.

    Options, states, steps and roles are named by records, so that another can stand there. Values of a field go to
    another field with `from`, records of an entity to another one by hand.

    Example:
        entity Customer { phone: phone }
        drop field Customer.mobile to phone "one is enough"

    How to fix: `phone: phone from if phone is empty then mobile else phone`, and the `drop` without `to`.
    """

    kind: str

    code = "LC618"
    message = Wording(
        en="nothing can take the place of a dropped {kind} by name", zh="已删除的{kind}不能直接由另一个取代"
    )
    help = Wording(
        en="take `to` away; another field gets the values with `from`",
        zh="请去掉 `to`；要把值移到另一字段，请在该字段上写 `from`",
    )

    def message_wording(self) -> Wording:
        """Names the kind."""
        return of_kind(self.message, self.kind)


@dataclass(frozen=True, kw_only=True)
class DropTwice(Problem):
    """The same thing is dropped twice.

    Example:
        drop field Customer.fax "nobody has one"
        drop field Customer.fax "no longer used"

    How to fix: Keep one of them.
    """

    name: str
    first: Span

    code = "LC622"
    message = Wording(en="`{name}` is dropped twice", zh="`{name}` 被删除了两次")

    def related(self) -> tuple[Related, ...]:
        """The first one."""
        return (Related(self.first, Wording(en="dropped here", zh="在此删除")),)


@dataclass(frozen=True, kw_only=True)
class RenamedAndDropped(Problem):
    """The same thing has another name now and is dropped.

    Example:
        entity Customer { mobile: phone was phone }
        drop field Customer.phone "one is enough"

    How to fix: Take either the `was` or the `drop` away.
    """

    name: str
    renamed: Span

    code = "LC623"
    message = Wording(en="`{name}` is dropped, but also renamed", zh="`{name}` 既声明删除，又被改名")

    def related(self) -> tuple[Related, ...]:
        """The `was`."""
        return (Related(self.renamed, Wording(en="renamed here", zh="在此改名")),)


@dataclass(frozen=True, kw_only=True)
class DropNeedless(Problem):
    """`drop` with something whose removal loses no data.

    Rules, messages, connections, reports and the like hold no records. A choice is only a list of what fields may hold:
    those fields decide. What still waits for them is cancelled, and `lowcode plan` says so.

    Example:
        drop rule Remind "too many mails"

    How to fix: Take the `drop` away; deleting the declaration is enough.
    """

    kind: str
    name: str

    code = "LC624"
    message = Wording(
        en="`drop {kind}` is not needed, nothing of it is in the database: delete the declaration of `{name}`",
        zh="不需要 `drop {kind}`，数据库中没有它的数据：删除 `{name}` 的声明即可",
    )
    help = Wording(
        en="`drop` is for an entity, field, option, role, flow, approval or step",
        zh="`drop` 用于 entity、field、option、role、flow、approval、step",
    )


@dataclass(frozen=True, kw_only=True)
class DropIncomplete(Problem):
    """A `drop` that does not say what, or does not say why.

    The reason is kept beside the data that is set aside, for whoever asks for it years later.

    Example:
        entity Customer { name: text }
        drop field Customer.fax

    How to fix: Write the whole name and the reason: `drop field Customer.fax "nobody has one"`.
    """

    kind: str
    usage: str

    code = "LC625"
    message = Wording(en="this `drop` does not say everything", zh="此 `drop` 不完整")
    help = Wording(en="write `{usage}`", zh="请写成 `{usage}`")


DROPS: tuple[type[Problem], ...] = (
    DropStillDeclared,
    DropDangling,
    DropWithoutEffect,
    DropReplacementUnknown,
    DropReplacementMissing,
    DropReplacementMisplaced,
    DropTwice,
    RenamedAndDropped,
    DropNeedless,
    DropIncomplete,
)
