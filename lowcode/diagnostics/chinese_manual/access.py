"""LC8xx: grants."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC801": ChineseEntry("授予角色的内容不是可授予的权限。", "请使用 `read`、`create`、`update`、`delete` 或 `all`。"),
    "LC802": ChineseEntry(
        "没有任何 `access` 提到该实体，因此没有人能查看或创建其记录。",
        "请写明谁可以做什么：`access Customer { everyone read }`。",
    ),
}
