"""Work that happens later: reminders, digests, commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

JOB_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "jobs.task_due": ("任务已到期：{text}", "Due now: {text}"),
    "jobs.digest_subject": (
        "{label}：{count} 条消息",
        "{label}: {count} messages",
        "{label}: {count} message",
    ),
    "jobs.open_record": ("查看记录", "Open the record"),
}
