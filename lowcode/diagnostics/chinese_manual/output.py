"""LC5xx, LC9xx: names in what is generated, files."""

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
            "因此只能引用相邻的文件夹；有 `lowcode.yaml` 时，可引用其所在文件夹中的任何位置。"
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
    "LC913": ChineseEntry(
        "迁移文件夹中有 `.lowcode/schema.json` 的历史所不知道的迁移：合并了从同一状态出发的两次构建，"
        "或 `.lowcode` 已不在。"
        "两个迁移会接在同一个迁移之后，任何数据库都无法同时执行。",
        "合并之后，请完整保留一方的 `generated/`（包括 `.lowcode`），删除另一方的迁移，再重新构建："
        "另一方的变更会成为下一个迁移。若 `.lowcode` 被删除，请从版本库恢复。",
    ),
    "LC914": ChineseEntry(
        (
            "生成的项目由更新版本的 lowcode 生成。那个版本写下的内容（例如它在数据库中的系统表），"
            "当前版本会在不知情的情况下撤销。"
        ),
        "请安装该版本或更新的版本。`--force` 仍然构建。",
    ),
}
