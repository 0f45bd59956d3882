"""Words for the app itself, its roles, choices, entities and fields."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind, Mode, Names, kind, part, plain
from lowcode.ir import access, application, functions
from lowcode.ir.labels import Label

_TECHNICAL = "a name inside the generated code and the database, which `lowcode plan` tells about"
_FROM_NAME = "follows from the name"
_FROM_TYPE = "follows from the type, or from the expression, which are told"
_SPEED = "changes how quick something is and nothing else; `lowcode plan --indexes` tells"
_NO = ("否", "no")
_LABELLED = ("{label}", "{label}")

STRUCTURE: Mapping[type, Kind] = {
    Label: kind("名称", "label", {"texts": plain()}),
    application.Application: kind(
        "应用",
        "app",
        {
            "name": part("规格中的名称", "name in the specification"),
            "label": part("名称", "name"),
            "locales": part("语言", "languages"),
            "timezone": part("时区", "time zone"),
            "currency": part("货币", "currency"),
            "currency_scale": part("金额的小数位数", "digits of money after the point"),
            "fiscal_year_start": part("财年起始月份", "first month of the fiscal year"),
            "home": part("登录后打开的页面", "page after signing in", mode=Mode.ITEMS),
            "color": part("主题色", "colour"),
            "logo": part("标志", "logo"),
            "menu": part("菜单", "menu", mode=Mode.THINGS),
            "roles": part("角色", "roles", mode=Mode.THINGS),
            "choices": part("选项表", "choices", mode=Mode.THINGS),
            "entities": part("数据", "records", mode=Mode.THINGS),
            "views": part("页面", "pages", mode=Mode.THINGS),
            "flows": part("流程", "flows", mode=Mode.THINGS),
            "approvals": part("审批", "approvals", mode=Mode.THINGS),
            "rules": part("规则", "rules", mode=Mode.THINGS),
            "access": part("权限", "rights", mode=Mode.RIGHTS),
            "reports": part("报表", "reports", mode=Mode.THINGS),
            "dashboards": part("看板", "dashboards", mode=Mode.THINGS),
            "messages": part("消息", "messages", mode=Mode.THINGS),
            "connections": part("外部系统", "other systems", mode=Mode.THINGS),
            "functions": part("自定义函数", "hand-written functions", mode=Mode.THINGS),
            "data": part("随应用交付的数据", "data that ships with the app", mode=Mode.THINGS),
            "samples": part("示例数据", "sample records", mode=Mode.THINGS),
            "sample_counts": part("生成的示例数据", "generated sample records", mode=Mode.THINGS),
            "scenarios": part("验收场景", "scenarios", mode=Mode.THINGS),
        },
        {
            "identifier": _FROM_NAME,
            "sources": "how the specification is divided into files changes nothing for anybody",
            "layering": "which specification of several says something changes nothing for anybody",
            "changes": "renames and reasons stand beside what they are about; what becomes of records, `lowcode plan`"
            " tells",
        },
        _LABELLED,
    ),
    application.Role: kind(
        "角色",
        "role",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.ROLE),
            "label": part("名称", "name"),
            "includes": part("同时拥有的角色", "has the roles", names=Names.ROLE, mode=Mode.ITEMS),
        },
        {"identifier": _FROM_NAME},
        _LABELLED,
    ),
    application.Choice: kind(
        "选项表",
        "choice",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.CHOICE),
            "label": part("名称", "name"),
            "options": part("选项", "options", mode=Mode.THINGS),
        },
        {"identifier": _FROM_NAME},
        _LABELLED,
    ),
    application.Option: kind(
        "选项",
        "option",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.OPTION),
            "label": part("名称", "name"),
            "color": part("颜色", "colour"),
            "value": part("数值", "value"),
            "options": part("下级选项", "options below", mode=Mode.THINGS),
        },
        called=_LABELLED,
    ),
    application.Entity: kind(
        "数据",
        "records",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.ENTITY),
            "identifier": part("地址与接口中的名称", "name in addresses and the API"),
            "label": part("名称", "name"),
            "title": part("标题", "title"),
            "merge_on": part("查重依据", "duplicates are found by", names=Names.FIELD, mode=Mode.ITEMS),
            "fields": part("字段", "fields", mode=Mode.THINGS),
            "checks": part("校验", "checks", mode=Mode.THINGS),
            "unique_keys": part("不可重复", "unique together", mode=Mode.THINGS),
        },
        {
            "class_name": _TECHNICAL,
            "table": _TECHNICAL,
            "indexes": _SPEED,
            "owner": "the field with the rows says whose they are",
            "owner_field": "the field with the rows says whose they are",
            "is_built_in": "never changes for one name",
        },
        _LABELLED,
    ),
    application.Field: kind(
        "字段",
        "field",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.FIELD),
            "identifier": part("地址与接口中的名称", "name in addresses and the API"),
            "label": part("名称", "name"),
            "type": part("类型", "type"),
            "flow": part("由流程管理", "state of the flow", names=Names.FLOW),
            "computed": part("计算公式", "computed as"),
            "required": part("必填", "required", empty=_NO),
            "unique": part("不可重复", "unique"),
            "default": part("默认值", "default"),
            "minimum": part("最小值", "smallest value"),
            "maximum": part("最大值", "largest value"),
            "minimum_length": part("最少字数", "fewest characters"),
            "maximum_length": part("最多字数", "most characters"),
            "pattern": part("格式", "format"),
            "unit": part("单位", "unit"),
            "help": part("说明", "help"),
            "placeholder": part("输入提示", "placeholder"),
            "visible": part("显示", "shown", empty=("总是", "always")),
            "readonly": part("只读", "read only", empty=_NO),
            "options_where": part("可选范围", "may be chosen"),
            "accept": part("允许的文件", "accepted files"),
            "max_size": part("文件大小上限", "largest file", names=Names.BYTES),
            "search": part("可搜索", "found by search"),
            "hidden": part("隐藏", "hidden"),
        },
        {"value_type": _FROM_TYPE, "index": _SPEED},
        _LABELLED,
    ),
    application.Condition: kind(
        "是",
        "yes",
        {
            "when": part("条件", "condition", ("当 {it}", "when {it}")),
            "message": part("提示", "message", ("（提示「{it}」）", " (“{it}”)")),
        },
    ),
    application.Pattern: kind(
        "格式",
        "format",
        {"regex": part("", "", ("`{it}`", "`{it}`")), "message": part("", "", ("（提示「{it}」）", " (“{it}”)"))},
    ),
    application.Computed: kind(
        "公式",
        "formula",
        {"expression": plain()},
        {"storage": "follows from what the expression reads"},
    ),
    application.Check: kind(
        "校验",
        "check",
        {"expression": part("条件", "condition"), "message": part("提示", "message")},
        {"name": _TECHNICAL, "fields": _FROM_TYPE},
        ("{message}", "{message}"),
        (("expression",), ("message",)),
    ),
    application.UniqueKey: kind(
        "不可重复",
        "unique together",
        {
            "fields": part("字段", "fields", names=Names.FIELD),
            "when": part("条件", "condition"),
            "message": part("提示", "message"),
        },
        {"name": _TECHNICAL},
        ("{fields}", "{fields}"),
        (("fields", "when"), ("fields",), ("message",)),
    ),
    application.Index: kind("索引", "index", {}, {"fields": _SPEED}),
    access.Access: kind(
        "权限",
        "rights",
        {
            "grants": part("记录", "records", mode=Mode.RIGHTS),
            "fields": part("字段", "fields", mode=Mode.RIGHTS),
        },
        {"entity": "what the rights are about; another entity has rights of its own"},
        same=(("entity",),),
    ),
    access.Grant: kind(
        "权限",
        "right",
        {
            "role": part("角色", "role", names=Names.ROLE, mode=Mode.RIGHTS),
            "verbs": part("操作", "may", mode=Mode.RIGHTS),
            "where": part("范围", "records", mode=Mode.RIGHTS),
        },
    ),
    access.FieldAccess: kind(
        "字段权限",
        "rights on a field",
        {
            "field": part("字段", "field", names=Names.FIELD, mode=Mode.RIGHTS),
            "grants": part("权限", "rights", mode=Mode.RIGHTS),
        },
    ),
    access.FieldGrant: kind(
        "字段权限",
        "right on a field",
        {
            "role": part("角色", "role", names=Names.ROLE, mode=Mode.RIGHTS),
            "right": part("操作", "may", mode=Mode.RIGHTS),
            "where": part("范围", "records", mode=Mode.RIGHTS),
        },
    ),
    functions.Function: kind(
        "自定义函数",
        "hand-written function",
        {
            "name": part("名称", "name"),
            "parameters": part("参数", "arguments", mode=Mode.THINGS),
            "result": part("结果", "result"),
        },
        {"identifier": _FROM_NAME, "result_type": _FROM_TYPE},
    ),
    functions.FunctionParameter: kind(
        "参数",
        "argument",
        {
            "name": part("名称", "name"),
            "type": part("类型", "type"),
            "is_required": part("必填", "required"),
        },
        {"identifier": _FROM_NAME, "value_type": _FROM_TYPE},
    ),
}
