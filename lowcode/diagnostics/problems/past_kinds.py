"""What the kinds of things that can be renamed and dropped are called; in English as in the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lowcode.diagnostics.problem import Wording

_CHINESE: Final[Mapping[str, str]] = {
    "entity": "实体",
    "field": "字段",
    "option": "选项",
    "choice": "选项集",
    "flow": "流程",
    "approval": "审批",
    "step": "步骤",
    "rule": "规则",
    "role": "角色",
    "message": "消息",
    "connection": "连接",
    "report": "报表",
    "dashboard": "仪表盘",
}


def of_kind(wording: Wording, kind: str) -> Wording:
    """The wording with the kind put in."""
    return Wording(en=wording.en.replace("{kind}", kind), zh=wording.zh.replace("{kind}", _CHINESE.get(kind, kind)))
