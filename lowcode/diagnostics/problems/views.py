"""LC44x: views and menus. Part of the family `structure`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class NotInPlace(Problem):
    """A field cannot stand in this part of a view.

    Lists show and sort by single values; forms hold what can be typed in or seen in place; the record page lists
    related records.

    Example:
        view Customer { list name, orders }

    How to fix: Put the field where its type belongs: related records into `page { … }`.
    """

    field: str
    part: str

    code = "LC440"
    message = Wording(en="`{field}` cannot stand in `{part}`", zh="`{field}` 不能放在 `{part}` 中")

    def help_wording(self) -> Wording | None:
        """What the part takes."""
        return _PARTS.get(self.part)


_PARTS = {
    "list": Wording(
        en="a list shows fields with one value or options, also over references: `customer.region`",
        zh="列表可显示单值字段或选项，也可经引用读取：`customer.region`",
    ),
    "sort": Wording(en="lists sort by the record's own stored fields", zh="列表只能按记录自身存储的字段排序"),
    "filter": Wording(
        en="filters are the record's own fields: choices, references, numbers, dates, texts",
        zh="筛选字段须为记录自身的选项、引用、数字、日期或文本字段",
    ),
    "form": Wording(
        en="forms hold the record's own fields; related records belong into `page {{ … }}`",
        zh="表单只包含记录自身的字段；关联记录请放入 `page {{ … }}`",
    ),
    "board": Wording(
        en="a board has a column for each option of one of the record's own choices; cards show what lists can show",
        zh="看板按记录自身的单选字段分列；卡片可显示列表能显示的内容",
    ),
    "page": Wording(
        en="`page` takes fields `many Entity` and `many Entity by field`",
        zh="`page` 接受 `many 实体` 和 `many 实体 by 字段` 类型的字段",
    ),
}


@dataclass(frozen=True, kw_only=True)
class RequiredNotOnForm(Problem):
    """A required field without a default stands on no form, so nobody who may create records can fill it.

    Example:
        entity Customer { name: text required; code: text required }
        view Customer { form { section { name } } }

    How to fix: Put the field on the form, give it a default, or make it optional.
    """

    entity: str
    field: str
    form: Span

    code = "LC441"
    message = Wording(
        en="`{entity}.{field}` is required, has no default and is not on the form",
        zh="`{entity}.{field}` 必填且没有默认值，但不在表单中",
    )

    def related(self) -> tuple[Related, ...]:
        """The form."""
        return (Related(self.form, Wording(en="the form", zh="表单")),)


@dataclass(frozen=True, kw_only=True)
class RequiredNotFillable(Problem):
    """A required field without a default is hidden or read-only, so nobody can fill it.

    Example:
        entity Customer { code: text required readonly }

    How to fix: Give it a default, make it optional, or let people fill it.
    """

    field: str
    modifier: str

    code = "LC442"
    message = Wording(
        en="`{field}` is required and has no default, but `{modifier}` keeps everybody from filling it",
        zh="`{field}` 必填且没有默认值，但 `{modifier}` 使任何人都无法填写",
    )


VIEWS: tuple[type[Problem], ...] = (NotInPlace, RequiredNotOnForm, RequiredNotFillable)
