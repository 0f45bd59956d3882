"""LC619 to LC621: what records get that are there already (`from`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class FillWithoutNeed(Problem):
    """`from` where records that are there keep what they have: the field is neither new nor of another type.

    A `from` that has done its work may stay. It also gives values to a field that must have one from now on, brings two
    fields together, if it reads one that is dropped, and puts right what a field holds, if it reads the field itself.

    Example:
        entity Customer { name: text; city: text from name }     # the last build had both

    How to fix: Take `from` away. What is to be computed from now on is `= expression`. If the migration of the last
    build has stopped at records and has not run anywhere, take that build back (`git checkout` and `git clean -fd` of
    the generated folder) and build again.
    """

    field: str

    code = "LC619"
    message = Wording(
        en="`{field}` is as it was when the app was last built: there is nothing to fill",
        zh="`{field}` 与上次构建相同：没有需要填充的内容",
    )
    help = Wording(
        en="if its migration was built already and has stopped: take that build back (`git checkout` and "
        "`git clean -fd` of the generated folder), then build again; or else take `from` away",
        zh="若它的升级已经生成、执行时停止：请先撤回那次生成（对生成的文件夹执行 `git checkout` 与 `git clean -fd`），"
        "再重新生成；否则请去掉 `from`",
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


FILLS: tuple[type[Problem], ...] = (
    FillWithoutNeed,
    FillNotPossible,
    FillAsksReader,
)
