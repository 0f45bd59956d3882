"""LC482: what duplicates are found by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass

_REASONS: Final[Mapping[str, Wording]] = {
    "unique": Wording(en="it is unique, so that no two records agree in it", zh="该字段唯一，不会有两条记录相同"),
    "computed": Wording(en="it is computed from other fields", zh="该字段由其他字段计算得出"),
    "type": Wording(
        en="different things may agree in it; a text, a number, a phone, an e-mail or a web address tells them apart",
        zh="不同的对象也可能相同；可用文本、整数、电话、邮箱或网址来区分",
    ),
    "rows": Wording(en="rows of a sub-table belong to their record", zh="子表的行属于所在的记录"),
    "built_in": Wording(en="users and departments are not merged", zh="用户和部门不能合并"),
}


@dataclass(frozen=True, kw_only=True)
class MergeKeyNotPossible(Problem):
    """`merge on` names a field by which duplicates cannot be told from different records.

    Records that agree in one of the fields are offered for merging, so the fields must say who or what it is: a phone
    number, an e-mail address, a number that somebody else has given.

    Example:
        entity Lead { name: text required; phone: phone unique; merge on phone }

    How to fix: Name other fields, or take away `unique`: then duplicates can come in and are merged.
    """

    field: str
    reason: str
    """A key of the reasons."""

    code = "LC482"
    message = Wording(en="duplicates cannot be found by `{field}`", zh="不能按 `{field}` 查找重复记录")

    def help_wording(self) -> Wording | None:
        """Why not."""
        return _REASONS[self.reason]


MERGING: tuple[type[Problem], ...] = (MergeKeyNotPossible,)
