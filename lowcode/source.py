"""Source text and places in it. Imports nothing of the project."""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

FORMER = "was:"
"""Before the path of a file: as it was in the version that another is compared with."""


def shown_path(folder: Path, path: str) -> str:
    """A file of the specification in `folder` as the reader can open it from where the command runs.

    What is imported may lie outside of the folder; what is built in is in no file of the reader's.
    """
    if path.startswith("lowcode:"):
        return path
    if path.startswith(FORMER):
        return FORMER + shown_path(folder, path.removeprefix(FORMER))
    return os.path.normpath(folder / path).replace(os.sep, "/")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters `[start, end)` in the file called `path`.

    `path` is relative to the project folder and uses `/`. Lines and columns are
    derived by the `SourceFile`, so a span stays small and cheap to compare.
    """

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a specification, already decoded."""

    path: str
    text: str
    _line_starts: list[int] = field(default_factory=list, compare=False, repr=False)

    def _starts(self) -> list[int]:
        if not self._line_starts:
            self._line_starts.append(0)
            position = self.text.find("\n")
            while position != -1:
                self._line_starts.append(position + 1)
                position = self.text.find("\n", position + 1)
        return self._line_starts

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (in characters) of `offset`."""
        starts = self._starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of the 1-based `line`, without its line break."""
        starts = self._starts()
        start = starts[line - 1]
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r")
