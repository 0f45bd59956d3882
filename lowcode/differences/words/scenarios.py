"""Words for scenarios, in which the client's wishes are tested."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind, Mode, Names, kind, part, plain
from lowcode.ir import scenarios

_VALUES = part("", "", ("：{it}", ": {it}"))

SCENARIOS: Mapping[type, Kind] = {
    scenarios.Scenario: kind(
        "验收场景",
        "scenario",
        {"title": part("标题", "title"), "statements": part("内容", "statements", mode=Mode.BLOCK)},
        {"identifier": "follows from the title"},
        ("{title}", "{title}"),
        (("title",), ("statements",)),
    ),
    scenarios.As: kind(
        "以某人身份",
        "as",
        {"user": part("", "", ("以 {it} 的身份", "as {it}")), "statements": part("", "", mode=Mode.BLOCK)},
    ),
    scenarios.LetCreate: kind(
        "新建",
        "create",
        {
            "entity": part("", "", ("新建「{it}」", "create “{it}”"), Names.ENTITY),
            "variable": part("", "", ("（记作 `{it}`）", " (called `{it}`)")),
            "values": _VALUES,
        },
    ),
    scenarios.Let: kind(
        "取",
        "let",
        {"variable": part("", "", ("记作 `{it}`", "let `{it}`")), "value": part("", "", ("：{it}", " be {it}"))},
    ),
    scenarios.Set: kind("设置", "set", {"target": part("", "", ("设置 {it}", "set in {it}")), "values": _VALUES}),
    scenarios.Delete: kind("删除", "delete", {"target": part("", "", ("删除 {it}", "delete {it}"))}),
    scenarios.Move: kind(
        "流转",
        "move",
        {
            "target": part("", "", ("将 {it} 流转到", "move {it} to")),
            "state": part("", "", ("「{it}」", " “{it}”"), Names.STATE),
            "flow": part("", "", ("（流程「{it}」）", " (flow “{it}”)"), Names.FLOW),
            "values": _VALUES,
        },
    ),
    scenarios.Press: kind(
        "点击按钮",
        "press",
        {
            "rule": part("", "", ("点击「{it}」", "press “{it}”"), Names.RULE),
            "target": part("", "", ("，在 {it} 上", " on {it}")),
            "values": _VALUES,
        },
    ),
    scenarios.Submit: kind(
        "提交审批",
        "submit",
        {
            "approval": part("", "", ("提交审批「{it}」", "submit to the approval “{it}”"), Names.APPROVAL),
            "target": part("", "", ("，关于 {it}", ", about {it}")),
            "chosen": part("", "", ("，审批人 {it}", ", signers {it}")),
        },
    ),
    scenarios.Sign: kind(
        "签署",
        "sign",
        {
            "decision": plain(Names.WORD),
            "target": part("", "", (" {it}", " {it}")),
            "step": part("", "", ("，退到 `{it}`", ", to `{it}`")),
            "opinion": part("", "", ("，意见 {it}", ", saying {it}")),
            "values": _VALUES,
        },
    ),
    scenarios.HandOver: kind(
        "移交",
        "hand over",
        {
            "kind": plain(Names.WORD),
            "target": part("", "", (" {it}", " {it}")),
            "to": part("", "", ("，给 {it}", ", to {it}")),
            "duration": part("", "", ("，为期 {it}", ", for {it}")),
        },
    ),
    scenarios.After: kind("经过", "after", {"duration": part("", "", ("{it}后", "after {it}"))}),
    scenarios.At: kind("时间", "at", {"moment": part("", "", ("时间为 {it}", "at {it}"))}),
    scenarios.Expect: kind("应当", "expect", {"condition": part("", "", ("应当 {it}", "expect {it}"))}),
    scenarios.ExpectRefused: kind(
        "应被拒绝",
        "expected to be refused",
        {
            "text": part("", "", ("应被拒绝，提示含「{it}」", "expected to be refused, saying “{it}”")),
            "statements": part("", "", mode=Mode.BLOCK),
        },
    ),
    scenarios.ExpectNotified: kind(
        "应收到",
        "expected to be told",
        {
            "is_negated": part("", "", ("不", "not ")),
            "kind": plain(Names.WORD),
            "to": part("", "", ("：{it}", ": {it}")),
            "connection": part("", "", ("：「{it}」", ": “{it}”"), Names.CONNECTION),
            "text": part("", "", ("，含「{it}」", ", with “{it}”")),
        },
    ),
    scenarios.ExpectSees: kind(
        "应能看到",
        "expected to see",
        {
            "user": part("", "", ("{it} ", "{it} is ")),
            "is_negated": part("", "", ("不", "not ")),
            "target": part("", "", ("能看到 {it}", "to see {it}")),
            "field": part("", "", (" 的字段 `{it}`", ", field `{it}`")),
        },
    ),
    scenarios.ReadMail: kind(
        "阅读邮件",
        "read a mail",
        {
            "event": plain(Names.WORD),
            "text": part("", "", ("「{it}」", " “{it}”")),
            "to": part("", "", ("，收件人 {it}", " of {it}")),
        },
    ),
}
