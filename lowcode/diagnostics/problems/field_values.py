"""LC42x: values that fields must have or get by themselves. Part of the family `structure`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class RequiredOfExisting(Problem):
    """A built-in entity is extended by a required field without a default.

    Users and departments exist before anybody can fill the field, the first administrator for one: they could not be
    saved any more.

    Example:
        extend entity User { badge: text(20) required }

    How to fix: Give the field a default, make it optional, or require it on a condition: `required when active`.
    """

    entity: str
    field: str

    code = "LC420"
    message = Wording(
        en="`{field}` cannot be required of `{entity}` without a default: records that exist do not have it",
        zh="扩展 `{entity}` 时，必填字段 `{field}` 须有默认值：已有的记录没有该值",
    )
    help = Wording(en="give it a `default`, or leave out `required`", zh="请给出 `default`，或去掉 `required`")


@dataclass(frozen=True, kw_only=True)
class DefaultRefused(Problem):
    """The default of a field is a value that the field itself refuses, so that no new record could be saved as it is.

    Example:
        entity Order { pieces: int min 5 default 2 }

    How to fix: Give a default that keeps to the field's `min`, `max`, `length` and `matches`, or change those.
    """

    field: str
    rule: str

    code = "LC421"
    message = Wording(
        en="`{field}` does not take this default because of its `{rule}`", zh="`{field}` 的 `{rule}` 不允许此默认值"
    )


FIELD_VALUES: tuple[type[Problem], ...] = (RequiredOfExisting, DefaultRefused)
