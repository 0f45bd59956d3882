"""What acted, where no person did directly, in the words of the specification."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.context import Context
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.process.failures import origin_label

API_TOKEN: Final = "token"  # noqa: S105 - a word of histories, no secret
"""What origins begin with that name a token of the API, as its user calls it."""

_KINDS: Final = {
    "rule": "origin.rule",
    "flow": "origin.flow",
    "approval": "origin.approval",
}


def origin_words(presentation: Presentation, context: Context, origin: str | None) -> str:
    """`规则“华东线索自动分配”`; empty where a person acted."""
    if not origin:
        return ""
    kind, _, name = origin.partition(" ")
    if kind == API_TOKEN:
        return presentation.say("origin.token", label=name)
    if kind in _KINDS:
        return presentation.say(_KINDS[kind], label=origin_label(context, origin))
    return presentation.say("origin.app")
