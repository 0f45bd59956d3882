"""LC3xx: expressions and values whose types do not fit."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC301": ChineseEntry("此处需要另一种类型的值。", "请给出所需类型的值，或更改字段的类型。"),
    "LC302": ChineseEntry(
        "该运算符不能用于这些类型的值。单位也是类型：金额与百分比不能相加。",
        "请用类型相符的值写出真正的意思：`amount * (1 + tax)`。",
    ),
    "LC303": ChineseEntry("比较的两侧不可能是同一种值。", "请比较类型相同的值。日期不加引号：`2026-01-01`。"),
    "LC304": ChineseEntry("该类型的值没有大小之分。", "请用 `==` 或 `in` 比较。"),
    "LC305": ChineseEntry("条件的结果必须是真或假。", "请对该值提出判断：`amount > 0`、`amount is not empty`。"),
    "LC306": ChineseEntry("与 `empty` 比较永远不成立，因为空值不与任何值相等。", "请写 `is empty` 或 `is not empty`。"),
    "LC307": ChineseEntry("函数或类型的参数过多或过少。", "请按其写法给出相应个数的参数。"),
    "LC308": ChineseEntry("函数的参数类型不符。", "请给出所需类型的值。"),
    "LC309": ChineseEntry("只有记录才有字段，只有选项集才有选项。", "请去掉点号之后的部分。"),
    "LC310": ChineseEntry(
        "此处需要一个值，却给出了多个值。",
        ("请把多个值变成一个，例如 `sum(lines.amount)` 或 `count(lines)`；判断是否包含请用 `in`。"),
    ),
    "LC311": ChineseEntry(
        "聚合函数需要列表：反向引用、多对多或子表的行。", "请对列表聚合，如 `sum(lines.amount)`，或去掉该函数。"
    ),
    "LC312": ChineseEntry(
        "`in` 之后的内容没有成员。", "`in` 之后可以是列表 `[a, b]`、选项集的分支、`this_month` 等时间段，或列表字段。"
    ),
    "LC313": ChineseEntry(
        "`within` 用于判断一条记录是否在另一条之下，但该实体的记录不是树形结构。",
        "请给该实体增加引用自身的字段 `parent`。",
    ),
    "LC314": ChineseEntry(
        (
            "此处需要百分比，却写了整数；它可能表示 30 %，也可能表示 30 倍。只有在百分比字段的 `min`、"
            "`max`、`default` 中，不带符号的数字才按百分数理解。"
        ),
        "请加上百分号：`30%`。",
    ),
    "LC315": ChineseEntry(
        "数字的位数超出容量。整数最多 18 位；`decimal(p, s)` 共 `p` 位，其中小数 `s` 位。",
        "请写较小的数字，或增加字段的位数。",
    ),
    "LC316": ChineseEntry("文本比字段的长度长。", "请缩短文本，或加大字段的长度。"),
    "LC317": ChineseEntry(
        (
            "该名称存在，但在此处没有值。`data` 和 `sample` 的记录在无人登录时载入；"
            "唯一约束和表中的列不能取决于时刻或查看者。"
        ),
        "请使用记录自身保存的值。",
    ),
    "LC318": ChineseEntry("字段类型的参数超出范围。", "请给出范围内的整数，例如 `text(200)` 或 `decimal(12, 2)`。"),
    "LC319": ChineseEntry(
        (
            "`autonumber` 的规则不能用于编号。规则由普通字符、`{yyyy}`、`{yy}`、`{mm}`、"
            "`{dd}` 以及恰好一个 `{seq}` 或 `{seq:4}` 组成。"
            "`{dd}` 须与 `{mm}` 同用，`{mm}` 须与年份同用，否则不同时期的编号会重复。"
        ),
        '例如写作 `"A-{yyyy}{mm}-{seq:4}"`。',
    ),
    "LC320": ChineseEntry("`matches` 的正则表达式无法解析。", "请在指出的位置修正表达式。"),
    "LC321": ChineseEntry(
        "正则表达式使用了浏览器不支持或理解不同的写法，页面与服务器的判断可能不一致。",
        "请使用两端一致的写法：字符类、分组、分支、重复、`\\d`、`\\w`、`\\s`、前瞻。",
    ),
    "LC322": ChineseEntry("`if` 的两个结果，或列表中的各项，类型不同。", "请让它们的类型相同。"),
    "LC323": ChineseEntry(
        "表达式中的这个写法本身没有值。",
        ("列表写在 `in` 之后，`where` 写在聚合之内，如 `sum(lines.amount where paid)`。"),
    ),
    "LC324": ChineseEntry("文本不符合该字段类型的要求。", "请按类型写出电话号码、邮箱地址或网址。"),
    "LC326": ChineseEntry(
        "比较的两边是同一个值：在 `where` 之后，直接写字段名指正在查看的那条记录。",
        "请写明指哪条记录：`this.name` 是外层记录的字段。",
    ),
    "LC325": ChineseEntry(
        (
            "正则表达式中有全角符号、字母或数字，通常是中文输入法造成的。它只能匹配自身：`（` 不是分组，"
            "`０` 不等于 `0`。`[…]` 之内可以使用全角符号。"
        ),
        "请用英文键盘输入。若确实要匹配全角字符，请写它的编码：`\\uff08`。",
    ),
}
