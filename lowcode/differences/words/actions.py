"""Words for what rules, states and approvals do."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind, Mode, Names, about_this, kind, part, plain
from lowcode.ir import actions

_DEPTH = "the numbering of lists inside lists, which follows from the text"
_TIMER = "a name by which rows of the database find it again"

ACTIONS: Mapping[type, Kind] = {
    actions.FieldValue: kind(
        "赋值",
        "value",
        {"field": part("", "", ("{it} = ", "{it} = "), Names.FIELD), "value": plain()},
    ),
    actions.ListValue: kind("列表", "list", {"items": part("", "", ("[{it}]", "[{it}]"))}),
    actions.RowsValue: kind("明细行", "rows", {"rows": part("", "", ("[{it}]", "[{it}]"))}),
    actions.SetFields: kind(
        "设置",
        "set",
        {
            "target": about_this("对 {it} ", "in {it} "),
            "values": part("", "", ("设置 {it}", "set {it}")),
        },
    ),
    actions.CreateRecord: kind(
        "新建",
        "create",
        {
            "entity": part("", "", ("新建「{it}」", "create “{it}”"), Names.ENTITY),
            "variable": part("", "", ("（记作 `{it}`）", " (called `{it}`)")),
            "values": part("", "", ("：{it}", ": {it}")),
        },
    ),
    actions.UpdateRecords: kind(
        "批量修改",
        "update",
        {
            "entity": part("", "", ("修改「{it}」", "change “{it}”"), Names.ENTITY),
            "where": part("", "", ("中符合 {it} 的记录", " where {it}")),
            "values": part("", "", ("：{it}", ": {it}")),
        },
        {"depth": _DEPTH},
    ),
    actions.DeleteRecord: kind("删除", "delete", {"target": part("", "", ("删除 {it}", "delete {it}"))}),
    actions.Notify: kind(
        "通知",
        "notify",
        {
            "to": part("", "", ("通知 {it}", "notify {it}")),
            "channels": part("", "", ("，方式：{it}", ", by {it}")),
            "copies": part("", "", ("，抄送 {it}", ", copies to {it}")),
            "text": part("", "", ("：{it}", ": {it}")),
        },
    ),
    actions.SendMessage: kind(
        "发送消息",
        "send a message",
        {
            "message": part("", "", ("发送消息「{it}」", "send the message “{it}”"), Names.MESSAGE),
            "about": about_this("（关于 {it}）", " (about {it})"),
            "to": part("", "", ("给 {it}", " to {it}")),
            "channels": part("", "", ("，方式：{it}", ", by {it}")),
            "copies": part("", "", ("，抄送 {it}", ", copies to {it}")),
        },
    ),
    actions.SendDashboard: kind(
        "发送看板",
        "send a dashboard",
        {
            "dashboard": part("", "", ("发送看板「{it}」", "send the dashboard “{it}”"), Names.DASHBOARD),
            "to": part("", "", ("给 {it}", " to {it}")),
            "copies": part("", "", ("，抄送 {it}", ", copies to {it}")),
        },
    ),
    actions.CreateTask: kind(
        "任务",
        "task",
        {
            "to": part("", "", ("给 {it} 安排任务", "a task for {it}")),
            "text": part("", "", ("：{it}", ": {it}")),
            "about": about_this("，关于 {it}", ", about {it}"),
            "due": part("", "", ("，期限 {it}", ", due {it}")),
        },
    ),
    actions.MoveState: kind(
        "流转",
        "move",
        {
            "target": part("", "", ("将 {it} 流转到", "move {it} to")),
            "state": part("", "", ("「{it}」", " “{it}”"), Names.STATE),
            "flow": part("", "", ("（流程「{it}」）", " (flow “{it}”)"), Names.FLOW),
        },
    ),
    actions.SubmitApproval: kind(
        "提交审批",
        "submit",
        {
            "approval": part("", "", ("提交审批「{it}」", "submit to the approval “{it}”"), Names.APPROVAL),
            "target": about_this("，关于 {it}", ", about {it}"),
        },
    ),
    actions.BodyObject: kind("内容", "content", {"entries": part("", "", ("{{{it}}}", "{{{it}}}"))}),
    actions.BodyRows: kind(
        "各行",
        "rows",
        {"list": part("", "", ("{it} 的每一条 ", "for each of {it} ")), "row": plain()},
        {"depth": _DEPTH},
    ),
    actions.CallOut: kind(
        "调用外部系统",
        "call",
        {
            "connection": part("", "", ("调用「{it}」", "call “{it}”"), Names.CONNECTION),
            "method": part("", "", ("，`{it}`", ", `{it}`")),
            "path": part("", "", (" {it}", " {it}")),
            "body": part("", "", ("，内容 {it}", ", with {it}")),
        },
    ),
    actions.ForEach: kind(
        "逐条",
        "for each",
        {
            "variable": part("", "", ("逐条（记作 `{it}`）处理", "for each `{it}` of")),
            "list": part("", "", (" {it}", " {it}")),
            "condition": part("", "", (" 中符合 {it} 的记录", " where {it}")),
            "actions": part("", "", mode=Mode.BLOCK),
        },
        {"depth": _DEPTH},
    ),
    actions.If: kind(
        "如果",
        "if",
        {
            "condition": part("", "", ("如果 {it}", "if {it}")),
            "then": part("", "", mode=Mode.BLOCK),
            "otherwise": part("否则", "otherwise", mode=Mode.BLOCK),
        },
    ),
    actions.Later: kind(
        "稍后",
        "later",
        {
            "duration": part("", "", ("{it}后", "after {it}")),
            "unless": part("", "", ("（除非 {it}）", " (unless {it})")),
            "actions": part("", "", mode=Mode.BLOCK),
        },
        {"name": _TIMER},
    ),
    actions.Repeat: kind(
        "重复",
        "repeat",
        {
            "every": part("", "", ("每 {it} 重复", "every {it}")),
            "until": part("", "", ("，直到 {it}", " until {it}")),
            "most": part("", "", ("，最多 {it} 次", ", at most {it} times")),
            "actions": part("", "", mode=Mode.BLOCK),
        },
        {"name": _TIMER},
    ),
    actions.Stop: kind("拒绝", "refuse", {"message": part("", "", ("拒绝并提示 {it}", "refuse, saying {it}"))}),
    actions.CallFunction: kind(
        "调用函数", "call", {"call": part("", "", ("调用自定义函数 {it}", "call the function {it}"))}
    ),
}
