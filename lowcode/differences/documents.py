"""The comparison as text for a terminal, as a document that a client signs, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from lowcode.diagnostics.problem import Language, Wording
from lowcode.differences.changes import Area, Change, Comparison, Line, Sign, Subject
from lowcode.differences.vocabulary import wording
from lowcode.quick_dataclass import dataclass

_TITLE = wording("变更说明：{app}", "What changes: {app}")
_FROM_TO = wording("{old} → {new}", "{old} → {new}")
_NOTHING = wording("对使用者没有任何变化。", "Nothing changes for the people who use it.")
_COUNTS = wording(
    "新增 {added} 处，移除 {removed} 处，变更 {changed} 处。",
    "New: {added}, gone: {removed}, changed: {changed}.",
)
_QUOTED = wording("「{it}」", " “{it}”")
_COLON = wording("：", ": ")
_BREAK = wording("；", "; ")
_MARKS = {Sign.ADDED: "+", Sign.REMOVED: "-", Sign.CHANGED: "~", Sign.RENAMED: "~"}
_SIGNS = {
    Sign.ADDED: wording("新增", "new"),
    Sign.REMOVED: wording("移除", "gone"),
    Sign.CHANGED: wording("变更", "changed"),
    Sign.RENAMED: wording("改名", "renamed"),
}
_OLD_VERSION, _NEW_VERSION = wording("原版本", "Before"), wording("新版本", "After")
_DATE = wording("日期", "Date")
_HEADINGS = (
    wording("变更", "Change"),
    wording("对象", "What"),
    wording("内容", "Which part"),
    wording("原来", "Before"),
    wording("以后", "After"),
)
_SIGNATURES = wording("签字确认", "Agreed")
_PARTIES = (wording("客户代表", "For the client"), wording("实施方代表", "For the supplier"))
_NAME, _SIGNATURE = wording("姓名", "Name"), wording("签字", "Signature")
_SETTINGS = wording("设置", "settings")
_BLANK = "________________"


@dataclass(frozen=True, slots=True)
class Document:
    """A comparison, and what its two versions are called."""

    comparison: Comparison
    old: str
    new: str
    language: Language

    # --- text ---

    def text(self) -> str:
        """For people at a terminal."""
        return "\n".join(self._text_lines()) + "\n"

    def _text_lines(self) -> Iterator[str]:
        yield self._word(_TITLE, app=self.comparison.application)
        yield self._word(_FROM_TO, old=self.old, new=self.new)
        yield self._verdict()
        for area in self.comparison.areas:
            yield ""
            yield area.label
            for section, changes in groupby(area.changes, key=self._section):
                if section != area.label:
                    yield f"  {section}"
                for change in changes:
                    yield f"    {_MARKS[change.sign]} {self._sentence(change)}"
                    yield from (f"        {_MARKS[line.sign]} {line.text}" for line in change.lines)

    def _section(self, change: Change) -> str:
        section = change.trail[0].kind if change.trail else self._word(_SETTINGS)
        return section[:1].upper() + section[1:]

    def _sentence(self, change: Change) -> str:
        parts = [" · ".join(part for part in (self._head(change.trail), change.what) if part)]
        if change.old is not None:
            parts.append(self._word(_FROM_TO, old=change.old, new=change.new))
        if change.details:
            parts.append(change.details)
        said = self._word(_COLON).join(part for part in parts if part)
        return said or change.trail[-1].kind

    def _head(self, trail: tuple[Subject, ...]) -> str:
        if not trail:
            return ""
        inner = (self._named(each) for each in trail[1:])
        return " › ".join(part for part in (trail[0].label, *inner) if part)

    def _named(self, subject: Subject) -> str:
        return f"{subject.kind}{self._quoted(subject.label)}".strip()

    def _quoted(self, text: str) -> str:
        return self._word(_QUOTED, it=text) if text else ""

    def _verdict(self) -> str:
        counts = self._counts()
        return self._word(_COUNTS, **counts) if any(counts.values()) else self._word(_NOTHING)

    def _counts(self) -> dict[str, int]:
        signs = [change.sign for change in self.comparison.changes]
        added, removed = signs.count(Sign.ADDED), signs.count(Sign.REMOVED)
        return {"added": added, "removed": removed, "changed": len(signs) - added - removed}

    # --- Markdown ---

    def markdown(self) -> str:
        """A document with a table per area, a date to fill in, and lines to sign on."""
        return "\n".join(self._markdown_lines()) + "\n"

    def _markdown_lines(self) -> Iterator[str]:
        yield f"# {_escaped(self._word(_TITLE, app=self.comparison.application))}"
        yield ""
        colon = self._word(_COLON)
        yield f"- {self._word(_OLD_VERSION)}{colon}{_escaped(self.old)}"
        yield f"- {self._word(_NEW_VERSION)}{colon}{_escaped(self.new)}"
        yield f"- {self._word(_DATE)}{colon}{_BLANK}"
        yield ""
        yield self._verdict()
        for area in self.comparison.areas:
            yield from self._table(area)
        yield from self._signatures()

    def _table(self, area: Area) -> Iterator[str]:
        yield ""
        yield f"## {_escaped(area.label)}"
        yield ""
        yield _row(self._word(each) for each in _HEADINGS)
        yield _row("---" for _ in _HEADINGS)
        for change in area.changes:
            subject = " › ".join(self._named(each) for each in change.trail)
            before, after = self._cells(change)
            cells = (self._word(_SIGNS[change.sign]), _escaped(subject), _escaped(change.what), before, after)
            yield _row(cells)

    def _cells(self, change: Change) -> tuple[str, str]:
        """What stands under before and after."""
        gone = [_line(each) for each in change.lines if each.sign is Sign.REMOVED]
        new = [_line(each) for each in change.lines if each.sign is not Sign.REMOVED]
        details = [_escaped(change.details)] if change.details else []
        is_removal = change.sign is Sign.REMOVED
        before = [_escaped(change.old)] if change.old is not None else details if is_removal else []
        after = [_escaped(change.new)] if change.new is not None else [] if is_removal else details
        return "<br>".join((*before, *gone)), "<br>".join((*after, *new))

    def _signatures(self) -> Iterator[str]:
        yield ""
        yield f"## {self._word(_SIGNATURES)}"
        yield ""
        yield _row(("", *(self._word(each) for each in (_NAME, _SIGNATURE, _DATE))))
        yield _row("---" for _ in range(4))
        for party in _PARTIES:
            yield _row((self._word(party), _BLANK, _BLANK, _BLANK))

    # --- JSON ---

    def json(self) -> str:
        """For programs."""
        content = {
            "application": self.comparison.application,
            "from": self.old,
            "to": self.new,
            "counts": self._counts(),
            "areas": [self._area(each) for each in self.comparison.areas],
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    def _area(self, area: Area) -> dict[str, Any]:
        changes = [self._change(each) for each in area.changes]
        return {"kind": area.kind, "label": area.label, "name": area.name, "changes": changes}

    def _change(self, change: Change) -> dict[str, Any]:
        return {
            "change": change.sign.value,
            "section": self._section(change),
            "trail": [{"kind": each.kind, "label": each.label, "name": each.name} for each in change.trail],
            "what": change.what,
            "old": change.old,
            "new": change.new,
            "details": change.details,
            "lines": [{"change": line.sign.value, "text": line.text} for line in change.lines],
            "text": self._sentence(change),
        }

    def _word(self, text: Wording, **facts: object) -> str:
        return text.text(self.language, facts)


def _row(cells: Iterator[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(line: Line) -> str:
    return f"{_MARKS[line.sign]} {_escaped(line.text)}"


def _escaped(text: str) -> str:
    """The text in a cell of a table, whatever stands in it; what stands in backticks stays code."""
    safe = text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    pieces = safe.split("`")
    return "`".join(
        piece if number % 2 else piece.replace("<", "&lt;").replace("*", "\\*").replace("#", "\\#")
        for number, piece in enumerate(pieces)
    )
