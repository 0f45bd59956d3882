"""LC648: changes of the database that cannot be made while the app is in use."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass

_REASONS: Mapping[str, Wording] = {
    "table": Wording(
        en="the code of before knows the table `{table}` by this name only",
        zh="旧程序只认识名为 `{table}` 的表",
    ),
    "type": Wording(
        en="`{table}.{column}` gets another type under the same name, and a column has one type only",
        zh="`{table}.{column}` 以同一名称改变类型，而一列只有一种类型",
    ),
    "options": Wording(
        en="the code of before knows the options of `{table}.{column}` by their former names",
        zh="旧程序只认识 `{table}.{column}` 原来的选项名称",
    ),
    "many": Wording(
        en="`{table}.{column}` moves between a column and a table of its own",
        zh="`{table}.{column}` 的值要在列与单独的表之间移动",
    ),
    "restored": Wording(
        en="`{table}` gets back what was archived",
        zh="`{table}` 要恢复归档的数据",
    ),
    "conversion": Wording(
        en="no trigger can convert the values of `{table}.{column}` as the app does",
        zh="触发器无法像程序那样转换 `{table}.{column}` 的值",
    ),
    "elsewhere": Wording(
        en="`{table}.{column}` is filled from other tables, whose changes nobody would notice meanwhile",
        zh="`{table}.{column}` 的值来自其他表，期间这些表的变化不会被察觉",
    ),
    "numbers": Wording(
        en="the code of before would make records without the number `{table}.{column}`",
        zh="旧程序新建的记录没有编号 `{table}.{column}`",
    ),
    "names": Wording(
        en="history, requests and timers call `{column}` of `{table}` by its name",
        zh="历史、审批与定时任务以名称引用 `{table}` 的 `{column}`",
    ),
    "index": Wording(
        en="the index `{column}` of `{table}` becomes another one of the same name",
        zh="`{table}` 的索引 `{column}` 将变为同名的另一个索引",
    ),
    "system": Wording(
        en="lowcode's own tables change, too",
        zh="lowcode 自己的表也要改变",
    ),
}


_STOPPED = Wording(
    en="build without --zero-downtime and migrate with the app stopped",
    zh="请不用 --zero-downtime 生成，并在停止程序后升级",
)
_NAMES_ONLY = Wording(
    en=(
        "change its label only, or build without --zero-downtime: with the app stopped, another name takes a second or"
        " two, however many records there are"
    ),
    zh="请只改标题，或不用 --zero-downtime 生成：停止程序后改名，无论多少记录只需一两秒",
)
_WAYS_OUT: Mapping[str, Wording] = {
    "type": Wording(
        en=(
            "write `{name}_2: … was {name}` (after `migrate --contract`, the next build may say"
            " `{name}: … was {name}_2`), or build without --zero-downtime"
        ),
        zh=(
            "请写作 `{name}_2: … was {name}`（`migrate --contract` 之后，下一次生成可写"
            " `{name}: … was {name}_2` 改回原名），或不用 --zero-downtime 生成"
        ),
    ),
    "table": _NAMES_ONLY,
    "options": _NAMES_ONLY,
}


@dataclass(frozen=True, kw_only=True)
class NotWithoutDowntime(Problem):
    """With `--zero-downtime`, the code of before and the new one must both be able to work with the database.

    This change has no such state in between: one of the two would read or write something wrong. New fields, required
    ones with values for the records that are there, new names of fields, other types under a new name, values computed
    from fields of the same record, new tables, indexes, checks and everything that is dropped can be done so.

    Example:
        entity Customer { size: int }    # was: size: text(20), built with --zero-downtime

    How to fix: Give a field that changes its type another name (`size_2: int was size`). When that is contracted, the
    next build may give it its name back (`size: int was size_2`), under load as well. What people read, the label, may
    change at any time: another name for an entity or an option need not. Make the other changes in a build of their
    own without `--zero-downtime`, and migrate with the app stopped; other names take a second or two then, however
    many records there are.
    """

    reason: str
    """Why: a word of `lowcode.codegen.migrations.online.refusing`."""
    table: str
    column: str = ""
    name: str = ""
    """The field's name in the specification, where it is about one."""

    code = "LC648"
    message = Wording(
        en="this change cannot be made while the app is in use",
        zh="无法在程序运行期间进行此更改",
    )

    def help_wording(self) -> Wording | None:
        """Which part of it, and what to do."""
        why = _REASONS[self.reason]
        out = _WAYS_OUT.get(self.reason if self.name or self.reason != "type" else "", _STOPPED)
        return Wording(en=f"{why.en}; {out.en}", zh=f"{why.zh}；{out.zh}")


PROBLEMS: tuple[type[Problem], ...] = (NotWithoutDowntime,)
