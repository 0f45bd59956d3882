"""LC22x, LC34x, LC46x to LC48x: people, states, flows, approvals, rules, messages, connections, scenarios."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC220": ChineseEntry(
        "所指的人员既不是角色，也不是记录的字段。",
        "请使用角色名，或保存用户的字段：`owner`、`owner.manager`。",
    ),
    "LC221": ChineseEntry(
        "这个名称既是角色又是字段，两者都有可能。",
        "指角色请写 `role manager`，指字段请写 `this.manager`。",
    ),
    "LC222": ChineseEntry("所写的状态不属于该实体的任何流程。", "请使用流程中已有的状态，或在流程中声明它。"),
    "LC223": ChineseEntry("所引用的审批、消息、连接、步骤或按钮不存在。", "请使用已有的名称，或先声明它。"),
    "LC224": ChineseEntry(
        "该实体的两个流程都有这个名称的状态，无法判断指的是哪一个。", "请给两个流程的状态取不同的名称。"
    ),
    "LC340": ChineseEntry(
        (
            "`old`、`pick` 和某实体的全部记录，只有在事情发生之处才有意义。计算、必填和授权的结果无论何时询问都必须"
            "一致：它们读取记录本身、记录所引用的对象，以及引用记录的对象。"
        ),
        "请把它移到规则中，或读取记录自身的列表：`deals: many Deal by customer`。",
    ),
    "LC341": ChineseEntry(
        "需要一个值的地方写了实体的名称。",
        "请写明是哪条记录；在规则和场景中可以查询全部记录：`exists(Customer where …)`。",
    ),
    "LC342": ChineseEntry(
        "`old` 没有与字段一起使用。变更前的样子不是一条可以交给别处的记录。",
        "请读取它的字段，例如 `old.name`；记录本身写作 `this`。",
    ),
    "LC343": ChineseEntry(
        "读取了变更前记录的列表，或按查看者计算的字段。变更之前的内容中，只有记录自身保存的部分可知。",
        "请把需要的结果放入不读取 `now`、`today`、`me` 的计算字段，再读取该字段。",
    ),
    "LC344": ChineseEntry(
        "`least_loaded` 按正在赋值的字段统计每个用户名下的记录数，此处没有正在赋值的字段。",
        "请先给字段赋值再使用：`set owner = pick(User where …, least_loaded)`；或改用 `round_robin`。",
    ),
    "LC345": ChineseEntry(
        "本应指向人员的路径指向了别的内容。",
        (
            "请指定用户、多个用户的字段，或部门（指其负责人）。"
            "`notify` 和 `send` 也可使用类型为 `email` 或 `phone` 的字段。"
        ),
    ),
    "LC346": ChineseEntry(
        "查询记录的条件本身又查询某实体的全部记录。",
        "请读取被查询记录自身的列表，例如 `count(lines)`；或先判断再查询：`if count(Order) > 3 { … }`。",
    ),
    "LC460": ChineseEntry("流程没有起始状态，或有多个起始状态。", "请用 `start` 标记恰好一个状态。"),
    "LC461": ChineseEntry(
        "流程所属的实体没有保存其状态的字段。", "请给实体加入以该流程为类型的字段：`status: OrderFlow`。"
    ),
    "LC462": ChineseEntry(
        "两个字段以同一个流程为类型。一个流程只推动一个字段。",
        "请保留其中一个。以前的状态在记录的历史中；两件各自推进的事需要两个流程。",
    ),
    "LC463": ChineseEntry(
        "以流程为类型的字段不能作为它的状态：字段在另一个实体中、可有多个值，或是计算字段。",
        "请为该实体另声明一个流程，或声明选项相同的选项集。",
    ),
    "LC464": ChineseEntry(
        "动作直接给记录的状态赋值。只有流程的流转才能改变状态，这样任何流转都不会被绕过。",
        "请进行流转：`move -> done`。新记录从起始状态开始。",
    ),
    "LC465": ChineseEntry(
        "流转或按钮没有说明谁可以使用。未授权即禁止。",
        "请用 `by` 写明角色或保存用户的字段；`by everyone` 表示能看到记录的人都可以使用。",
    ),
    "LC466": ChineseEntry("某一部分与其他部分同时出现没有意义：自动发生的事不需要人来操作。", "请去掉两者之一。"),
    "LC467": ChineseEntry(
        "有两个流转从同一状态到同一目标状态，起决定作用的部分完全相同。",
        "请合并为一个流转，写上所有可使用的人；或给每个流转各自的 `when`。",
    ),
    "LC468": ChineseEntry(
        "审批、消息或流程用在了不属于它的实体的记录上。",
        "请指定其所属实体的记录：`submit Check for order`；或为该实体另行声明。",
    ),
    "LC469": ChineseEntry("声明缺少一个必不可少的部分。", "请按提示补上该部分。"),
    "LC470": ChineseEntry("日程、审批步骤或连接中的数字过小或过大，没有意义。", "请使用范围内的数字。"),
    "LC471": ChineseEntry("时长过短或过长，没有意义。", "请使用范围内的时长，例如 `15m`、`24h` 或 `3d`。"),
    "LC472": ChineseEntry(
        "`env` 之后的名称不能用作环境变量名。",
        "请使用字母、数字和 `_`，不以数字开头：`env ERP_TOKEN`。值在应用运行的地方设置。",
    ),
    "LC473": ChineseEntry(
        "动作需要记录，而该规则不针对任何记录。",
        "请说明规则针对哪个实体，或指定记录：`for x in Order where … { delete x }`。",
    ),
    "LC474": ChineseEntry(
        "`stop` 用来拒绝一次变更，而这里没有正在进行的变更：这些动作由时钟触发，或在之后的时刻执行。",
        "请在针对该变更的规则中拒绝，或用 `notify` 通知相关人员。",
    ),
    "LC475": ChineseEntry(
        "这样的人员可以用在别处，但不能用在此处。",
        (
            "`chosen by submitter` 用于审批步骤的签批人。邮箱或电话可以作为 `notify` 和 `send` 的接收者，"
            "但不能签批、接收任务或按下按钮。"
        ),
    ),
    "LC476": ChineseEntry(
        "没有账号的人被设为通过应用内消息通知，而他看不到。",
        '请写明通知方式：`notify mail by email "…"`，电话则写 `by sms`。',
    ),
    "LC477": ChineseEntry(
        "连接的地址无法调用。",
        "请以 `https://`（或 `http://`）开头，其中不含用户名和密码：它们属于 `auth`。",
    ),
    "LC478": ChineseEntry(
        "请求头的名称或值不符合 HTTP 的规定，或该请求头由应用自己填写。",
        "名称请使用字母、数字和 `-`，值为一行 ASCII 文本。",
    ),
    "LC479": ChineseEntry("动作给只能由人提供的字段赋值，例如文件。", "请让人来填写：在流转或按钮上写 `asks scan`。"),
    "LC480": ChineseEntry(
        "规则等待某个字段变化，而该字段从不随记录本身变化。",
        "请为另一个实体编写规则，或把需要的结果放入计算字段，等待该字段变化。",
    ),
    "LC481": ChineseEntry(
        "规则等待记录发生某事，却没有说明是哪个实体的记录。",
        "请加上 `for` 和实体名。只有定时规则（`every day`）可以不针对任何记录。",
    ),
}
