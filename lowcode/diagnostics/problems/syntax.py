"""LC1xx: characters, punctuation and statements, and what this release does not support."""

from __future__ import annotations

from dataclasses import dataclass

from lowcode.diagnostics.problem import Problem, Wording


@dataclass(frozen=True, kw_only=True)
class NotSupportedYet(Problem):
    """The word belongs to the language, but this version of lowcode cannot compile it.

    Nothing is accepted that would not be enforced, so the build stops here rather than leave it out silently.

    Example:
        entity Ticket { rating: rating(5) }

    How to fix: Remove the construct, or put `#` in front of it until a version that supports it is installed.
    """

    word: str

    code = "LC180"
    message = Wording(
        en="`{word}` is not supported yet in this version",
        zh="当前版本尚不支持 `{word}`",
    )
    help = Wording(
        en="remove it, or comment it out with `#` for now",
        zh="请先删除，或用 `#` 注释掉",
    )


PROBLEMS: tuple[type[Problem], ...] = (NotSupportedYet,)
