"""Flows, approvals, rules: LC7xx, and what belongs to them in other families."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES = {
    "LC220": ChineseEntry(
        "所指的人既不是角色，也不是记录的字段。", "请使用角色的名称，或保存用户的字段：`owner`、`owner.manager`。"
    ),
    "LC221": ChineseEntry(
        "该名称既是角色又是字段，无法确定指哪一个。", "角色请写 `role manager`，字段请写 `this.manager`。"
    ),
    "LC222": ChineseEntry("提到的状态不属于该实体的任何流程。", "请使用流程中的状态，或声明该状态。"),
    "LC223": ChineseEntry("提到的审批、消息、连接、步骤或按钮不存在。", "请使用已有的名称，或声明它。"),
    "LC345": ChineseEntry(
        "应指向人员的路径指向了别的内容。",
        ("请写用户、多用户字段或部门（指其负责人）。在 `notify` 和 `send` 中也可以写 `email` 或 `phone` 类型的字段。"),
    ),
    "LC460": ChineseEntry("流程没有起始状态，或有多个起始状态。", "请用 `start` 标记恰好一个状态。"),
    "LC461": ChineseEntry(
        "流程所属的实体没有保存其状态的字段。", "请给该实体增加以流程为类型的字段：`status: OrderFlow`。"
    ),
    "LC462": ChineseEntry(
        "两个字段以同一流程为类型。一个流程只推动一个字段。",
        "请只保留一个。过去的状态见记录的历史；各自变化的内容需要单独的实体。",
    ),
    "LC463": ChineseEntry(
        "以流程为类型的字段不能保存其状态：它属于另一实体、有多个值，或是计算字段。",
        "请为该实体声明流程，或声明选项相同的选项集。",
    ),
    "LC483": ChineseEntry(
        "一个实体有两个流程。一条记录只处于一个状态：页面上只有一排步骤，看板上只有一组列。",
        "请为各自变化的内容声明单独的实体（如订单的付款），或改用由规则设置的选项。",
    ),
    "LC464": ChineseEntry(
        "动作直接给记录的状态赋值。状态只能由流程的流转改变，这样才不会绕过任何流转。",
        "请执行流转：`move -> done`。新记录从起始状态开始。",
    ),
    "LC465": ChineseEntry(
        "流转或按钮没有写明谁可以使用。未授权即禁止。",
        "请加上 `by` 以及角色或保存用户的字段；`by everyone` 允许所有能查看该记录的人使用；"
        "只由规则和审批（`move -> done`）执行的流转写 `by app`。",
    ),
    "LC466": ChineseEntry("这一部分与其他部分放在一起没有意义：自动发生的事情没有人去按。", "请去掉其中一个。"),
    "LC467": ChineseEntry(
        "两个流转从同一状态到同一状态，且没有可以区分的条件。",
        "请合并为一个，写上所有可以使用的人；或给每个流转各自的 `when`。",
    ),
    "LC468": ChineseEntry(
        "审批、消息或流程用在了不属于它的实体的记录上。",
        "请写其实体的记录：`submit Check for order`；或为该实体另行声明。",
    ),
    "LC469": ChineseEntry("声明缺少必不可少的部分。", "请按提示的写法补上。"),
    "LC470": ChineseEntry("计划、步骤或连接中的数字过小或过大，没有意义。", "请写范围之内的数字。"),
    "LC471": ChineseEntry("时间长度对其用途来说过短或过长。", "请写范围之内的时间长度，例如 `15m`、`24h` 或 `3d`。"),
    "LC472": ChineseEntry(
        "`env` 之后的名称不能作为环境变量名。",
        "请使用字母、数字和 `_`，不以数字开头：`env ERP_TOKEN`。其值在应用运行的环境中设置。",
    ),
    "LC473": ChineseEntry(
        "动作需要一条记录，而规则不针对任何记录。",
        "请写明规则针对哪个实体，或指出记录：`for x in Order where … { delete x }`。",
    ),
    "LC474": ChineseEntry(
        "`stop` 用于拒绝更改，而此处没有正在进行的更改：这些动作由时钟触发，或在稍后执行。",
        "请在针对更改本身的规则中拒绝，或用 `notify` 通知相关人员。",
    ),
    "LC475": ChineseEntry(
        "这些人可以写在别处，但不能写在这里。",
        (
            "`chosen by submitter` 用于指定步骤的审批人。"
            "邮箱地址和电话号码可作为 `notify` 和 `send` 的接收方，但不能审批、接收任务或按按钮。"
        ),
    ),
    "LC476": ChineseEntry(
        "没有账号的人收到的是应用内的通知，而他从不登录应用。",
        '请写明通知方式：`notify mail by email "…"`，电话号码则用 `by sms`。',
    ),
    "LC477": ChineseEntry(
        "连接的基础地址不是可以调用的地址。",
        "请以 `https://`（或 `http://`）开头，不要带用户名和密码：它们写在 `auth` 中。",
    ),
    "LC478": ChineseEntry(
        "连接的请求头名称或值不符合 HTTP 的规定，或由应用自己填写。",
        "名称请使用字母、数字和 `-`，值为一行 ASCII 文本。",
    ),
    "LC479": ChineseEntry("动作给字段赋的值只能由人提供，例如文件。", "请让人填写：在流转或按钮上写 `asks scan`。"),
    "LC480": ChineseEntry(
        "规则等待某个字段变化，而该字段不会随记录本身变化。",
        "请为另一实体编写规则，或把所需内容存为计算字段，再等待它变化。",
    ),
    "LC481": ChineseEntry(
        "规则等待记录发生某事，却没有写明是哪个实体的记录。",
        "请加上 `for` 和实体。只有定时规则（`every day`）可以不针对记录。",
    ),
}
