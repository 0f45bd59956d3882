"""LC347 to LC349 and LC920 to LC922: functions that the app's owner writes in Python."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC347": ChineseEntry(
        (
            "在需要多处计算的表达式中调用了手写函数。计算、必填、授权和查询的结果，在 Python、数据库和浏览器中"
            "必须一致；手写的 Python 只在其中一处有意义，还可能修改记录，因此只在事情发生之处运行："
            "规则、流程和审批的动作中。"
        ),
        "请用规则把结果存入字段：`set points = score(this)`。",
    ),
    "LC348": ChineseEntry(
        "函数的参数或结果使用了不是值的类型：文件、子表、就地书写的选项。",
        (
            "请使用值的类型（`text`、`int`、`money`、`date` 等）、选项集、实体、`many of` 选项集或 `many` 实体。"
            "需要某条记录的明细或文件时，请传入该记录。"
        ),
    ),
    "LC349": ChineseEntry(
        "需要一个值，而该函数声明时没有返回值。",
        "请声明返回类型（`function tidy(lead: Lead) -> int`），或只调用它：`call tidy(this)`。",
    ),
    "LC920": ChineseEntry(
        (
            "规格声明了函数，而 `custom/functions.py` 中没有。该文件由构建创建一次，其中为当时的每个函数留好位置，"
            "以后不再改动。函数写好之前，调用它的操作会被拒绝并说明原因。"
        ),
        "请在 `custom/functions.py` 中添加该函数；帮助信息给出了可用的开头。",
    ),
    "LC921": ChineseEntry(
        (
            "`custom/functions.py` 中的函数与规格的声明不同。参数的名称、顺序和类型以声明为准，其后可以有 `run: Run`。"
            "参数可以接受得更宽，结果可以更窄。"
        ),
        "请按帮助信息修改函数的第一行，或修改声明。",
    ),
    "LC922": ChineseEntry("`custom/` 中的文件不是有效的 Python，应用将无法启动。", "请修正该行。"),
    "LC923": ChineseEntry(
        "`custom/` 中的代码写了规格中没有（或已不存在）的实体。它的钩子不会运行，应用也会拒绝启动。",
        "请写现有实体的标识名，或删除该钩子。",
    ),
    "LC924": ChineseEntry(
        (
            "`custom/` 中的代码或模板使用了实体没有（或已不存在）的字段。钩子知道其记录的实体，"
            "带类型的参数（`lead: Lead`）以及由它们到达的记录也是如此；模板的实体由所在文件夹决定。"
        ),
        "请使用现有的字段，或删除该行。",
    ),
    "LC925": ChineseEntry("`custom/templates/` 中的模板无法读取，对应的页面将无法显示。", "请修正该行。"),
    "LC926": ChineseEntry(
        "`custom/templates/` 中的页面所在的文件夹不是任何实体的名称，因此它不会代替任何页面。",
        "请把文件夹改名为实体的标识名，或删除该文件。",
    ),
    "LC927": ChineseEntry(
        "`custom/` 中的代码读取了取决于当前时刻或当前用户的计算字段。这样的字段只存在于查询中，记录并不含有它。",
        "请在代码中用该字段所依据的字段计算。",
    ),
}
