"""Words for flows, approvals, rules and the people they name."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind, Mode, Names, kind, part, plain
from lowcode.ir import people, process

_FROM_NAME = "follows from the name"
_HOUSEKEEPING = "a name by which rows of the database find it again"
_LABELLED = ("{label}", "{label}")

PROCESS: Mapping[type, Kind] = {
    # --- people ---
    people.RoleMembers: kind("角色", "role", {"role": plain(Names.ROLE)}),
    people.People: kind("人员", "people", {"expression": plain()}),
    people.Leaders: kind(
        "部门负责人",
        "leaders",
        {
            "expression": part("", "", ("{it} 的部门负责人", "leaders of {it}")),
            "levels": part("", "", ("，向上 {it} 级", ", {it} levels up")),
        },
    ),
    people.ChosenBySubmitter: kind(
        "由提交人指定",
        "chosen by whoever submits",
        {"among": part("", "", ("由提交人从「{it}」中指定", "chosen by whoever submits, among “{it}”"), Names.ROLE)},
    ),
    people.Address: kind("地址", "address", {"expression": part("", "", ("地址 {it}", "the address {it}"))}),
    # --- flows ---
    process.Flow: kind(
        "流程",
        "flow",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.FLOW),
            "label": part("名称", "name"),
            "field": part("状态字段", "field", names=Names.FIELD),
            "states": part("状态", "states", mode=Mode.THINGS),
            "transitions": part("步骤", "steps", mode=Mode.THINGS),
            "hooks": part("自动动作", "what happens by itself", mode=Mode.THINGS),
        },
        {
            "identifier": _FROM_NAME,
            "entity": "follows from its field, which belongs to one entity",
        },
        _LABELLED,
    ),
    process.State: kind(
        "状态",
        "state",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.STATE),
            "label": part("名称", "name"),
            "color": part("颜色", "colour"),
            "is_start": part("起始状态", "start"),
            "is_end": part("结束状态", "end"),
        },
        called=_LABELLED,
    ),
    process.Transition: kind(
        "步骤",
        "step",
        {
            "label": part("名称", "name"),
            "sources": part("从", "from", names=Names.STATE),
            "is_from_any": part("从任何状态", "from any state"),
            "target": part("到", "to", names=Names.STATE),
            "kind": part("方式", "made", usual=process.TransitionKind.MANUAL),
            "by": part("由谁", "by"),
            "when": part("条件", "when"),
            "why_not": part("条件不满足时的提示", "reason why not"),
            "asks": part("需填写", "asks for", names=Names.FIELD),
            "needs": part("需审批", "needs the approval", names=Names.APPROVAL),
            "needs_when": part("何时需审批", "needs it when"),
            "after": part("时限", "after"),
        },
        {"name": _HOUSEKEEPING},
        ("{label}（{sources} → {target}）", "{label} ({sources} → {target})"),
        (("sources", "target", "label"), ("sources", "target"), ("target", "label"), ("label",)),
    ),
    process.StateHook: kind(
        "自动动作",
        "what happens by itself",
        {
            "state": part("状态", "state", names=Names.STATE),
            "event": part("时机", "when"),
            "longer_than": part("停留超过", "longer than"),
            "actions": part("动作", "actions", mode=Mode.BLOCK),
        },
        {"name": _HOUSEKEEPING},
        ("{event} {state}", "{event} {state}"),
        (("state", "event", "longer_than", "actions"), ("state", "event", "longer_than"), ("state", "event")),
    ),
    # --- approvals ---
    process.Approval: kind(
        "审批",
        "approval",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.APPROVAL),
            "label": part("名称", "name"),
            "entity": part("关于", "about", names=Names.ENTITY),
            "submitters": part("可由谁提交", "may be submitted by"),
            "stages": part("环节", "steps", mode=Mode.THINGS),
            "rights": part("审批人可以", "signers may"),
            "copies": part("抄送", "copies to"),
            "skips_duplicate_signers": part("跳过重复的审批人", "passes over who has signed before"),
            "skips_submitter": part("跳过提交人", "passes over who submits"),
            "locked_fields": part("审批中锁定的字段", "fields that nobody changes meanwhile", names=Names.FIELD),
            "shown_fields": part("审批人看到的字段", "fields that signers see", names=Names.FIELD, mode=Mode.ITEMS),
            "hooks": part("结果动作", "what happens afterwards", mode=Mode.THINGS),
        },
        {"identifier": _FROM_NAME},
        _LABELLED,
    ),
    process.Step: kind(
        "环节",
        "step",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.STEP),
            "label": part("名称", "name"),
            "signers": part("审批人", "signers"),
            "mode": part("签署方式", "how many"),
            "quota": part("所需人数或比例", "number or share of those who must agree"),
            "when": part("条件", "when"),
            "remind_every": part("提醒间隔", "reminded every"),
            "escalation": part("升级", "escalation"),
            "time_limit": part("时限", "time limit"),
            "edits": part("审批人可改", "signers may change", names=Names.FIELD),
            "is_opinion_required": part("意见必填", "opinion required"),
        },
        called=_LABELLED,
        same=(("name",), ("label",)),
    ),
    process.Together: kind(
        "并行环节",
        "steps side by side",
        {"steps": part("并行环节", "steps side by side", mode=Mode.THINGS)},
        called=("{steps}", "{steps}"),
        same=(("steps",), ()),
    ),
    process.Escalation: kind(
        "升级",
        "escalation",
        {"after": part("", "", ("{it}后", "after {it}")), "to": part("", "", ("升级给{it}", " to {it}"))},
    ),
    process.TimeLimit: kind(
        "时限",
        "time limit",
        {"after": part("", "", ("{it}后", "after {it}")), "outcome": part("", "", ("自动{it}", " {it} by itself"))},
    ),
    process.OutcomeHook: kind(
        "结果动作",
        "what happens afterwards",
        {
            "outcome": part("结果", "outcome"),
            "actions": part("动作", "actions", mode=Mode.BLOCK),
        },
        {"name": _HOUSEKEEPING},
        ("{outcome}", "{outcome}"),
        (("outcome", "actions"), ("outcome",)),
    ),
    # --- rules ---
    process.Rule: kind(
        "规则",
        "rule",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.RULE),
            "label": part("名称", "name"),
            "entity": part("关于", "about", names=Names.ENTITY),
            "trigger": part("触发", "set off"),
            "when": part("条件", "when"),
            "actions": part("动作", "actions", mode=Mode.BLOCK),
        },
        {"identifier": _FROM_NAME},
        _LABELLED,
    ),
    process.OnSave: kind(
        "保存时",
        "on saving",
        {"event": plain(), "fields": part("", "", ("，且 {it} 有变化", ", if {it} changed"), Names.FIELD)},
    ),
    process.OnState: kind(
        "状态变化时",
        "on a state",
        {"event": plain(), "states": part("", "", ("「{it}」", " “{it}”"), Names.STATE)},
    ),
    process.OnCondition: kind(
        "条件成立时",
        "on a condition",
        {"condition": part("", "", ("当 {it} 成立时", "as soon as {it}"))},
        {"watches": "follows from the condition", "is_clocked": "follows from the condition"},
    ),
    process.OnCalendar: kind(
        "按日程",
        "by the calendar",
        {
            "unit": plain(),
            "day": part("", "", ("第 {it} 天", ", day {it}")),
            "at": part("", "", (" {it}", " at {it}")),
        },
    ),
    process.OnInterval: kind("按间隔", "by the clock", {"every": part("", "", ("每 {it}", "every {it}"))}),
    process.OnApproval: kind(
        "审批结果",
        "on an approval",
        {
            "approval": part("", "", ("审批「{it}」", "approval “{it}” "), Names.APPROVAL),
            "outcome": plain(),
        },
    ),
    process.OnMessage: kind(
        "邮件动态",
        "on a mail",
        {"message": part("", "", ("消息「{it}」", "message “{it}” "), Names.MESSAGE), "event": plain()},
    ),
    process.OnButton: kind(
        "按钮",
        "on a button",
        {
            "label": part("", "", ("按钮「{it}」", "button “{it}”")),
            "by": part("", "", ("，可由 {it} 点击", ", for {it}")),
            "asks": part("", "", ("，需填写 {it}", ", asks for {it}"), Names.FIELD),
        },
    ),
}
