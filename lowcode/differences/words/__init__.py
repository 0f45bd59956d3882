"""The words for everything a specification says, one table per part of the model."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.differences.vocabulary import Kind
from lowcode.differences.words.actions import ACTIONS
from lowcode.differences.words.analysis import ANALYSIS
from lowcode.differences.words.pages import PAGES
from lowcode.differences.words.process import PROCESS
from lowcode.differences.words.records import RECORDS
from lowcode.differences.words.scenarios import SCENARIOS
from lowcode.differences.words.structure import STRUCTURE
from lowcode.differences.words.types import TYPES

KINDS: Mapping[type, Kind] = {
    **STRUCTURE,
    **TYPES,
    **PAGES,
    **RECORDS,
    **PROCESS,
    **ACTIONS,
    **ANALYSIS,
    **SCENARIOS,
}
"""Class of the model → how it is told."""
