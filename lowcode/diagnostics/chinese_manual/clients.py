"""LC650 to LC679: what a client changes in what it imports."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC650": ChineseEntry(
        "修改的对象在下层不存在，或已不再存在。",
        "请使用它现在的名称。如果基础规格中已经没有它，请删除这处修改，或自行声明。",
    ),
    "LC651": ChineseEntry("修改的对象就在同一层声明。", "请直接写在声明处：`day: date required`。"),
    "LC652": ChineseEntry(
        "两处修改针对同一内容：它们在同一层，或在互不导入的两层。以哪一处为准会取决于文件的顺序。",
        "请保留其中一处。如果应以某一层为准，请让它导入另一层。",
    ),
    "LC653": ChineseEntry(
        "某一层声明了下层已经声明的内容。",
        (
            "补充请写 `extend entity Customer { shop: text }`，整体替换请写 `replace entity Customer { … }`，"
            "否则请换一个名称。"
        ),
    ),
    "LC654": ChineseEntry(
        "扩展所添加的字段、选项、状态或步骤，其名称已经存在。",
        "请用 `extend Customer.name { … }` 修改原有的，用 `replace` 替换它，或给新增的换一个名称。",
    ),
    "LC655": ChineseEntry("修改的对象已被下层移除。", "请删除这处修改，或取消移除。"),
    "LC656": ChineseEntry(
        (
            "被移除的内容仍有其他地方需要：表达式、规则、报表、引用、场景。仅用于显示或填充它的列、表单、菜单、磁贴、权限和示例值"
            "会随之移除。"
        ),
        "请同时修改或移除这些位置，或保留该内容。",
    ),
    "LC657": ChineseEntry("修改的对象属于本层没有导入的层。", "请导入声明它的文件夹，或在那里修改。"),
    "LC658": ChineseEntry("`not` 要去掉的修饰词，该字段、选项或状态并没有。", "请删除这一行，或写出已有的修饰词。"),
    "LC659": ChineseEntry(
        (
            "移除、替换了每个应用都依赖的内容，或改变了其规则。`User` 和 `Department` 可以增加字段"
            "（`extend entity User { … }`），其原有字段可以修改 `label`、`help` 或 `placeholder`；其余都是固定的。"
        ),
        "请保留它，在视图中隐藏它（`extend view User { … }`），或另加自己的字段。",
    ),
    "LC660": ChineseEntry(
        (
            "移除了记录中存有数据的内容，却没有写明原因。原因会出现在计划中，并与保存数据的归档表放在一起，以便日后查找的人知道发生了"
            "什么。"
        ),
        '请写明原因：`remove Customer.fax "没有人使用"`。',
    ),
    "LC661": ChineseEntry(
        (
            "`to` 写明了由谁接替被移除的内容，但此处不能接替。记录可以转到另一个选项或状态，人员可以转到另一个角色；"
            "字段没有接替者。"
        ),
        "请去掉 `to`。要把字段的值保留到另一个字段，请在后者上写 `from`。",
    ),
    "LC662": ChineseEntry(
        "`also` 要补充的视图行，下层没有写，用的是默认内容。", "请去掉 `also`，并写出要显示的全部内容。"
    ),
    "LC670": ChineseEntry(
        (
            "客户规格修改或使用的内容，在新版基础规格中已改名或移除。`lowcode check CLIENT --base-was OLD_BASE` "
            "将基础规格的原来版本与现在的版本进行比较。"
        ),
        (
            "请使用新名称。如果它不再存在，请删除这处修改，或在客户规格中用 `extend entity … { … }` 自行声明，"
            "以保留其数据。"
        ),
    ),
    "LC671": ChineseEntry(
        "新版基础规格声明了与客户自己的内容同名的内容。",
        (
            "若两者含义相同，请删除客户的：列相同，数据会保留。否则请给客户的改名，并在 `was` 后写上原名："
            "`own_shop: text(40) was shop`。数据随之改名，基础规格的字段从空值开始。"
        ),
    ),
    "LC672": ChineseEntry(
        "基础规格和客户规格都修改了同一内容，但结果不同。以客户规格为准，因此基础规格的新内容在此不起作用。",
        "请比较这几处。要沿用基础规格，请删除这处修改；要保持现状，则无需处理。",
    ),
    "LC673": ChineseEntry("新版基础规格的规定已与客户规格相同。", "请删除这一行，不会有任何变化。"),
}
