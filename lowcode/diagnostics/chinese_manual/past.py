"""LC610 to LC629: what a specification says about its own past."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC610": ChineseEntry(
        "`was` 指向上次构建时并不存在的内容，同时又有别的内容消失。消失的可能正是所指的那一个，它的数据会被遗留。",
        "请写上次构建中的名称。如果并没有改名，请去掉 `was`。",
    ),
    "LC611": ChineseEntry(
        (
            "`was` 指向仍有声明的内容，于是两处会争用同一份数据。两个名称可以互换：这时两处都写 `was`。"
            "基础规格声明了与客户字段同名的字段后，客户可以用 `was` 给自己的字段改名，但不能占用基础规格的字段。"
        ),
        "请删除旧的声明，或去掉 `was`。",
    ),
    "LC612": ChineseEntry(
        "两处 `was` 指向同一内容，而它的数据只能归于一处。",
        "请只保留一处 `was`。另一个字段可以用 `from` 填充。",
    ),
    "LC613": ChineseEntry("`was` 写的是现在的名称。", "请写旧名称，或去掉 `was`。"),
    "LC614": ChineseEntry(
        "`drop` 指向仍有声明的内容。",
        (
            "请删除该声明；如果要保留它，请删除 `drop`。客户要去掉基础规格所声明的内容，请写 "
            '`remove Customer.fax "nobody has one"`。'
        ),
    ),
    "LC615": ChineseEntry("`drop` 指向上次构建时并不存在的内容，同时又有别的内容消失。", "请写上次构建中的名称。"),
    "LC616": ChineseEntry(
        "用来取代已删除内容的名称没有声明。",
        "请写同一选项集的选项、同一流程的状态、同一审批的步骤，或一个角色。",
    ),
    "LC617": ChineseEntry(
        "删除了某个选项或状态，而使用它的记录必须有值，却没有说明改用哪一个。",
        '请说明由什么取代：`drop option Pipeline.demo to contact "不再演示"`。',
    ),
    "LC618": ChineseEntry(
        (
            "`to` 写在不能按名称取代的内容之后。选项、状态、步骤和角色由记录按名称引用，因此可以换成另一个。"
            "字段的值用 `from` 移到另一字段，实体的记录则需手工处理。"
        ),
        "请写 `phone: phone from if phone is empty then mobile else phone`，`drop` 则不带 `to`。",
    ),
    "LC619": ChineseEntry(
        (
            "在已有记录保持原值的字段上写了 `from`：该字段既不是新的，类型也没有改变。已完成的 `from` 可以保留。"
            "`from` 也可为从现在起必填的字段补值；读取被删除的字段时把两个字段合并；读取字段自身时更正原值。"
        ),
        (
            "请去掉 `from`。今后始终由公式计算的字段请写 `= 表达式`。若上次生成的升级因记录受阻而停止，"
            "且没有在任何地方执行过，请撤回那次生成（对生成的文件夹执行 `git checkout` 与 `git clean -fd`），"
            "再重新生成。"
        ),
    ),
    "LC620": ChineseEntry("`from` 写在不接受单个值的字段上。", "请去掉 `from`。"),
    "LC621": ChineseEntry(
        "`from` 询问登录的用户。迁移不是由某个具体的人执行的。",
        "请从记录中读取：`from created_by`。",
    ),
    "LC622": ChineseEntry("同一内容被删除了两次。", "请只保留一处。"),
    "LC623": ChineseEntry("同一内容既改了名，又被删除。", "请去掉 `was` 或 `drop`。"),
    "LC624": ChineseEntry(
        (
            "对删除后不会丢失数据的内容使用了 `drop`。规则、消息、连接、报表等不保存记录；选项集只是字段可取值的"
            "清单，由使用它们的字段决定。仍在等待它们的事项会被取消，`lowcode plan` 会加以说明。"
        ),
        "请去掉 `drop`；删除声明即可。",
    ),
    "LC625": ChineseEntry(
        "`drop` 没有写明删除什么，或没有写明原因。原因与移出的数据一起保存，供多年后查问。",
        '请写出完整的名称和原因：`drop field Customer.fax "没有人再使用"`。',
    ),
    "LC626": ChineseEntry(
        "以前就有的内容声称由另一个同样存在的内容改名而来：两份数据，只有一处可放。",
        (
            "请去掉 `was`。要把两个字段的值合并，请说明每条记录取什么值，并删除另一字段："
            '`phone: phone from if phone is empty then mobile else phone` 和 `drop field Customer.mobile "一个就够"`。'
        ),
    ),
    "LC636": ChineseEntry(
        (
            "有延后动作的规则被删除，同一实体又有一个新规则。等待被删除规则的事项会被取消，迁移前改动的记录不再得到它们；"
            "只是改了名称的规则请注明，等待中的事项就会继续。"
        ),
        "若是同一规则，请在新规则处写 `was`；否则无需处理。",
    ),
    "LC627": ChineseEntry(
        (
            "`was` 指向上次构建中没有的内容，而且没有内容消失：没有可改名的对象。"
            "跳过基础版本的项目会遇到这种情况：其间增加又改名的内容，这里从未有过。"
        ),
        "如果它是为其他数据库而写的，无需处理；否则请去掉。",
    ),
    "LC628": ChineseEntry(
        (
            "`drop` 指向上次构建中没有的内容，而且没有内容消失：没有可删除的对象。"
            "跳过基础版本的项目会遇到这种情况：其间增加又删除的内容，这里从未有过。"
        ),
        "如果它是为其他数据库而写的，无需处理；否则请去掉。",
    ),
    "LC629": ChineseEntry(
        "`was` 一行写在没有声明实体的地方。子表以其字段命名，因此旧名称写在字段之后。内置实体的名称不变。",
        "请写成 `lines: rows { name: text } was items`。",
    ),
}
