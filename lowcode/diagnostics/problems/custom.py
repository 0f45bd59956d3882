"""LC923 to LC929: what the app's owner has written in `custom/`, against the model as it is now."""

from __future__ import annotations

from typing import ClassVar

from lowcode.diagnostics.problem import Problem, Severity, Wording
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class _FormerName(Problem):
    """A name in `custom/` that the model does not have, with what it may be now."""

    name: str
    renamed: str | None
    """What the specification says it is called now, by `was`."""
    known: tuple[str, ...]

    def suggestions(self) -> tuple[str, ...]:
        """The new name if it is known, else names that are similar."""
        return (self.renamed,) if self.renamed is not None else did_you_mean(self.name, self.known)


@dataclass(frozen=True, kw_only=True)
class CustomEntityUnknown(_FormerName):
    """Code in `custom/` names an entity that the specification does not have (any more).

    A hook for it would never run, and the app would refuse to start.

    Example:
        `@before_save("client")` after the entity was renamed to `Customer`.

    How to fix: Write the identifier of an entity that is there, or remove the hook.
    """

    code = "LC923"
    message = Wording(en="there is no entity `{name}`", zh="没有实体 `{name}`")
    help = Wording(en="entities: {known}", zh="现有实体：{known}")


@dataclass(frozen=True, kw_only=True)
class CustomFieldUnknown(_FormerName):
    """Code or a template in `custom/` uses a field that its entity does not have (any more).

    Hooks know the entity of their record, and so do parameters with a type (`lead: Lead`) and what is reached from
    them; templates know that of their folder.

    Example:
        `record.fax = None` in `@before_save("customer")` after the field `fax` was dropped.

    How to fix: Use a field that is there, or take the line out.
    """

    entity: str

    code = "LC924"
    message = Wording(en="`{entity}` has no field `{name}`", zh="`{entity}` 没有字段 `{name}`")
    help = Wording(en="fields of `{entity}`: {known}", zh="`{entity}` 的字段：{known}")


@dataclass(frozen=True, kw_only=True)
class CustomTemplateUnreadable(Problem):
    """A template in `custom/templates/` cannot be read, so its page could not be shown.

    Example:
        `{% block fields %}` without `{% endblock %}`.

    How to fix: Correct the line.
    """

    reason: str

    code = "LC925"
    message = Wording(en="this is no template: {reason}", zh="此处不是有效的模板：{reason}")


@dataclass(frozen=True, kw_only=True)
class CustomTemplateForNothing(Problem):
    """A page in `custom/templates/` stands in a folder that is called like no entity, so that it stands in for nothing.

    Example:
        `custom/templates/client/form.html` after the entity was renamed to `Customer`.

    How to fix: Rename the folder to the identifier of an entity, or delete the file.
    """

    folder: str
    renamed: str | None
    known: tuple[str, ...]

    code = "LC926"
    severity: ClassVar[Severity] = Severity.WARNING
    message = Wording(
        en="no entity is called `{folder}`, so this page is never shown",
        zh="没有名为 `{folder}` 的实体，此页面不会显示",
    )

    def suggestions(self) -> tuple[str, ...]:
        """The new name if it is known, else names that are similar."""
        return (self.renamed,) if self.renamed is not None else did_you_mean(self.folder, self.known)


@dataclass(frozen=True, kw_only=True)
class CustomFieldNotInRecord(Problem):
    """Code in `custom/` reads a computed field that depends on the moment or on the reader.

    Such a field is a part of each query; a loaded record does not have it.

    Example:
        `record.silent_days` in a hook, with `silent_days: int = days_between(last_contact, now)`.

    How to fix: Compute it in the code from the fields that it is made of.
    """

    name: str
    entity: str

    code = "LC927"
    message = Wording(
        en="`{name}` is worked out when it is asked for, records of `{entity}` do not hold it",
        zh="`{name}` 在查询时才计算，`{entity}` 的记录中没有它",
    )
    help = Wording(en="compute it from the fields that it is made of", zh="请在代码中用它所依据的字段计算")


PROBLEMS: tuple[type[Problem], ...] = (
    CustomEntityUnknown,
    CustomFieldUnknown,
    CustomTemplateUnreadable,
    CustomTemplateForNothing,
    CustomFieldNotInRecord,
)
"""They belong to the family of files."""
