"""LC3xx: what stands in brackets behind a type, and patterns of texts."""

from __future__ import annotations

from lowcode.diagnostics.problem import Edit, Fix, FixSafety, Problem, Wording
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class TypeArgument(Problem):
    """An argument of a field's type is out of bounds.

    Example:
        entity Order { amount: decimal(3, 5) }

    How to fix: Give whole numbers within the bounds, for example `text(200)` or `decimal(12, 2)`.
    """

    type: str
    argument: str
    minimum: int
    maximum: int

    code = "LC318"
    message = Wording(
        en="the {argument} of `{type}` is a whole number from {minimum} to {maximum}",
        zh="`{type}` 的 {argument} 须为 {minimum} 到 {maximum} 的整数",
    )


@dataclass(frozen=True, kw_only=True)
class NumberPattern(Problem):
    """The pattern of an `autonumber` cannot number anything.

    It consists of plain characters, `{yyyy}`, `{yy}`, `{mm}`, `{dd}` and exactly one `{seq}` or `{seq:4}`. `{dd}`
    needs `{mm}`, `{mm}` needs a year:
    otherwise the numbers of two periods would be the same.

    Example:
        entity Order { code: autonumber("A-{yyyy}") }

    How to fix: Write for example `"A-{yyyy}{mm}-{seq:4}"`.
    """

    pattern: str

    code = "LC319"
    message = Wording(en="`{pattern}` does not number records", zh="`{pattern}` 不能用作编号规则")
    help = Wording(
        en="it needs exactly one `{{seq}}` or `{{seq:4}}`; `{{dd}}` stands only with `{{mm}}`, `{{mm}}` with a year",
        zh="须恰有一个 `{{seq}}` 或 `{{seq:4}}`；`{{dd}}` 须与 `{{mm}}` 同用，`{{mm}}` 须与年份同用",
    )


@dataclass(frozen=True, kw_only=True)
class RegexBroken(Problem):
    """The regular expression of `matches` cannot be read.

    Example:
        entity Customer { code: text matches "[A-Z" "Capital letters" }

    How to fix: Correct the expression at the place that is named.
    """

    regex: str
    position: int

    code = "LC320"
    message = Wording(
        en="the regular expression cannot be read, from character {position} on",
        zh="正则表达式从第 {position} 个字符起无法解析",
    )


@dataclass(frozen=True, kw_only=True)
class RegexNotPortable(Problem):
    r"""The regular expression uses what browsers do not know or take differently, so page and server could disagree.

    Example:
        entity Customer { code: text matches "(?i)[a-z]+" "Letters" }

    How to fix: Use what both know: classes, groups, alternatives, repetition, `\d`, `\w`, `\s`, look-ahead.
    """

    construct: str

    code = "LC321"
    message = Wording(en="`{construct}` does not mean the same in the browser", zh="`{construct}` 在浏览器中的含义不同")
    help = Wording(
        en="use classes, groups, alternatives and repetition, which both know",
        zh="请使用字符类、分组、分支和重复等两端一致的写法",
    )


@dataclass(frozen=True, kw_only=True)
class FullWidthInPattern(Problem):
    r"""A regular expression has a full-width sign, letter or digit, as Chinese input methods write them.

    It would match itself and nothing else: `（` opens no group, `０` is not `0`. Full-width signs within `[…]` are
    fine.

    Example:
        entity Customer { code: text matches "[A-Z]｛3｝" "Three letters" }

    How to fix: Type it with the English keyboard. If the full-width one is meant, write its code: `\uff08`.
    """

    found: str
    code_point: str
    narrow: str
    """The expression with ASCII signs."""

    code = "LC325"
    message = Wording(
        en="`{found}` is full-width and matches nothing but itself",
        zh="`{found}` 是全角字符，只能匹配它本身",
    )
    help = Wording(
        en="write `{narrow}`; if `{found}` itself is meant, write `\\u{code_point}`",
        zh="请写 `{narrow}`；若确实要匹配 `{found}`，请写 `\\u{code_point}`",
    )

    def fix(self) -> Fix | None:
        """The whole expression with ASCII signs."""
        quoted = self.narrow.replace('"', '\\"')
        return Fix((Edit(self.span, f'"{quoted}"'),), FixSafety.UNSAFE)


PROBLEMS: tuple[type[Problem], ...] = (TypeArgument, NumberPattern, RegexBroken, RegexNotPortable, FullWidthInPattern)
