"""LC326: comparisons that say nothing."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Severity, Wording
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class ComparedWithItself(Problem):
    """Both sides of a comparison are the same value: behind `where` a bare name is of the record that is looked at.

    Example:
        entity Order { name: text; parts: many Part by order; alike: int = count(parts where name == name) }
        entity Part { name: text; order: Order required }

    How to fix: Say which record is meant: `this.name` is that of the record around.
    """

    written: str
    around: str = ""
    """What is probably meant: the field of the record around."""

    code = "LC326"
    severity = Severity.WARNING
    message = Wording(en="`{written}` is compared with itself", zh="`{written}` 与自身比较")

    def help_wording(self) -> Wording | None:
        """The record around, where there is one."""
        if not self.around:
            return None
        return Wording(
            en="here a bare name is of the record that is looked at; that of the record around is `{around}`",
            zh="此处直接写字段名指正在查看的记录；外层记录的字段请写 `{around}`",
        )


PROBLEMS: tuple[type[Problem], ...] = (ComparedWithItself,)
