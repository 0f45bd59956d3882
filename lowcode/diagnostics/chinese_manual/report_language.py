"""LC225 to LC229, LC350 to LC369: what reports and dashboards name, dimensions, measures, filters."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC225": ChineseEntry(
        "仪表盘的某一行写了不存在的报表。", "请使用报表的名称，或声明该报表。行中只放报表，不放实体或其他仪表盘。"
    ),
    "LC226": ChineseEntry(
        "`chart` 之后的词不是图表类型。", "请使用 `bar`、`line`、`pie`、`table` 等类型，语言手册列出了全部类型。"
    ),
    "LC227": ChineseEntry("菜单或 `home` 写的名称既不是实体，也不是仪表盘或报表。", "请使用实体、仪表盘或报表的名称。"),
    "LC228": ChineseEntry(
        "指标读取了不属于此报表数据来源的实体。",
        "请关联该实体：`join Lead as leads by …`，其维度与图表的维度逐一对应。",
    ),
    "LC229": ChineseEntry(
        "报表的来源与某个字段同名，无法确定该名称指哪些记录还是哪个值。",
        "请给该来源另取名称：`join Lead as all_leads`。",
    ),
    "LC350": ChineseEntry(
        "报表按无法成组的内容分组：日期时间、金额、记录列表、文件。",
        (
            "请先归组：日期用 `month(signed_on)`，金额用 `band(amount, 1_000, 10_000)`。不要按列表中的记录分组，"
            "而应以那些记录作为报表的来源。"
        ),
    ),
    "LC351": ChineseEntry(
        "报表按对每条记录都相同的内容分组。", "请按字段分组，或去掉 `by`：`chart number show count()`。"
    ),
    "LC352": ChineseEntry(
        "`show` 之后写了单条记录的值，而图表展示的是对多条记录的计算结果。",
        ("请写明如何计算：`sum(amount)`、`avg(amount)`、`count()`。对值的函数写在里面：`sum(round(amount, 0))`。"),
    ),
    "LC353": ChineseEntry(
        "指标写在了 `by`、`where` 或 `on` 中，而那里只知道单条记录的字段。",
        (
            "指标应写在 `show`、`sort` 和 `target` 之后。对记录自身的列表，`sum`、`count` 等随处可用："
            "`sum(lines.amount)`。"
        ),
    ),
    "LC354": ChineseEntry(
        "`band` 的分界不是常量，或没有依次递增。", "请写依次递增的常量：`band(amount, 1_000, 10_000)`。"
    ),
    "LC355": ChineseEntry(
        "对不是树的内容使用了 `level`。",
        "请直接按字段分组。只有选项下还有选项的选项集，以及引用自身的实体才有层级。",
    ),
    "LC356": ChineseEntry(
        "关联来源的某个维度与图表相同位置的维度含义不同。",
        "关联来源的第一个维度对应图表的第一个，第二个对应第二个；两者须类型相同、分组方式相同。",
    ),
    "LC357": ChineseEntry(
        "关联来源的维度少于图表的维度，或多于图表与下钻的维度。",
        "请为图表及其 `drill` 的每个维度写明在关联实体中是什么：`join Lead as leads by source`。",
    ),
    "LC358": ChineseEntry(
        "同一个指标函数读取了两个来源的记录，而每个来源是各自统计的。",
        "请先分别计算，再对结果运算：`sum(orders.amount) - sum(leads.cost)`。",
    ),
    "LC359": ChineseEntry(
        "对没有流程的实体使用了流程指标，或没有写明是哪个状态。",
        (
            "`entered`、`reached`、`conversion` 和 `time_in` 用于有流程字段的实体。不写状态的 `entered()` 和"
            " `reached()` 按流程字段的各组统计：`chart funnel by stage`。"
        ),
    ),
    "LC360": ChineseEntry(
        "指标对每条记录取一个值，而此路径通向多个值。",
        "请先把多个值合为一个：`sum(sum(lines.amount))`，或以它们作为报表来源：`report Lines from Order.lines`。",
    ),
    "LC361": ChineseEntry("图表按它没有显示的内容排序。", "请重复图表的某个指标，或它的第一个维度。"),
    "LC362": ChineseEntry(
        "某项内容针对图表的分组，而图表没有分组。", "请写明图表按什么分组：`by owner`。没有分组时只有一个数值。"
    ),
    "LC363": ChineseEntry(
        "仪表盘的筛选写了报表的数据来源都没有的字段。",
        ("请写仪表盘上某报表所统计实体的字段、`owner.department` 这样的路径，或某个实体的字段：`Order.created_at`。"),
    ),
    "LC364": ChineseEntry(
        "同一个筛选的字段类型不同，没有值能同时适用。", "请分成两个筛选。日期与日期时间可以放在一起。"
    ),
    "LC365": ChineseEntry(
        "仪表盘的筛选针对无从选择的值：数字、时刻、文件、列表。", "请按日期、选项、记录、是否或文本筛选。"
    ),
    "LC366": ChineseEntry(
        "筛选的默认值不在它提供的范围内。",
        (
            "日期筛选的默认值是 `this_month` 这样的时段，选项筛选是选项，用户筛选是 `me`，"
            "是否筛选是 `true` 或 `false`，文本筛选是文本。"
        ),
    ),
    "LC367": ChineseEntry(
        "同一个筛选写了同一实体的两个字段，而它对每条记录只比较一个值。",
        (
            "请保留其中一个，或分成两个筛选。不带实体的路径对所有具有该字段的来源有效，带实体的只对该实体有效："
            "`on created_at, Order.signed_on`。"
        ),
    ),
    "LC369": ChineseEntry(
        "对是否值计数，而 `count` 只问有没有值：“否”也会被计入。",
        "请写明统计哪些记录：`count(where paid)`。已知是或否的记录为 `count(where paid is not empty)`。",
    ),
    "LC368": ChineseEntry(
        "展示数值分布的图表得到的是指标，而它展示的是记录自身的数值。",
        "请只写该数值：`show amount`。最小值、四分位数和最大值由图表求出。",
    ),
}
