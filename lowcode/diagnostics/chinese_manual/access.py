"""LC8xx: grants."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC801": ChineseEntry(
        "授予角色的内容不是可授予的权限。",
        (
            "请使用 `read`、`create`、`update`、`delete`、`export` 或 `all`；"
            "在 `field` 块中使用 `read`、`update` 或 `masked for`。"
        ),
    ),
    "LC802": ChineseEntry(
        "没有任何 `access` 提到该实体，因此没有人能查看或创建其记录。",
        "请写明谁可以做什么：`access Customer { everyone read }`。",
    ),
    "LC810": ChineseEntry(
        "同一角色对同一字段的同一权限声明了两次，且其中一行不带条件：只有这一行起作用。两行都带条件则取并集，没有问题。",
        "请删除其中一行。",
    ),
    "LC811": ChineseEntry(
        "该字段不能有这种权限。计算字段、自动编号和反向列表不能通过该字段修改；列表类字段只有可见与不可见，没有脱敏形式。",
        "请删除该行，并限制其值所来自的字段。",
    ),
    "LC812": ChineseEntry(
        "角色可以修改一个它永远看不到的字段。看不到原值就不知道自己覆盖了什么，表单也不会显示该字段。",
        "请把该角色加入 `read`，或从 `update` 中去掉。",
    ),
    "LC813": ChineseEntry(
        "声明了对某角色脱敏，但该角色本来就能看到完整的值。权限取并集：只要有一个角色可以查看，就能查看。",
        "请从 `read` 中去掉使其可以查看的角色，或从 `masked for` 中去掉该角色。",
    ),
    "LC814": ChineseEntry(
        "记录的标题包含并非人人可见的字段。标题会出现在引用、搜索、消息和历史中，对所有人都相同，等于公开了该字段。",
        "请不要在 `title` 中使用该字段，或允许 `everyone` 查看它。",
    ),
    "LC815": ChineseEntry(
        (
            "某个字段会向无权查看另一字段的人透露其内容。计算值、默认值、上下限以及 `visible when`、"
            "`options where` 等条件，只要读取了受限字段，就会透露它的值，因此这样的字段至少要受到同样的限制。"
        ),
        "请限制读取它的字段，如 `field is_large { read boss }`，或不要在那里读取。",
    ),
    "LC816": ChineseEntry(
        "`access` 的条件读取了该角色无权查看的字段：能看到哪些记录，就等于知道了该字段的值。",
        "请换一个条件，或允许该角色查看该字段。",
    ),
    "LC817": ChineseEntry(
        "校验规则把某人看不到的字段与他能修改的字段作比较：反复尝试就能找到开始被拒绝的值。校验仍然生效，这只是警告。",
        "请同时限制另一个字段的修改，或允许该角色查看该字段。",
    ),
    "LC818": ChineseEntry(
        "角色可以新建记录，却不能填写记录必需的字段；该字段没有默认值，因此无论输入什么都会被拒绝。",
        "请把该角色加入 `update` 和 `read`，或为字段设置默认值，或不要求必填。",
    ),
    "LC819": ChineseEntry(
        "视图显示了没有人能看到的字段：能查看记录的角色都不能查看该字段，脱敏后也不能。",
        "请写明哪些角色可以查看，或从视图中去掉该字段（`hidden` 使其不出现在任何页面上）。",
    ),
}
