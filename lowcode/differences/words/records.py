"""Words for messages, other systems, and records that come with the specification."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind, Mode, Names, kind, part, plain
from lowcode.ir import messages, seeds
from lowcode.ir.expressions import Duration

_FROM_NAME = "follows from the name"

RECORDS: Mapping[type, Kind] = {
    Duration: kind("时长", "time", {"months": plain(), "days": plain(), "seconds": plain()}),
    messages.Message: kind(
        "消息",
        "message",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.MESSAGE),
            "label": part("名称", "name"),
            "channels": part("发送方式", "sent by"),
            "texts": part("内容", "texts", mode=Mode.THINGS),
        },
        {"identifier": _FROM_NAME},
        ("{label}", "{label}"),
    ),
    messages.MessageText: kind(
        "内容",
        "text",
        {
            "entity": part("关于", "about", names=Names.ENTITY),
            "subject": part("主题", "subject"),
            "body": part("正文", "body"),
        },
        called=("{entity}", "{entity}"),
        same=(("entity",),),
    ),
    messages.Secret: kind("密钥", "secret", {"variable": part("", "", ("环境变量 `{it}`", "variable `{it}`"))}),
    messages.Connection: kind(
        "外部系统",
        "other system",
        {
            "name": part("规格中的名称", "name in the specification", names=Names.CONNECTION),
            "label": part("名称", "name"),
            "base": part("地址", "address"),
            "format": part("数据格式", "format"),
            "authentication": part("认证方式", "authentication"),
            "credentials": part("凭据", "credentials"),
            "header": part("认证所用的请求头", "header of the authentication"),
            "headers": part("请求头", "headers"),
            "timeout": part("超时", "time limit"),
            "attempts": part("尝试次数", "attempts"),
            "allows_private": part("可访问内网", "may reach the own network"),
        },
        {"identifier": _FROM_NAME},
        ("{label}", "{label}"),
    ),
    seeds.SeedRecord: kind(
        "数据",
        "record",
        {
            "entity": part("数据", "records", names=Names.ENTITY),
            "handle": part("规格中的名称", "name in the specification"),
            "values": part("内容", "values", names=Names.FIELD, mode=Mode.ITEMS),
        },
        called=("{entity} {handle}", "{entity} {handle}"),
        same=(("entity", "handle", "values"), ("handle",)),
    ),
    seeds.SeedRow: kind("明细行", "row", {"values": part("", "", ("（{it}）", "({it})"), Names.FIELD)}),
    seeds.RecordLink: kind("记录", "record", {"name": part("", "", ("`{it}`", "`{it}`"))}),
    seeds.SampleCount: kind(
        "生成的示例数据",
        "generated sample records",
        {"entity": part("数据", "records", names=Names.ENTITY), "count": part("数量", "how many")},
        called=("{entity}", "{entity}"),
        same=(("entity",),),
    ),
}
