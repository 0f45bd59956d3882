"""LC5xx, LC6xx, LC9xx: names in what is generated, migrations, files."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC501": ChineseEntry(
        (
            "两项内容在表、列、模块或地址中的名称相同。数据库使用 ASCII 名称（`客户` 变为 `ke_hu`）。"
            "若自动加编号，顺序一变，编号和表就会跟着变。"
        ),
        "请用 `as` 为其中一个指定名称。",
    ),
    "LC502": ChineseEntry(
        "`as` 之后不是普通的 ASCII 名称，或是生成的代码自身要用的名称。",
        "请使用小写字母、数字和 `_`，以字母开头，最多 40 个字符，且不是 Python 的关键字。",
    ),
    "LC601": ChineseEntry(
        (
            "实体、子表或多值列表被删除或改名，而表中可能有记录。lowcode 不会悄悄丢弃数据，也无法区分删除与改名；"
            "当前版本两者都不迁移。"
        ),
        "请恢复原来名称的声明，或用 `as` 指定原来的名称。",
    ),
    "LC602": ChineseEntry(
        "字段被删除或改名，而列中可能有值。",
        "请恢复该字段；用 `hidden` 可让它不出现在任何页面。若要在页面上显示另一名称，请修改标签。",
    ),
    "LC603": ChineseEntry("已有的值可能不符合字段的新类型。", "请保留原类型，或增加新类型的字段并隐藏旧字段。"),
    "LC604": ChineseEntry(
        "字段改为必填，但已有的记录可能没有值。", "请写 `required when true`：用户必须填写，数据库不强制。"
    ),
    "LC605": ChineseEntry(
        "新增的必填字段没有常量默认值，已有的记录将没有值。", "请给出常量作为 `default`，或写 `required when true`。"
    ),
    "LC606": ChineseEntry(
        "引用指向了另一实体，或删除时的处理方式与数据库中的不同。", "请恢复原样，或另外增加一个引用。"
    ),
    "LC607": ChineseEntry(
        "生成项目中的 `.lowcode/schema.json` 已损坏，无法得知已有迁移的结果。", "请从版本库取回该文件。"
    ),
    "LC901": ChineseEntry(
        "规格的某个文件不是 UTF-8 文本。可能是扩展名写错的表格或图片，也可能是用 GBK 等其他编码保存的文本。",
        "请把文件另存为 UTF-8。",
    ),
    "LC902": ChineseEntry("规格的某个文件过大，不可能是手写的。", "请把文件移出该文件夹，或拆分文件。"),
    "LC903": ChineseEntry(
        ("`import` 指向的文件或文件夹不存在。路径相对于包含该 `import` 的文件；文件夹表示其中的所有 `.lc` 文件。"),
        "请修正路径；路径用 `/` 分隔，文件以 `.lc` 结尾。",
    ),
    "LC904": ChineseEntry(
        (
            "路径超出了项目及其相邻文件夹所在的文件夹，或是绝对路径。构建所读的内容应能随项目一起移动，"
            "因此只能引用相邻的文件夹。"
        ),
        "请把文件移到项目或相邻的文件夹中，并使用相对路径。",
    ),
    "LC905": ChineseEntry("文件夹中没有规格文件。", "请指定含有 `.lc` 文件的文件夹，或用 `lowcode new` 新建一个。"),
    "LC910": ChineseEntry(
        "生成的文件与 lowcode 写出的不同，因此不会替换：任何人的改动都不会被悄悄覆盖。",
        "请把改动移到规格或 `custom/` 中并删除该文件，或用 `--force` 构建以替换它。",
    ),
    "LC911": ChineseEntry("lowcode 要写入文件的位置，已有不是由它写的文件。", "请构建到另一个文件夹，或移走该文件。"),
    "LC912": ChineseEntry(
        "先前写出的迁移被修改或删除。数据库可能已执行过它，因此既不替换也不重写。", "请从版本库恢复该文件。"
    ),
}
