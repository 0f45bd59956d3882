"""What a timer waits for, in words."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from lowcode.runtime.context import Context
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.process.origins import origin_words

_KINDS: Final = {
    "rule": "jobs.timer_rule",
    "transition": "jobs.timer_transition",
    "stay_hook": "jobs.timer_stay",
    "later": "jobs.timer_later",
    "task_due": "jobs.timer_task",
}


def timer_words(presentation: Presentation, context: Context, row: Any) -> str:
    """`规则“…”`, `停留过久`, `任务到期`: the kind, and what it belongs to where the payload says so."""
    payload: dict[str, Any] = msgspec.json.decode(row.payload)
    kind = presentation.say(_KINDS[row.kind]) if row.kind in _KINDS else _other(presentation, row.kind)
    named = next((f"{name} {payload[name]}" for name in ("rule", "flow", "approval") if payload.get(name)), "")
    origin = origin_words(presentation, context, named or str(payload.get("origin") or ""))
    return f"{kind} · {origin}" if origin else kind


def _other(presentation: Presentation, kind: str) -> str:
    is_approval = "approval" in kind or "step" in kind
    return presentation.say("jobs.timer_approval") if is_approval else presentation.say("jobs.timer_other")
