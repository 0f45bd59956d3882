"""The words of `lowcode explain`, in both languages."""

from __future__ import annotations

from lowcode.diagnostics.problem import Language, Wording

WIDTH = {Language.ENGLISH: 12, Language.CHINESE: 10}
"""Columns of the first word of a line."""

DECLARED = Wording(en="declared", zh="声明于")
TYPE = Wording(en="type", zh="类型")
LABEL = Wording(en="label", zh="标签")
MODIFIER = Wording(en="modifier", zh="修饰词")
COMPUTED = Wording(en="computed", zh="公式")
SAYS = Wording(en="says", zh="内容")
CHANGED = Wording(en="changed", zh="修改")
STORED = Wording(en="table", zh="数据表")
READ_BY = Wording(en="read by", zh="可查看")
UPDATED_BY = Wording(en="updated by", zh="可修改")
USED_IN = Wording(en="used in", zh="用于")
NOTE = Wording(en="note", zh="注意")

ADDED = Wording(en="added", zh="新增")
REPLACED = Wording(en="replaced", zh="整体替换")
REMOVED = Wording(en="removed", zh="移除")
EXTENDED = Wording(en="extended", zh="补充")
BEFORE = Wording(en=", before: {text} ({place})", zh="，原为：{text}（{place}）")
NOBODY = Wording(en="nobody", zh="无人")
HAS_PROBLEMS = Wording(
    en="the specification has problems (`lowcode check`): rights, uses and tables are not known",
    zh="规格存在问题（`lowcode check`）：权限、使用情况和数据表未知",
)
