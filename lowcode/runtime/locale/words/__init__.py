"""The words of the interface. One module per area maps a key to its text in Chinese and in English.

`("已选 {count} 条", "{count} selected")`; a third text is the English singular, where it differs.
Side by side, so that no language can be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from lowcode.runtime.locale.words.answers import ANSWER_WORDS
from lowcode.runtime.locale.words.api import API_WORDS
from lowcode.runtime.locale.words.approval_pages import APPROVAL_PAGE_WORDS
from lowcode.runtime.locale.words.approvals import APPROVAL_WORDS
from lowcode.runtime.locale.words.charts import CHART_WORDS
from lowcode.runtime.locale.words.exploring import EXPLORING_WORDS
from lowcode.runtime.locale.words.files import FILE_WORDS
from lowcode.runtime.locale.words.flows import FLOW_WORDS
from lowcode.runtime.locale.words.forms import FORM_WORDS
from lowcode.runtime.locale.words.frame import FRAME_WORDS
from lowcode.runtime.locale.words.jobs import JOB_WORDS
from lowcode.runtime.locale.words.lists import LIST_WORDS
from lowcode.runtime.locale.words.merging import MERGING_WORDS
from lowcode.runtime.locale.words.plain import PLAIN_WORDS
from lowcode.runtime.locale.words.problems import PROBLEM_WORDS
from lowcode.runtime.locale.words.process_pages import PROCESS_PAGE_WORDS
from lowcode.runtime.locale.words.records import RECORD_WORDS
from lowcode.runtime.locale.words.reports import REPORT_WORDS
from lowcode.runtime.locale.words.scenarios import SCENARIO_WORDS

Texts: TypeAlias = tuple[str, str] | tuple[str, str, str]


def _united(*areas: Mapping[str, Texts]) -> Mapping[str, Texts]:
    """All areas as one mapping; a key may be written once."""
    words: dict[str, Texts] = {}
    for area in areas:
        twice = words.keys() & area.keys()
        if twice:
            raise ValueError(f"words given twice: {', '.join(sorted(twice))}")
        words.update(area)
    return words


WORDS: Mapping[str, Texts] = _united(
    ANSWER_WORDS,
    API_WORDS,
    APPROVAL_WORDS,
    CHART_WORDS,
    FILE_WORDS,
    FLOW_WORDS,
    FRAME_WORDS,
    LIST_WORDS,
    FORM_WORDS,
    RECORD_WORDS,
    MERGING_WORDS,
    SCENARIO_WORDS,
    PLAIN_WORDS,
    PROBLEM_WORDS,
    JOB_WORDS,
    PROCESS_PAGE_WORDS,
    APPROVAL_PAGE_WORDS,
    REPORT_WORDS,
    EXPLORING_WORDS,
)
