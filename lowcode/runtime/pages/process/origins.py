"""What acted, where no person did directly, in the words of the specification."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.context import Context
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.process.failures import origin_label

_KINDS: Final = {
    "rule": "origin.rule",
    "flow": "origin.flow",
    "approval": "origin.approval",
}


def origin_words(presentation: Presentation, context: Context, origin: str | None) -> str:
    """`规则“华东线索自动分配”`; empty where a person acted."""
    if not origin:
        return ""
    kind = origin.partition(" ")[0]
    if kind in _KINDS:
        return presentation.say(_KINDS[kind], label=origin_label(context, origin))
    return presentation.say("origin.app")
