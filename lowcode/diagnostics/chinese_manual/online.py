"""The manual of LC648 in Chinese."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES: dict[str, ChineseEntry] = {
    "LC648": ChineseEntry(
        (
            "使用 `--zero-downtime` 时，旧程序与新程序须能在一段时间内共用数据库，而此更改没有这样的中间状态："
            "其中一方会读错或写错。新字段、带取值的必填字段、字段改名、以新名称改变类型、由同一记录的字段计算的值、"
            "新表、索引、检查以及各种删除都可以不停机完成。"
        ),
        (
            "改变类型的字段请同时改名（`size_2: int was size`）；收缩完成后，下一次生成可以改回原名"
            "（`size: int was size_2`），同样不停机。用户看到的标题随时可改，记录类型与选项不必改名。"
            "其他更改请单独生成一次，不用 `--zero-downtime`，并在停止程序后升级；此时改名无论多少记录只需一两秒。"
        ),
    ),
}
