"""LC22x, LC34x, LC46x to LC48x: people, states, flows, approvals, rules, messages, connections, scenarios."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC340": ChineseEntry(
        (
            "`old`、`pick` 和某实体的全部记录，只有在事情发生之处才有意义。计算、必填和授权的结果无论何时询问都必须"
            "一致：它们读取记录本身、记录所引用的对象，以及引用记录的对象。"
        ),
        "请把它移到规则中，或读取记录自身的列表：`deals: many Deal by customer`。",
    ),
    "LC341": ChineseEntry(
        "需要一个值的地方写了实体的名称。",
        "请写明是哪条记录；在规则和场景中可以查询全部记录：`exists(Customer where …)`。",
    ),
    "LC342": ChineseEntry(
        "`old` 没有与字段一起使用。变更前的样子不是一条可以交给别处的记录。",
        "请读取它的字段，例如 `old.name`；记录本身写作 `this`。",
    ),
    "LC343": ChineseEntry(
        "读取了变更前记录的列表，或按查看者计算的字段。变更之前的内容中，只有记录自身保存的部分可知。",
        "请把需要的结果放入不读取 `now`、`today`、`me` 的计算字段，再读取该字段。",
    ),
    "LC344": ChineseEntry(
        "`least_loaded` 按正在赋值的字段统计每个用户名下的记录数，此处没有正在赋值的字段。",
        "请先给字段赋值再使用：`set owner = pick(User where …, least_loaded)`；或改用 `round_robin`。",
    ),
    "LC346": ChineseEntry(
        "查询记录的条件本身又查询某实体的全部记录。",
        "请读取被查询记录自身的列表，例如 `count(lines)`；或先判断再查询：`if count(Order) > 3 { … }`。",
    ),
}
