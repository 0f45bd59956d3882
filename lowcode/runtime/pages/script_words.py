"""The words that scripts say: they come with the page, so that scripts know no language."""

from __future__ import annotations

import functools
import json
from typing import Final

from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.pages.presentation import Presentation

_WORDS: Final = {
    "none": "form.reference_none",
    "create": "form.reference_create_named",
    "clear": "action.clear",
    "unsaved": "form.unsaved",
    "saving": "form.saving",
    "offline": "form.offline",
    "draft_found": "form.draft_found",
    "pasted": "form.rows_pasted",
    "sending": "files.sending",
    "not_sent": "files.failed",
    "tile_failed": "reports.tile_failed",
    "tile_again": "reports.tile_again",
    "too_large": "files.too_large",
    "paste_unknown": "form.rows_paste_unknown",
}


@functools.cache
def _in_language(language: str) -> str:
    wording = wording_for(language)
    return json.dumps({name: wording.say(key) for name, key in _WORDS.items()}, ensure_ascii=False)


def script_words(presentation: Presentation) -> str:
    """The words as JSON, for the attribute `data-texts`."""
    return _in_language(presentation.wording.language)
