"""LC60x and LC63x: changes that the database cannot follow without a word."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC601": ChineseEntry(
        (
            "实体或子表被删除，却没有说明这是有意的，而表中可能有记录。lowcode 不会不声不响地把数据移出应用；"
            "用 `drop` 说明后，记录离开应用并存入归档表，可以取回。"
        ),
        "请恢复该声明，或写 `drop entity`；若已改名，请在新的实体处写 `was`。",
    ),
    "LC602": ChineseEntry(
        "字段被删除，却没有说明这是有意的，而记录中可能有它的值。用 `drop` 说明后，值离开应用并存入归档表，可以取回。",
        "请恢复该字段（`hidden` 可让它不出现在任何页面），或写 `drop field`；若已改名，请写 `was`。",
    ),
    "LC603": ChineseEntry(
        "字段的值无法自动变成新类型的值：没有唯一的转换方法。`from` 说明每条记录得到什么，可用字段的旧值。",
        "请用 `from` 说明，或为新字段另取名称并用 `drop` 删除旧字段。",
    ),
    "LC604": ChineseEntry(
        "新类型比原来容纳得少，每个值都会丢失一部分。必须用 `from` 说明；原来的值会存入归档表。",
        "请写 `from` 和您所指的表达式，或保留原类型。",
    ),
    "LC605": ChineseEntry(
        "在已有的实体中新增了必填字段，已有的记录将没有值。",
        "请用 `from` 说明已有记录得到什么值，或给出常量 `default`，或写 `required when true`。",
    ),
    "LC606": ChineseEntry(
        "引用现在指向另一实体，无法得知新实体的哪条记录对应旧实体的哪条记录。",
        "请用 `from` 说明每条记录的对应关系，或为新的引用另取名称并用 `drop` 删除旧的。",
    ),
    "LC607": ChineseEntry(
        "生成项目中的 `.lowcode/schema.json` 已损坏，无法得知已有迁移的结果。", "请从版本库取回该文件。"
    ),
    "LC630": ChineseEntry(
        "一个实体被删除，另一个字段大致相同的实体是新的：是同一实体改了名称吗？若是，`was` 会保留其记录和历史。",
        "请在新的实体处写 `was`，或写 `drop entity` 并给出原因。",
    ),
    "LC631": ChineseEntry(
        "同一实体中一个字段被删除，另一个类型相近的字段是新的：是同一字段改了名称吗？若是，`was` 会保留它的值。",
        "请在新的字段处写 `was`，或写 `drop field` 并给出原因。",
    ),
    "LC632": ChineseEntry(
        "选项、流程状态或角色被删除，但记录中可能有它。`drop option … to 其他` 使记录改用另一选项；不写 `to` 则为空。",
        "请恢复该选项，或用 `drop option`（`drop role`）说明记录改为什么。",
    ),
    "LC633": ChineseEntry(
        (
            "同一选项列表中一个选项被删除，另一个是新的：是同一选项改了名称吗？若是，`was` 会让所有记录使用新名称；"
            "若不是，`drop` 说明记录改为什么。角色、流程状态、审批环节（可能有申请正停在那里）同样如此。"
        ),
        "请在新的一处写 `was`，或写 `drop option`（`drop role`、`drop step`）并给出原因。",
    ),
    "LC635": ChineseEntry(
        (
            "同一实体的一个流程被删除，另一个是新的：是同一流程改了名称吗？若是，`was` 会保留记录在各状态的停留时间和"
            "运行中的计时器；若不是，请写 `drop flow`，计时器会被取消，停留时间重新计算。"
        ),
        "请在新的流程处写 `was`，或写 `drop flow` 并给出原因。",
    ),
    "LC634": ChineseEntry(
        "审批被删除，但可能有正在进行的申请。用 `drop` 说明后，申请将被撤回并附上原因；已作出的决定仍保留在记录上。",
        "请恢复该审批，或写 `drop approval`；若已改名，请在新的审批处写 `was`。",
    ),
}
