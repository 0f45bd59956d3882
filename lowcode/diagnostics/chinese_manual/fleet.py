"""LC680 to LC689: `lowcode.yaml`."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC680": ChineseEntry(
        "`lowcode.yaml` 不是 YAML，或不是由键组成的 YAML。",
        "请写 `clients:`，其下每个客户一行 `- clients/acme`。",
    ),
    "LC681": ChineseEntry(
        "`lowcode.yaml` 中有一个没有含义的键。",
        (
            "请使用已有的键：文件的键为 `clients`、`base`、`old_base`、`out`、`coverage`；"
            "客户的键为 `name`、`spec`、`out`、`base`、`old_base`、`coverage`。"
        ),
    ),
    "LC682": ChineseEntry("`lowcode.yaml` 中的某个值不符合其键的要求。", "请按提示填写：文本、列表或百分数。"),
    "LC683": ChineseEntry(
        "`lowcode.yaml` 中写的文件夹不存在，或没有文件夹符合模式。路径相对于该文件；`*` 代表任意名称，如 `clients/*`。",
        "请修正路径，或创建该文件夹。",
    ),
    "LC684": ChineseEntry(
        "两个客户同名。没有写 `name` 的客户以文件夹命名。",
        "请为其中一个指定 `name`：`{name: acme_asia, spec: asia/acme}`。",
    ),
    "LC685": ChineseEntry(
        "两个客户构建到同一文件夹，或一个构建到另一个的文件夹之内，每次构建都会破坏另一个的结果。",
        "请在文件的 `out` 中使用 `{name}`（`generated/{name}`），或为每个客户指定各自的文件夹。",
    ),
    "LC686": ChineseEntry(
        "缺少必须写明的内容：文件中的 `clients`、客户的 `spec`、与 `old_base` 一起的 `base`。",
        "请补上提示中的键。",
    ),
    "LC687": ChineseEntry(
        (
            "`lowcode.yaml` 中的路径是绝对路径，或指向该文件所在的文件夹及其之外。"
            "客户群是一个可以整体移动、复制和纳入版本管理的文件夹。"
        ),
        "请把文件夹移到 `lowcode.yaml` 之下，或把 `lowcode.yaml` 移到上层。",
    ),
    "LC688": ChineseEntry(
        (
            "`old_base` 既不是文件夹，也不是 git 中含有该基础规格的版本。"
            "三方检查要比较客户改动所依据的基础与现在的基础。"
        ),
        "请写一个存在的文件夹，或标签、分支、提交；缺少的标签可用 `git fetch --tags` 获取。",
    ),
    "LC689": ChineseEntry(
        "要与基础规格比较的客户没有导入该基础中的任何内容。",
        '请在客户的规格中导入基础（`import "../../base"`），或为该客户指定另一个 `base`。',
    ),
}
