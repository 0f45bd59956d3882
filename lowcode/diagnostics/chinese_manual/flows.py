"""LC7xx: flows, approvals, rules."""

from __future__ import annotations

from lowcode.diagnostics.chinese_manual.entry import ChineseEntry

ENTRIES: dict[str, ChineseEntry] = {}
