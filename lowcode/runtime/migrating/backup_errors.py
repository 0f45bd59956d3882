"""Why a backup could not be made or read."""

from __future__ import annotations


class BackupError(Exception):
    """`code` is that of the text `backup.<code>`, `facts` what it names."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code
        self.facts = facts
