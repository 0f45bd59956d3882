"""LC8xx: grants."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Severity, Wording
from lowcode.diagnostics.problems.field_access import FIELD_ACCESS
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class UnknownVerb(Problem):
    """What a role is granted is not one of the things that can be granted.

    Example:
        role sales
        access Customer { sales raed }

    How to fix: Use `read`, `create`, `update`, `delete`, `export` or `all`; in a `field` block `read`, `update` or
    `masked for`.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC801"
    message = Wording(en="`{name}` cannot be granted", zh="`{name}` 不是可授予的权限")
    help = Wording(en="grants are {candidates}", zh="可授予：{candidates}")

    def suggestions(self) -> tuple[str, ...]:
        """The verbs with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class ClosedToEverybody(Problem):
    """No `access` mentions the entity, so nobody can see or create its records.

    Example:
        entity Customer { name: text }

    How to fix: Say who may do what: `access Customer { everyone read }`.
    """

    entity: str

    code = "LC802"
    severity = Severity.WARNING
    message = Wording(en="nobody has access to `{entity}`", zh="没有人可以访问 `{entity}`")
    help = Wording(
        en="nothing is allowed until it is granted: `access {entity} {{ everyone read }}`",
        zh="未授权即禁止，请授予权限：`access {entity} {{ everyone read }}`",
    )


PROBLEMS: tuple[type[Problem], ...] = (UnknownVerb, ClosedToEverybody, *FIELD_ACCESS)
