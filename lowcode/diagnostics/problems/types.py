"""LC3xx: expressions and values whose types do not fit."""

from __future__ import annotations

from lowcode.diagnostics.problem import Edit, Fix, FixSafety, Problem, Related, Wording
from lowcode.diagnostics.problems.comparisons import PROBLEMS as COMPARISONS
from lowcode.diagnostics.problems.functions import FUNCTION_TYPES
from lowcode.diagnostics.problems.process_types import PROCESS_TYPES
from lowcode.diagnostics.problems.report_types import REPORT_TYPES
from lowcode.diagnostics.problems.type_arguments import PROBLEMS as TYPE_ARGUMENTS
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_OPTION_HELP = Wording(en="options are written without quotes: `{option}`", zh="选项不加引号：`{option}`")


@dataclass(frozen=True, kw_only=True)
class WrongType(Problem):
    """A value of another type is needed here.

    Example:
        entity Order { due: date default "tomorrow" }

    How to fix: Give a value of the type that is needed, or change the type of the field.
    """

    expected: str
    found: str
    option: str = ""
    """The option that a text spells, if it does."""

    code = "LC301"
    message = Wording(en="`{expected}` is needed here, this is `{found}`", zh="此处需要 `{expected}`，而这是 `{found}`")

    def help_wording(self) -> Wording | None:
        """What is usually meant."""
        return _OPTION_HELP if self.option else None


@dataclass(frozen=True, kw_only=True)
class WrongOperands(Problem):
    """An operator does not take values of these types. Units are types: money and percent are not added.

    Example:
        entity Order { amount: money; tax: percent; total: money = amount + tax }

    How to fix: Write what is meant with values that fit: `amount * (1 + tax)`.
    """

    operator: str
    left: str
    right: str

    code = "LC302"
    message = Wording(
        en="`{operator}` does not take `{left}` and `{right}`", zh="`{operator}` 不能用于 `{left}` 与 `{right}`"
    )

    def help_wording(self) -> Wording | None:
        """What is usually meant."""
        return _OPERAND_HELP.get((self.operator, frozenset({self.left, self.right})))


_OPERAND_HELP = {
    ("+", frozenset({"money", "percent"})): Wording(
        en="to add a share of the amount, write `amount * (1 + rate)`",
        zh="若要加上金额的一定比例，请写 `金额 * (1 + 比例)`",
    ),
    ("-", frozenset({"money", "percent"})): Wording(
        en="to take off a share of the amount, write `amount * (1 - rate)`",
        zh="若要减去金额的一定比例，请写 `金额 * (1 - 比例)`",
    ),
    ("*", frozenset({"money"})): Wording(
        en="an amount is multiplied by a number or a percentage", zh="金额只能乘以数字或百分比"
    ),
    ("+", frozenset({"date", "int"})): Wording(en="days are written `7d`", zh="天数请写作 `7d`"),
    ("-", frozenset({"date", "int"})): Wording(en="days are written `7d`", zh="天数请写作 `7d`"),
    ("+", frozenset({"text", "int"})): Wording(
        en='put the number into the text: `"No. {{count}}"`', zh='请把数字放进文本：`"第 {{count}} 号"`'
    ),
    ("-", frozenset({"datetime"})): Wording(
        en="use `days_between(a, b)` or `hours_between(a, b)`",
        zh="请使用 `days_between(a, b)` 或 `hours_between(a, b)`",
    ),
}


@dataclass(frozen=True, kw_only=True)
class NotComparable(Problem):
    """The two sides of a comparison can never be the same kind of thing.

    Example:
        entity Order { due: date; check due > "2026-01-01" "Too early" }

    How to fix: Compare values of the same type. Dates are written without quotes: `2026-01-01`.
    """

    left: str
    right: str
    option: str = ""
    """The option that a text spells, if it does."""

    code = "LC303"
    message = Wording(en="`{left}` cannot be compared with `{right}`", zh="`{left}` 不能与 `{right}` 比较")

    def help_wording(self) -> Wording | None:
        """What is usually meant."""
        if self.option:
            return _OPTION_HELP
        sides = {self.left, self.right}
        if "text" in sides and sides & {"date", "datetime", "time"}:
            return Wording(
                en="dates and times are written without quotes: `2026-01-31`, `09:00`",
                zh="日期和时间不加引号：`2026-01-31`、`09:00`",
            )
        if sides == {"money", "percent"}:
            return Wording(
                en="an amount is not a percentage; divide two amounts to get one",
                zh="金额与百分比单位不同；两个金额相除才得到百分比",
            )
        return None


@dataclass(frozen=True, kw_only=True)
class NoOrder(Problem):
    """Values of this type are not smaller or larger than each other.

    Example:
        entity Task { done: bool; check done > false "Not done" }

    How to fix: Compare with `==` or `in`.
    """

    operator: str
    type: str

    code = "LC304"
    message = Wording(
        en="`{type}` has no order, so `{operator}` means nothing", zh="`{type}` 没有大小顺序，不能使用 `{operator}`"
    )
    help = Wording(en="use `==` or `in [a, b]`", zh="请使用 `==` 或 `in [a, b]`")


@dataclass(frozen=True, kw_only=True)
class NotACondition(Problem):
    """A condition must be true or false.

    Example:
        entity Order { amount: money; check amount "Amount is missing" }

    How to fix: Ask something of the value: `amount > 0`, `amount is not empty`.
    """

    found: str

    code = "LC305"
    message = Wording(
        en="a condition must be true or false, this is `{found}`", zh="条件必须为真或假，而这是 `{found}`"
    )
    help = Wording(
        en="compare it, or ask `is empty` / `is not empty`", zh="请进行比较，或使用 `is empty`、`is not empty`"
    )


@dataclass(frozen=True, kw_only=True)
class ComparedWithEmpty(Problem):
    """A comparison with `empty` is never true, because empty values compare with nothing.

    Example:
        entity Order { due: date; check due != empty "Needed" }

    How to fix: Write `is empty` or `is not empty`.
    """

    replacement: str
    edit: Span

    code = "LC306"
    message = Wording(en="nothing ever equals `empty`", zh="任何值都不会等于 `empty`")
    help = Wording(en="write `{replacement}`", zh="请写 `{replacement}`")

    def fix(self) -> Fix | None:
        """Ask for emptiness instead."""
        return Fix((Edit(self.edit, self.replacement),), FixSafety.SAFE)


@dataclass(frozen=True, kw_only=True)
class WrongArgumentCount(Problem):
    """A function or type is given too few or too many arguments.

    Example:
        entity Order { amount: money; half: money = round(amount, 2, 3) }

    How to fix: Give as many arguments as its signature has.
    """

    name: str
    signature: str
    found: int

    code = "LC307"
    message = Wording(en="`{name}` does not take {found} argument(s)", zh="`{name}` 的参数个数不能是 {found}")
    help = Wording(en="it is used as `{signature}`", zh="用法：`{signature}`")


@dataclass(frozen=True, kw_only=True)
class WrongArgument(Problem):
    """An argument of a function has a type that the function does not take.

    Example:
        entity Order { amount: money; size: int = length(amount) }

    How to fix: Give a value of the type that is needed.
    """

    name: str
    signature: str
    expected: str
    found: str

    code = "LC308"
    message = Wording(
        en="`{name}` takes `{expected}` here, this is `{found}`", zh="`{name}` 此处需要 `{expected}`，而这是 `{found}`"
    )
    help = Wording(en="it is used as `{signature}`", zh="用法：`{signature}`")


@dataclass(frozen=True, kw_only=True)
class NothingInside(Problem):
    """Only records have fields and only choices have options.

    Example:
        entity Order { amount: money; check amount.value > 0 "Must be positive" }

    How to fix: Leave out the part after the point.
    """

    name: str
    found: str

    code = "LC309"
    message = Wording(en="`{found}` has nothing called `{name}` inside", zh="`{found}` 没有可读取的 `{name}`")


@dataclass(frozen=True, kw_only=True)
class ManyValues(Problem):
    """Many values stand where one is needed.

    Example:
        entity Order { lines: rows { amount: money }; check lines.amount > 0 "Must be positive" }

    How to fix: Make one value of the many, for example `sum(lines.amount)` or `count(lines)`; ask about members
    with `in`.
    """

    found: str

    code = "LC310"
    message = Wording(
        en="these are many values (`{found}`), one is needed", zh="此处需要单个值，而这是多个值（`{found}`）"
    )
    help = Wording(
        en="make one of them with `sum`, `count`, `min`, `max`, `avg`, `exists` or `first`",
        zh="请用 `sum`、`count`、`min`、`max`、`avg`、`exists` 或 `first` 得到单个值",
    )


@dataclass(frozen=True, kw_only=True)
class NotAList(Problem):
    """An aggregate function needs a list: the other side of a reference, many to many, or sub-table rows.

    Example:
        entity Order { amount: money; total: money = sum(amount) }

    How to fix: Aggregate a list, `sum(lines.amount)`, or leave the function out.
    """

    function: str
    found: str

    code = "LC311"
    message = Wording(en="`{function}` needs a list, this is `{found}`", zh="`{function}` 需要列表，而这是 `{found}`")


@dataclass(frozen=True, kw_only=True)
class NotAMembership(Problem):
    """What stands after `in` has no members.

    Example:
        entity Order { amount: money; check amount in 5 "Must be five" }

    How to fix: After `in` stand a list `[a, b]`, a branch of a choice, a period such as `this_month`, or a list
    field.
    """

    found: str

    code = "LC312"
    message = Wording(en="`{found}` has no members to be `in`", zh="`{found}` 没有成员，不能用于 `in`")
    help = Wording(
        en="after `in` stands a list `[a, b]`, an option of a tree, a period such as `this_month`, or a list field",
        zh="`in` 之后应是列表 `[a, b]`、树形选项、`this_month` 等时间段，或列表字段",
    )


@dataclass(frozen=True, kw_only=True)
class NotATree(Problem):
    """`within` asks whether a record is below another, but the entity's records are not in a tree.

    Example:
        entity Tag { name: text }
        entity Note { tag: Tag; other: Tag; check tag within other "Other branch" }

    How to fix: Give the entity a field `parent` that refers to the entity itself.
    """

    found: str

    code = "LC313"
    message = Wording(
        en="`{found}` is not a tree, so nothing is `within` it", zh="`{found}` 不是树形结构，不能使用 `within`"
    )
    help = Wording(
        en="a tree is an entity with a reference `parent` to itself, or a choice",
        zh="树是带有指向自身的 `parent` 引用的实体，或选项集",
    )


@dataclass(frozen=True, kw_only=True)
class PercentSignMissing(Problem):
    """A whole number stands where a percentage is needed; it could mean 30 % or thirty times.

    Only as `min`, `max` or `default` of a percentage a plain number counts percent.

    Example:
        entity Order { discount: percent; check discount <= 30 "At most 30 %" }

    How to fix: Write the sign: `30%`.
    """

    number: str

    code = "LC314"
    message = Wording(en="`{number}` is not a percentage", zh="`{number}` 不是百分比")
    help = Wording(en="did you mean `{number}%`?", zh="是否要写 `{number}%`？")

    def fix(self) -> Fix | None:
        """Add the sign."""
        return Fix((Edit(self.span, f"{self.number}%"),), FixSafety.UNSAFE)


@dataclass(frozen=True, kw_only=True)
class OutOfRange(Problem):
    """A number has more digits than can be kept.

    Whole numbers have at most 18 digits; `decimal(p, s)` has `p` digits in all, `s` of them after the point.

    Example:
        entity Order { size: decimal(4,2) default 1000.00 }

    How to fix: Write a smaller number, or give the field more digits.
    """

    type: str

    code = "LC315"
    message = Wording(en="the number has more digits than `{type}` can keep", zh="数字位数超出 `{type}` 的范围")


@dataclass(frozen=True, kw_only=True)
class TextTooLong(Problem):
    """A text is longer than its field.

    Example:
        entity Tag { name: text(3) default "none" }

    How to fix: Shorten the text, or give the field more room.
    """

    length: int
    limit: int

    code = "LC316"
    message = Wording(
        en="the text has {length} characters, the field takes {limit}", zh="文本有 {length} 个字符，字段最多 {limit} 个"
    )


@dataclass(frozen=True, kw_only=True)
class NotAValue(Problem):
    """A text is not what the type of its field asks for.

    Example:
        entity Customer { name: text }
        entity Contact { mobile: phone default "12" }

    How to fix: Write a telephone number, an e-mail address or a web address, as the type asks.
    """

    type: str
    text: str

    code = "LC324"
    message = Wording(en="`{text}` is not a value of the type `{type}`", zh="`{text}` 不是 `{type}` 类型的值")


@dataclass(frozen=True, kw_only=True)
class NotAvailableHere(Problem):
    """A name exists, but has no value in this place.

    Records of `data` and `sample` are loaded when nobody is signed in; unique keys and the tables' own columns cannot
    depend on the moment or on who looks.

    Example:
        entity Order { number: text; unique (number) when created_at > now - 7d }

    How to fix: Use values that are kept in the record itself.
    """

    name: str

    code = "LC317"
    message = Wording(en="`{name}` cannot be used here", zh="此处不能使用 `{name}`")


@dataclass(frozen=True, kw_only=True)
class BranchesDiffer(Problem):
    """The two results of `if`, or the items of a list, have different types.

    Example:
        entity Order { amount: money; note: text = if amount > 0 then "paid" else 0 }

    How to fix: Give both the same type.
    """

    first_type: str
    second_type: str
    first: Span

    code = "LC322"
    message = Wording(
        en="this is `{second_type}`, the other one is `{first_type}`",
        zh="这里是 `{second_type}`，另一处是 `{first_type}`",
    )

    def related(self) -> tuple[Related, ...]:
        """The other one."""
        return (Related(self.first, Wording(en="the other one", zh="另一处")),)


@dataclass(frozen=True, kw_only=True)
class NotAnExpression(Problem):
    """Something stands in an expression that has no value by itself.

    Example:
        entity Order { amount: money; check [1, 2] "Why" }

    How to fix: Lists stand after `in`, `where` inside an aggregate such as `sum(lines.amount where paid)`.
    """

    what: str

    code = "LC323"
    message = Wording(en="`{what}` has no value here", zh="`{what}` 在此处没有值")
    help = Wording(
        en="a list `[a, b]` stands after `in`, `where` inside an aggregate, `{{ }}` in records of `data` and `sample`",
        zh="列表 `[a, b]` 用在 `in` 之后，`where` 用在聚合函数中，`{{ }}` 用在 `data` 和 `sample` 的记录中",
    )


PROBLEMS: tuple[type[Problem], ...] = (
    WrongType,
    WrongOperands,
    NotComparable,
    NoOrder,
    NotACondition,
    ComparedWithEmpty,
    WrongArgumentCount,
    WrongArgument,
    NothingInside,
    ManyValues,
    NotAList,
    NotAMembership,
    NotATree,
    PercentSignMissing,
    OutOfRange,
    TextTooLong,
    NotAValue,
    NotAvailableHere,
    BranchesDiffer,
    NotAnExpression,
    *COMPARISONS,
    *TYPE_ARGUMENTS,
    *PROCESS_TYPES,
    *FUNCTION_TYPES,
    *REPORT_TYPES,
)
