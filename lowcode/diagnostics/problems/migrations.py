"""LC6xx: changes that the database cannot follow without a word in the spec."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass

_KEEP = Wording(
    en=(
        "put it back, or start a new database: delete the folders `migrations` and `.lowcode` of the project"
        " and build again"
    ),
    zh="请恢复原样；或改用新数据库：删除项目中的 `migrations` 和 `.lowcode` 文件夹后重新构建",
)


@dataclass(frozen=True, kw_only=True)
class TableRemoved(Problem):
    """An entity, a sub-table or a list of many is gone, or is called differently, while its table may hold records.

    lowcode never throws data away silently, and cannot tell a removal from a new name.
    This release does not migrate either.

    Example:
        entity Client { name: text }        # was: entity Customer { name: text }

    How to fix: Put the declaration back under its old name, or give it the old name with `as`.
    """

    table: str

    code = "LC601"
    message = Wording(
        en="the table `{table}` is no longer in the spec; this release cannot remove or rename tables",
        zh="规格中不再有数据表 `{table}`；本版本不能删除或重命名数据表",
    )
    help = _KEEP


@dataclass(frozen=True, kw_only=True)
class ColumnRemoved(Problem):
    """A field is gone, or is called differently, while its column may hold values.

    Example:
        entity Customer { title: text }     # was: entity Customer { name: text }

    How to fix: Put the field back; `hidden` takes it off all pages. For another name on the pages change its label.
    """

    table: str
    column: str

    code = "LC602"
    message = Wording(
        en="the column `{column}` of `{table}` is no longer in the spec; this release cannot remove or rename columns",
        zh="规格中不再有 `{table}` 的列 `{column}`；本版本不能删除或重命名列",
    )
    help = Wording(
        en="put the field back (`hidden` takes it off all pages), or keep the column's name with `as {column}`",
        zh="请恢复该字段（`hidden` 可使其不出现在任何页面），或用 `as {column}` 保留列名",
    )


@dataclass(frozen=True, kw_only=True)
class ColumnTypeChanged(Problem):
    """The values that are there might not fit the field's new type.

    Example:
        entity Customer { name: text(20) }  # was: text(200)

    How to fix: Keep the old type, or add a new field of the new type and hide the old one.
    """

    table: str
    column: str

    code = "LC603"
    message = Wording(
        en="the type of `{column}` in `{table}` has changed; this release cannot convert values that are there",
        zh="`{table}` 中 `{column}` 的类型已改变；本版本不能转换已有的值",
    )
    help = Wording(
        en="keep the type, or add a new field of the new type beside it",
        zh="请保留原类型，或另加一个新类型的字段",
    )


@dataclass(frozen=True, kw_only=True)
class ColumnMadeRequired(Problem):
    """A field is required from now on, but records that are there may have no value.

    Example:
        entity Customer { phone: phone required }   # was: phone: phone

    How to fix: Write `required when true`: people must fill it in, the database does not insist.
    """

    table: str
    column: str

    code = "LC604"
    message = Wording(
        en="`{column}` of `{table}` is required now, but records that are there may have no value",
        zh="`{table}` 的 `{column}` 现在为必填，但已有记录可能没有值",
    )
    help = Wording(
        en="write `required when true`: people must fill it in, records that are there keep what they have",
        zh="请写 `required when true`：填写时必填，已有记录保持原样",
    )


@dataclass(frozen=True, kw_only=True)
class RequiredColumnAdded(Problem):
    """A new required field without a constant default: records that are there would have no value.

    Example:
        entity Customer { phone: phone required }   # new field

    How to fix: Give it a `default` that is a constant, or write `required when true`.
    """

    table: str
    column: str

    code = "LC605"
    message = Wording(
        en="the new field `{column}` of `{table}` is required, but records that are there have no value for it",
        zh="`{table}` 的新字段 `{column}` 为必填，但已有记录没有它的值",
    )
    help = Wording(
        en="give it a constant `default`, or write `required when true`",
        zh="请给它一个常量 `default`，或写 `required when true`",
    )


@dataclass(frozen=True, kw_only=True)
class ReferenceChanged(Problem):
    """A reference leads to another entity, or behaves differently on deletion, than the database knows.

    Example:
        entity Contact { customer: Customer on delete cascade }   # was: customer: Customer

    How to fix: Put it back, or add a new reference beside it.
    """

    table: str
    column: str

    code = "LC606"
    message = Wording(
        en="the reference `{column}` of `{table}` has changed; this release cannot migrate that",
        zh="`{table}` 的引用 `{column}` 已改变；本版本不能迁移",
    )
    help = Wording(
        en="put it back, or add a new reference beside it",
        zh="请恢复原样，或另加一个新的引用",
    )


@dataclass(frozen=True, kw_only=True)
class SnapshotUnreadable(Problem):
    """`.lowcode/schema.json` of the generated project is damaged, so nobody knows what its migrations lead to.

    Example:
        A merge left `<<<<<<<` in `generated/crm/.lowcode/schema.json`.

    How to fix: Take the file from version control.
    """

    reason: str

    code = "LC607"
    message = Wording(
        en="`.lowcode/schema.json` of the generated project cannot be read: {reason}",
        zh="无法读取生成项目的 `.lowcode/schema.json`：{reason}",
    )
    help = Wording(en="restore the file from version control", zh="请从版本库恢复该文件")


PROBLEMS: tuple[type[Problem], ...] = (
    TableRemoved,
    ColumnRemoved,
    ColumnTypeChanged,
    ColumnMadeRequired,
    RequiredColumnAdded,
    ReferenceChanged,
    SnapshotUnreadable,
)
