"""LC2xx: names that are not declared, or declared twice."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC201": ChineseEntry(
        "字段的类型既不是内置类型，也不是规格中的选项集或实体。", "请使用内置类型，或声明该字段引用的选项集或实体。"
    ),
    "LC202": ChineseEntry("此处须是实体的名称，但没有这个实体。", "请使用已有实体的名称，或声明该实体。"),
    "LC203": ChineseEntry("表达式、视图或记录中提到的字段，该实体没有。", "请使用该实体已有的字段，或声明该字段。"),
    "LC204": ChineseEntry(
        "表达式中的名称在此处无法读取：它不是字段、选项，也不是内置名称。",
        (
            "请使用记录的字段、与之比较的选项集中的选项，或 `today` 等内置名称。"
            "在 `options where` 中，待选对象用字段名表示："
            "`customer: Customer options where customer.active`。"
        ),
    ),
    "LC205": ChineseEntry("选项集没有这个选项。", "请使用选项集中已有的选项，或添加该选项。"),
    "LC206": ChineseEntry("提到的角色没有声明。", "请使用已声明的角色，或内置角色 `admin`、`everyone`。"),
    "LC207": ChineseEntry("字段、选项或声明之后的单词不是修饰词。", "请使用本语言的修饰词，或删除该单词。"),
    "LC208": ChineseEntry("调用的函数不存在。", "请使用本语言的函数；`docs/language.md` 列出了全部函数。"),
    "LC209": ChineseEntry(
        "`app` 中的这一行不是设置项。", ("请使用 `locale`、`timezone`、`currency`、`home`、`color`、`logo` 之一。")
    ),
    "LC210": ChineseEntry(
        (
            "在不允许重名的地方，同一名称声明了两次。实体和选项集都是类型，共用一套名称；同一实体的字段、同一选项集的选项、"
            "角色，以及 `data` 和 `sample` 的记录也不能重名。"
        ),
        "请删除其中一个，或改名。",
    ),
    "LC211": ChineseEntry("两个名称只有大小写不同。数据库和人都会把它们当成同一个。", "请给其中一个改名。"),
    "LC212": ChineseEntry(
        "重新声明了本语言的内置名称。",
        ("请换一个名称。给 `User` 和 `Department` 增加字段，请写 `extend entity User { … }`。"),
    ),
    "LC213": ChineseEntry(
        ("`data` 或 `sample` 的记录引用了一条不存在的记录。`data` 的记录随应用发布，不能引用 `sample` 的记录。"),
        "请写被引用记录的代号，即实体名之后的名称：`User lee { … }`。",
    ),
    "LC214": ChineseEntry(
        "`many of` 之后的名称不是选项集。", "请使用选项集的名称；一个实体的多条记录写作 `many 实体`。"
    ),
    "LC215": ChineseEntry("单词或文本不是该设置项或修饰词可接受的值。", "请使用可接受的值之一。"),
}
