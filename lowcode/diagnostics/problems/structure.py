"""LC4xx: declarations that are incomplete or contradict each other."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.diagnostics.problems.cycles import CYCLES
from lowcode.diagnostics.problems.field_values import FIELD_VALUES
from lowcode.diagnostics.problems.merging import MERGING
from lowcode.diagnostics.problems.process_details import PROCESS_DETAILS
from lowcode.diagnostics.problems.process_structure import PROCESS_STRUCTURE
from lowcode.diagnostics.problems.records import RECORDS
from lowcode.diagnostics.problems.views import VIEWS
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class ModifierDoesNotFit(Problem):
    """A modifier makes no sense for a field of this type.

    Example:
        entity Customer { name: text min 3 }

    How to fix: Remove the modifier. The length of a text is limited with `text(20)` or `length 3..20`.
    """

    modifier: str
    type: str

    code = "LC401"
    message = Wording(en="`{modifier}` makes no sense for `{type}`", zh="`{modifier}` 不适用于 `{type}`")


@dataclass(frozen=True, kw_only=True)
class ModifierTwice(Problem):
    """A field has the same modifier twice.

    Example:
        entity Customer { name: text required required }

    How to fix: Keep one of the two.
    """

    modifier: str
    first: Span

    code = "LC402"
    message = Wording(en="`{modifier}` is given twice", zh="`{modifier}` 重复给出")

    def related(self) -> tuple[Related, ...]:
        """The first one."""
        return (Related(self.first, Wording(en="first given here", zh="首次给出于此")),)


@dataclass(frozen=True, kw_only=True)
class ModifierIncomplete(Problem):
    """A modifier lacks what belongs to it, or has what does not.

    Example:
        entity Customer { code: text matches "[A-Z]+" }

    How to fix: Write the modifier as shown.
    """

    modifier: str
    usage: str

    code = "LC403"
    message = Wording(en="`{modifier}` is written `{usage}`", zh="`{modifier}` 的写法是 `{usage}`")


@dataclass(frozen=True, kw_only=True)
class BoundsCrossed(Problem):
    """The smallest value that is allowed is larger than the largest.

    Example:
        entity Order { amount: int min 10 max 5 }

    How to fix: Exchange or correct the two.
    """

    lower: str
    upper: str

    code = "LC404"
    message = Wording(
        en="nothing is at least {lower} and at most {upper}", zh="没有值既不小于 {lower} 又不大于 {upper}"
    )


@dataclass(frozen=True, kw_only=True)
class LengthOutOfBounds(Problem):
    """The bounds of `length` are no whole numbers from 0 up to the longest text the field can hold.

    Example:
        entity Customer { name: text(20) length 1..50 }

    How to fix: Stay within the length of the field.
    """

    limit: int

    code = "LC405"
    message = Wording(
        en="the bounds of `length` are whole numbers from 0 to {limit}", zh="`length` 的上下限须为 0 到 {limit} 的整数"
    )


@dataclass(frozen=True, kw_only=True)
class ComputedWithModifier(Problem):
    """A computed field cannot be typed in, so nothing can be asked of its input.

    Example:
        entity Order { net: money; gross: money required = net * 1.13 }

    How to fix: Remove the modifier, or the expression. Conditions on the result are written as `check`.
    """

    modifier: str

    code = "LC406"
    message = Wording(
        en="a computed field is not typed in, so `{modifier}` means nothing",
        zh="计算字段不可输入，`{modifier}` 没有意义",
    )


@dataclass(frozen=True, kw_only=True)
class NotComputable(Problem):
    """A field of this type cannot be computed.

    Example:
        entity Order { lines: rows { amount: money }; copy: rows { amount: money } = lines }

    How to fix: Compute a single value, or remove the expression.
    """

    type: str

    code = "LC407"
    message = Wording(en="a field of type `{type}` cannot be computed", zh="`{type}` 类型的字段不能是计算字段")


@dataclass(frozen=True, kw_only=True)
class DoesNotPointBack(Problem):
    """`many Entity by field` is the other side of a reference; the field named there is not such a reference.

    Example:
        entity Customer { name: text; orders: many Order by name }
        entity Order { name: text; customer: Customer }

    How to fix: Name the field of the other entity that refers to this one.
    """

    entity: str
    field: str
    target: str
    candidates: tuple[str, ...]

    code = "LC408"
    message = Wording(en="`{entity}.{field}` does not refer to `{target}`", zh="`{entity}.{field}` 没有引用 `{target}`")

    def suggestions(self) -> tuple[str, ...]:
        """The fields that do."""
        return self.candidates[:3]


@dataclass(frozen=True, kw_only=True)
class RowsInRows(Problem):
    """A sub-table inside a sub-table.

    Example:
        entity Order { parts: rows { name: text; pieces: rows { name: text } } }

    How to fix: Make the outer one an entity of its own that refers to the record.
    """

    code = "LC409"
    message = Wording(en="a sub-table cannot hold another sub-table", zh="子表中不能再包含子表")
    help = Wording(en="make it an entity of its own with a reference", zh="请改为单独的实体，并用引用关联")


@dataclass(frozen=True, kw_only=True)
class SecondDeclaration(Problem):
    """Something that exists once is declared again: `app`, `menu`, the `view` or `title` of an entity.

    Example:
        view Customer { list name; list code }

    How to fix: Merge the two.
    """

    what: str
    first: Span

    code = "LC410"
    message = Wording(en="there can be only one `{what}` here", zh="此处只能有一个 `{what}`")

    def related(self) -> tuple[Related, ...]:
        """The first one."""
        return (Related(self.first, Wording(en="the first one", zh="第一个")),)


@dataclass(frozen=True, kw_only=True)
class AppMissing(Problem):
    """No file of the specification declares the app.

    Example:
        entity Customer { name: text }

    How to fix: Add `app name "Label" { locale en }` to one of the files.
    """

    code = "LC411"
    message = Wording(en="no `app` is declared", zh="没有声明 `app`")
    help = Wording(en='add `app name "Label"` to one of the files', zh='请在某个文件中加上 `app 名称 "标题"`')


@dataclass(frozen=True, kw_only=True)
class NothingInIt(Problem):
    """A declaration has nothing in it: an entity without fields, a choice without options.

    Example:
        choice Level { }

    How to fix: Add at least one, or remove the declaration.
    """

    what: str
    name: str

    code = "LC412"
    message = Wording(en="`{what} {name}` is empty", zh="`{what} {name}` 是空的")


@dataclass(frozen=True, kw_only=True)
class MentionedTwice(Problem):
    """A list of names has the same name twice.

    Example:
        entity Order { code: text; unique (code, code) }

    How to fix: Remove one of the two.
    """

    name: str
    first: Span

    code = "LC413"
    message = Wording(en="`{name}` is already in this list", zh="`{name}` 已在列表中")

    def related(self) -> tuple[Related, ...]:
        """The first mention."""
        return (Related(self.first, Wording(en="first mentioned here", zh="首次出现于此")),)


@dataclass(frozen=True, kw_only=True)
class NoColumn(Problem):
    """A unique key or an index needs fields that are columns of the table.

    Lists have tables of their own, and what depends on the moment or on the reader is computed when it is read.

    Example:
        entity Order { tags: many of (a, b); unique (tags) }

    How to fix: Use fields that hold one stored value each.
    """

    field: str

    code = "LC414"
    message = Wording(en="`{field}` is not a column of the table", zh="`{field}` 不是表中的列")


@dataclass(frozen=True, kw_only=True)
class ClearRequired(Problem):
    """A required reference cannot be cleared when the record it refers to is deleted.

    Example:
        entity Customer { name: text }
        entity Order { customer: Customer required on delete clear }

    How to fix: Use `on delete restrict` or `on delete cascade`, or make the reference optional.
    """

    field: str

    code = "LC415"
    message = Wording(en="`{field}` is required and cannot be cleared", zh="`{field}` 是必填字段，不能被清空")


@dataclass(frozen=True, kw_only=True)
class TooManyTexts(Problem):
    """A text is given in more languages than the app has.

    Example:
        app crm { locale en }
        entity Customer "Customer" / "客户" { name: text }

    How to fix: Remove the extra text, or add the language: `locale en, zh-CN`.
    """

    found: int
    locales: tuple[str, ...]

    code = "LC416"
    message = Wording(
        en="there are {found} texts, the app has the languages {locales}",
        zh="给出了 {found} 个文本，而应用的语言为 {locales}",
    )


@dataclass(frozen=True, kw_only=True)
class EmptyLabel(Problem):
    """A label or message without a visible character.

    Example:
        entity Customer " " { name: text }

    How to fix: Write what people shall read, or leave the text out.
    """

    code = "LC417"
    message = Wording(en="the text is empty", zh="文本为空")


@dataclass(frozen=True, kw_only=True)
class DataFileBroken(Problem):
    """The options of a choice come from a file that cannot be read as options.

    The file is YAML: `name: label`, or `name: {label: …, options: {…}}` for a branch; a label is a text or a list
    of one text per language.

    Example:
        choice Industry from "data/industries.yaml"

    How to fix: Correct the file at the line that is named.
    """

    path: str
    line: int
    reason: str
    """`missing`, `syntax`, `not_a_mapping`, `name`, `label`, `key`, `depth`, `empty` or `duplicate`."""
    found: str

    code = "LC418"
    message = Wording(en="`{path}` cannot be used", zh="无法使用 `{path}`")

    def message_wording(self) -> Wording:
        """What is wrong with the file."""
        return _DATA_FILE[self.reason]


_DATA_FILE = {
    "missing": Wording(en="there is no file `{path}`", zh="找不到文件 `{path}`"),
    "syntax": Wording(en="`{path}`, line {line}: this is not YAML", zh="`{path}` 第 {line} 行：不是有效的 YAML"),
    "not_a_mapping": Wording(
        en="`{path}`, line {line}: options are written `name: label`",
        zh="`{path}` 第 {line} 行：选项应写作 `名称: 标签`",
    ),
    "name": Wording(
        en="`{path}`, line {line}: `{found}` cannot be the name of an option",
        zh="`{path}` 第 {line} 行：`{found}` 不能用作选项名称",
    ),
    "label": Wording(
        en="`{path}`, line {line}: a label is a text, or a list of one text per language",
        zh="`{path}` 第 {line} 行：标签应为文本，或按语言排列的文本列表",
    ),
    "key": Wording(
        en="`{path}`, line {line}: `{found}` is not known; an option has `label`, `color`, `options`",
        zh="`{path}` 第 {line} 行：无法识别 `{found}`；选项可有 `label`、`color`、`options`",
    ),
    "depth": Wording(en="`{path}`, line {line}: the tree is too deep", zh="`{path}` 第 {line} 行：树的层级过深"),
    "empty": Wording(en="`{path}` has no options", zh="`{path}` 中没有选项"),
    "duplicate": Wording(
        en="`{path}`, line {line}: option `{found}` is there twice", zh="`{path}` 第 {line} 行：选项 `{found}` 重复"
    ),
}


@dataclass(frozen=True, kw_only=True)
class DefaultOfItself(Problem):
    """The default of a field is computed from the field itself.

    Example:
        entity Order { amount: money default amount }

    How to fix: Use other fields or constants.
    """

    field: str

    code = "LC419"
    message = Wording(
        en="the default of `{field}` reads `{field}` itself", zh="`{field}` 的默认值读取了 `{field}` 本身"
    )


PROBLEMS: tuple[type[Problem], ...] = (
    ModifierDoesNotFit,
    ModifierTwice,
    ModifierIncomplete,
    BoundsCrossed,
    LengthOutOfBounds,
    ComputedWithModifier,
    NotComputable,
    DoesNotPointBack,
    RowsInRows,
    SecondDeclaration,
    AppMissing,
    NothingInIt,
    MentionedTwice,
    NoColumn,
    ClearRequired,
    TooManyTexts,
    EmptyLabel,
    DataFileBroken,
    DefaultOfItself,
    *FIELD_VALUES,
    *MERGING,
    *CYCLES,
    *VIEWS,
    *PROCESS_STRUCTURE,
    *PROCESS_DETAILS,
    *RECORDS,
)
