"""LC61x and LC62x: what a specification says about its own past; here `was`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Severity, Wording
from lowcode.diagnostics.problems.past_drops import DROPS
from lowcode.diagnostics.problems.past_fills import FILLS
from lowcode.diagnostics.problems.past_kinds import of_kind
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
        zh="上次构建中没有{kind} `{old}`，`{name}` 不可能由它改名而来",
    )
    help = Wording(en="gone since the last build: {gone}", zh="上次构建后消失的有：{gone}")

    def message_wording(self) -> Wording:
        """Names the kind."""
        return of_kind(self.message, self.kind)

    def suggestions(self) -> tuple[str, ...]:
        """Former names that are close."""
        return did_you_mean(self.old, self.gone)


@dataclass(frozen=True, kw_only=True)
class WasStillDeclared(Problem):
    """`was` names something that is still declared, so that two things would claim the same data.

    Two names may be exchanged: then both say `was`. A client may give its own field another name, with `was`, after
    its base has declared one of the old name; it may not take the base's.

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
        zh="上次构建中没有{kind} `{old}`：没有可改名为 `{name}` 的内容",
    )

    def message_wording(self) -> Wording:
        """Names the kind."""
        return of_kind(self.message, self.kind)


@dataclass(frozen=True, kw_only=True)
class RulePerhapsRenamed(Problem):
    """A rule that has something done later is gone, and another one of the same entity is new.

    What waits for a rule that is gone is cancelled: records that were changed before the migration get none of it. A
    rule that is merely called otherwise says so, and what waits goes on.

    Example:
        rule Call "Call" was Remind for Customer on create { after 3d { task owner "{name}" } }

    How to fix: Write `was` at the new rule if it is the same. Otherwise there is nothing to do.
    """

    old: str
    new: str

    code = "LC636"
    severity = Severity.WARNING
    message = Wording(
        en="the rule `{old}` is gone and `{new}` is new: what waits for `{old}` is cancelled",
        zh="规则 `{old}` 已删除，`{new}` 是新的：等待 `{old}` 执行的事项会被取消",
    )
    help = Wording(
        en="if it is the same rule, write `was {old}` at `{new}`, and what waits goes on",
        zh="若是同一规则，请在 `{new}` 处写 `was {old}`，等待中的事项会继续",
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


PROBLEMS: tuple[type[Problem], ...] = (
    WasDangling,
    WasStillDeclared,
    WasTwice,
    WasItself,
    WasOverExisting,
    WasWithoutEffect,
    RulePerhapsRenamed,
    WasMisplaced,
    *DROPS,
    *FILLS,
)
