"""LC61x and LC62x: what a specification says about its own past with `was`, `drop` and `from`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class WasDangling(Problem):
    """`was` names something that was not there when the app was last built, while something else is gone.

    What is gone may be what was meant; its data would be left behind.

    Example:
        entity Customer { full_name: text was nmae }     # the last build had: name

    How to fix: Write the name that the last build knew. If nothing was renamed, take `was` away.
    """

    kind: str
    name: str
    old: str
    gone: tuple[str, ...]
    """What the last build had in the same place and nothing accounts for."""

    code = "LC610"
    message = Wording(
        en="the last build knew no {kind} `{old}` that `{name}` could have been",
        zh="上次构建中没有 {kind} `{old}`，`{name}` 不可能由它改名而来",
    )
    help = Wording(en="gone since the last build: {gone}", zh="上次构建后消失的有：{gone}")

    def suggestions(self) -> tuple[str, ...]:
        """Former names that are close."""
        return did_you_mean(self.old, self.gone)


@dataclass(frozen=True, kw_only=True)
class WasStillDeclared(Problem):
    """`was` names something that is still declared, so that two things would claim the same data.

    Two names may be exchanged: then both say `was`.

    Example:
        entity Customer { phone: phone; mobile: phone was phone }

    How to fix: Delete the old declaration, or take `was` away.
    """

    name: str
    old: str
    declared: Span

    code = "LC611"
    message = Wording(
        en="`{name}` cannot have been `{old}`, which is still declared",
        zh="`{old}` 仍有声明，`{name}` 不可能由它改名而来",
    )

    def related(self) -> tuple[Related, ...]:
        """The old declaration."""
        return (Related(self.declared, Wording(en="declared here", zh="在此声明")),)


@dataclass(frozen=True, kw_only=True)
class WasTwice(Problem):
    """Two `was` name the same thing, but its data can go to one place only.

    Example:
        entity Customer { mobile: phone was phone; landline: phone was phone }

    How to fix: Keep one `was`. The other field can be filled with `from`.
    """

    old: str
    first: Span

    code = "LC612"
    message = Wording(en="something else says already that it was `{old}`", zh="已有另一处声明由 `{old}` 改名而来")

    def related(self) -> tuple[Related, ...]:
        """The other `was`."""
        return (Related(self.first, Wording(en="here", zh="在此")),)


@dataclass(frozen=True, kw_only=True)
class WasItself(Problem):
    """`was` gives the name that the thing has now.

    Example:
        entity Customer { phone: phone was phone }

    How to fix: Write the former name, or take `was` away.
    """

    name: str

    code = "LC613"
    message = Wording(en="`{name}` is the present name, not a former one", zh="`{name}` 是现在的名称，不是旧名称")


@dataclass(frozen=True, kw_only=True)
class WasOverExisting(Problem):
    """A thing that was there before says that it was another one that was there as well: two sets of data, one place.

    Example:
        entity Customer { phone: phone was mobile }      # the last build had: phone and mobile

    How to fix: Take `was` away. To bring the values of two fields together, say what a record gets and drop
    the other field: `phone: phone from if phone is empty then mobile else phone` and
    `drop field Customer.mobile "one is enough"`.
    """

    name: str
    old: str

    code = "LC626"
    message = Wording(
        en="`{name}` and `{old}` were both there at the last build; `was` would throw away what `{name}` holds",
        zh="上次构建中 `{name}` 与 `{old}` 同时存在；`was` 会丢弃 `{name}` 中的数据",
    )
    help = Wording(
        en="take `was` away; values of two fields are brought together with `from`, options with `drop option … to …`",
        zh="请去掉 `was`；两个字段的值用 `from` 合并，选项用 `drop option … to …` 合并",
    )


@dataclass(frozen=True, kw_only=True)
class WasWithoutEffect(Problem):
    """`was` names something that the last build did not know, and nothing is missing: there is nothing to rename.

    That is so in a project that skips a version of its base: what came and went in between was never there.

    Example:
        entity Customer { full_name: text was name }     # the last build had neither

    How to fix: Nothing to do if the word is there for other databases. Otherwise take it away.
    """

    kind: str
    name: str
    old: str

    code = "LC627"
    severity = Severity.WARNING
    message = Wording(
        en="the last build knew no {kind} `{old}`: nothing is renamed to `{name}`",
        zh="上次构建中没有 {kind} `{old}`：没有可改名为 `{name}` 的内容",
    )


@dataclass(frozen=True, kw_only=True)
class WasMisplaced(Problem):
    """A line `was` where no entity is declared.

    A sub-table is called by its field, so that its former names stand behind the field. The built-in entities keep
    their names.

    Example:
        entity Order { lines: rows { was items; name: text } }

    How to fix: `lines: rows { name: text } was items`.
    """

    code = "LC629"
    message = Wording(en="`was` does not belong here", zh="此处不能写 `was`")
    help = Wording(
        en="a sub-table is called by its field: write `was` behind its closing brace",
        zh="子表以其字段命名：请把 `was` 写在其右花括号之后",
    )


@dataclass(frozen=True, kw_only=True)
class DropStillDeclared(Problem):
    """`drop` names something that is still declared.

    Example:
        entity Customer { name: text; fax: phone }
        drop field Customer.fax "nobody has one"

    How to fix: Delete the declaration; or the `drop`, if it is to stay.
    """

    name: str
    declared: Span

    code = "LC614"
    message = Wording(en="`{name}` is dropped, but still declared", zh="`{name}` 已声明删除，但仍有声明")

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
    message = Wording(en="the last build knew no {kind} `{name}`", zh="上次构建中没有 {kind} `{name}`")
    help = Wording(en="gone since the last build: {gone}", zh="上次构建后消失的有：{gone}")

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
        zh="上次构建中没有 {kind} `{name}`：没有可删除的内容",
    )


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
        en="nothing can take the place of a dropped {kind} by name", zh="已删除的 {kind} 不能直接由另一个取代"
    )
    help = Wording(
        en="take `to` away; another field gets the values with `from`",
        zh="请去掉 `to`；要把值移到另一字段，请在该字段上写 `from`",
    )


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

    Rules, messages, connections, reports and the like hold no records. A choice or flow is only a list of what fields
    may hold: those fields decide. What still waits for them is cancelled, and `lowcode plan` says so.

    Example:
        drop rule Remind "too many mails"

    How to fix: Take the `drop` away; deleting the declaration is enough.
    """

    kind: str
    name: str

    code = "LC624"
    message = Wording(
        en="nothing of a {kind} is in the database: deleting the declaration of `{name}` is enough",
        zh="{kind} 在数据库中没有数据：删除 `{name}` 的声明即可",
    )
    help = Wording(
        en="`drop` is for an entity, field, option, role, approval or step",
        zh="`drop` 用于 entity、field、option、role、approval、step",
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


@dataclass(frozen=True, kw_only=True)
class FillWithoutNeed(Problem):
    """`from` where records that are there keep what they have: the field is neither new nor of another type.

    A `from` that has done its work may stay. It also gives values to a field that must have one from now on, brings two
    fields together, if it reads one that is dropped, and puts right what a field holds, if it reads the field itself.

    Example:
        entity Customer { name: text; city: text from name }     # the last build had both

    How to fix: Take `from` away. What is to be computed from now on is `= expression`.
    """

    field: str

    code = "LC619"
    message = Wording(
        en="`{field}` is as it was when the app was last built: there is nothing to fill",
        zh="`{field}` 与上次构建相同：没有需要填充的内容",
    )


_MISPLACED: Final[Mapping[str, Wording]] = {
    "computed": Wording(en="it is computed, always", zh="该字段始终由公式计算"),
    "list": Wording(
        en="it holds the records that point here; fill the reference over there",
        zh="它只列出指向此处的记录；请填充那边的引用",
    ),
    "rows": Wording(en="its rows have fields of their own, which can be filled", zh="其子表行有自己的字段，可分别填充"),
    "many": Wording(
        en="it holds any number of values; with `was`, the one value of a former field becomes the first",
        zh="它可保存任意多个值；用 `was` 时，原字段的单个值会成为第一项",
    ),
}


@dataclass(frozen=True, kw_only=True)
class FillNotPossible(Problem):
    """`from` with a field that takes no single value.

    Example:
        entity Order { price: money; total: money from price = price * 2 }

    How to fix: Take `from` away.
    """

    field: str
    reason: str
    """A key of the reasons."""

    code = "LC620"
    message = Wording(en="`{field}` cannot be filled with `from`", zh="`{field}` 不能用 `from` 填充")

    def help_wording(self) -> Wording | None:
        """Why not."""
        return _MISPLACED[self.reason]


@dataclass(frozen=True, kw_only=True)
class FillAsksReader(Problem):
    """`from` asks who is signed in. A migration is carried out by nobody in particular.

    Example:
        entity Deal { name: text; owner: User from me }

    How to fix: Read it from the record: `from created_by`.
    """

    name: str

    code = "LC621"
    message = Wording(
        en="`{name}` has no meaning in `from`: nobody is signed in during a migration",
        zh="`from` 中不能使用 `{name}`：迁移时没有登录的用户",
    )
    help = Wording(en="read it from the record, such as `created_by`", zh="请从记录中读取，例如 `created_by`")


PROBLEMS: tuple[type[Problem], ...] = (
    WasDangling,
    WasStillDeclared,
    WasTwice,
    WasItself,
    DropStillDeclared,
    DropDangling,
    DropReplacementUnknown,
    DropReplacementMissing,
    DropReplacementMisplaced,
    FillWithoutNeed,
    FillNotPossible,
    FillAsksReader,
    DropTwice,
    RenamedAndDropped,
    DropNeedless,
    DropIncomplete,
    WasOverExisting,
    WasWithoutEffect,
    DropWithoutEffect,
    WasMisplaced,
)
