"""LC1xx: characters, punctuation and statements, and what this release does not support."""

from __future__ import annotations

from lowcode.diagnostics.problem import Edit, Fix, FixSafety, Problem, Related, Wording
from lowcode.diagnostics.problems.report_syntax import REPORT_SYNTAX
from lowcode.diagnostics.suggestions import did_you_mean, units_begun, units_meant
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class FullWidthSign(Problem):
    """A sign was typed with a Chinese input method: `：` instead of `:`, `“` instead of `"`.

    Inside texts and comments such signs are fine; as part of the language only the ASCII ones count.

    Example:
        entity Customer { name： text(80) }

    How to fix: Type the sign with the English keyboard. The fix is safe and can be applied as it is.
    """

    found: str
    wanted: str

    code = "LC101"
    message = Wording(
        en="`{found}` is a full-width sign, the language wants `{wanted}`",
        zh="`{found}` 是全角符号，这里应使用半角 `{wanted}`",
    )
    label = Wording(en="write `{wanted}`", zh="改为 `{wanted}`")

    def fix(self) -> Fix:
        """The ASCII sign in its place, on both sides of a text."""
        return _replacement(self.span, self.wanted)


@dataclass(frozen=True, kw_only=True)
class ForeignSign(Problem):
    """A sign of another language: `&&`, `||`, `!`, `<>`, or a text in single quotes.

    Example:
        access Lead { sales read where owner == me && status == 'new' }

    How to fix: Write `and`, `or`, `not`, `!=`, and texts in double quotes. The fix is safe.
    """

    found: str
    wanted: str

    code = "LC102"
    message = Wording(
        en="`{found}` is not part of the language, write `{wanted}`",
        zh="本语言没有 `{found}`，请写 `{wanted}`",
    )
    label = Wording(en="write `{wanted}`", zh="改为 `{wanted}`")

    def fix(self) -> Fix:
        """The sign or word of this language in its place."""
        return _replacement(self.span, self.wanted)


def _replacement(span: Span, wanted: str) -> Fix:
    if wanted != '"':
        return Fix((Edit(span, f" {wanted} " if wanted.isalpha() else wanted),), FixSafety.SAFE)
    first = Span(span.path, span.start, span.start + 1)
    last = Span(span.path, span.end - 1, span.end)
    return Fix((Edit(first, '"'), Edit(last, '"')), FixSafety.SAFE)


@dataclass(frozen=True, kw_only=True)
class UnreadableCharacter(Problem):
    """A character means nothing here: a control character, an invisible one, or a symbol the language does not use.

    Invisible characters often arrive with text pasted from a web page or a chat.

    Example:
        role sales$ "Sales"

    How to fix: Delete the character.
    """

    character: str

    code = "LC103"
    message = Wording(en="`{character}` has no meaning here", zh="此处不能出现 `{character}`")
    label = Wording(en="delete this", zh="请删除")

    def fix(self) -> Fix:
        """Without the character."""
        return Fix((Edit(self.span, ""),), FixSafety.UNSAFE)


@dataclass(frozen=True, kw_only=True)
class TextNotClosed(Problem):
    r"""A text has an opening quotation mark but no closing one.

    A text in `"` ends on the line on which it begins; a text in three quotation marks may have many lines.

    Example:
        role sales "Sales

    How to fix: Add the closing quotation mark; write `\"` for a quotation mark inside a text.
    """

    quotes: str

    code = "LC104"
    message = Wording(en="this text is not closed", zh="文本没有结束引号")
    label = Wording(en="opened here, `{quotes}` is missing", zh="从这里开始，缺少 `{quotes}`")


@dataclass(frozen=True, kw_only=True)
class UnknownUnit(Problem):
    """The letters behind a number are no unit of time or size.

    Units are `s m h d w mo y` (seconds, minutes, hours, days, weeks, months, years) and `KB MB GB`, for whole numbers.

    Example:
        entity Task { due: date default today + 7days }

    How to fix: Use one of the units, or put a space between number and word.
    """

    unit: str
    units: tuple[str, ...]

    code = "LC105"
    message = Wording(en="`{unit}` is no unit", zh="`{unit}` 不是有效的单位")
    help = Wording(en="units are {units}, after a whole number", zh="可用的单位：{units}，前面是整数")

    def suggestions(self) -> tuple[str, ...]:
        """The unit that the word stands for, that is written like it, or that begins it."""
        return units_meant(self.unit) or did_you_mean(self.unit, self.units) or units_begun(self.unit)


@dataclass(frozen=True, kw_only=True)
class NoSuchMoment(Problem):
    """A date or a time of day that the calendar does not have.

    Example:
        entity Task { due: date default 2026-02-30 }

    How to fix: Write dates as `2026-11-21` and times as `09:00` or `09:00:30`.
    """

    text: str

    code = "LC106"
    message = Wording(en="there is no `{text}` in the calendar", zh="日历中没有 `{text}`")
    help = Wording(
        en="dates are written as `2026-11-21`, times as `09:00`",
        zh="日期写作 `2026-11-21`，时间写作 `09:00`",
    )


@dataclass(frozen=True, kw_only=True)
class NumberTooLong(Problem):
    """A number has more digits than any field can hold.

    Whole numbers have at most 18 digits, decimals at most 38.

    Example:
        entity Order { quantity: int max 123456789012345678901234567890123456789012 }

    How to fix: Write a shorter number; for codes and serial numbers use a text field.
    """

    digits: int

    code = "LC107"
    message = Wording(en="a number of {digits} digits is too long", zh="数字有 {digits} 位，太长")


@dataclass(frozen=True, kw_only=True)
class BracketNotClosed(Problem):
    """A bracket is opened and never closed.

    Example:
        entity Customer {
          name: text(80
        }

    How to fix: Add the closing bracket. Where a whole declaration seems to be missing after this, look for its `}`.
    """

    opening: str
    closing: str
    place: Span | None

    code = "LC110"
    message = Wording(en="`{opening}` is not closed", zh="`{opening}` 没有闭合")
    label = Wording(en="`{closing}` is missing for this", zh="缺少与此对应的 `{closing}`")

    def related(self) -> tuple[Related, ...]:
        """Where it was noticed."""
        if self.place is None:
            return ()
        wording = Wording(en="expected `{closing}` before this", zh="应在此之前出现 `{closing}`")
        return (Related(self.place, wording),)


@dataclass(frozen=True, kw_only=True)
class BraceMissing(Problem):
    """A declaration has lines but no `{` before them.

    Example:
        entity Customer "Customer"
          name: text(80)
        }

    How to fix: Add `{` at the end of the first line, and see that there is a `}` after the last.
    """

    kind: str

    code = "LC114"
    message = Wording(en="`{{` is missing before the lines of this `{kind}`", zh="`{kind}` 的内容之前缺少 `{{`")
    label = Wording(en="here", zh="应在此处")

    def fix(self) -> Fix:
        """With the brace."""
        return Fix((Edit(self.span, " {"),), FixSafety.UNSAFE)


@dataclass(frozen=True, kw_only=True)
class BracketNotOpened(Problem):
    """A closing bracket has no opening one.

    Example:
        role sales "Sales" }

    How to fix: Delete it, or add the opening bracket before it.
    """

    closing: str
    opening: str

    code = "LC111"
    message = Wording(en="`{closing}` closes nothing", zh="多余的 `{closing}`，前面没有对应的 `{opening}`")

    def fix(self) -> Fix:
        """Without the bracket."""
        return Fix((Edit(self.span, ""),), FixSafety.UNSAFE)


@dataclass(frozen=True, kw_only=True)
class NestedTooDeep(Problem):
    """Brackets or parts of an expression are nested deeper than anybody can read.

    Example:
        entity Order { total: int = ((((((((…)))))))) }

    How to fix: Split the expression into computed fields, or the chain of `or` into `in [a, b, …]`.
    """

    limit: int

    code = "LC112"
    message = Wording(en="nested deeper than {limit} levels", zh="嵌套超过 {limit} 层")


@dataclass(frozen=True, kw_only=True)
class TooManyParts(Problem):
    """A text or a declaration is so long that it cannot have been written by a person.

    Example:
        entity Log { title "{a}{a}{a}…" }

    How to fix: Split it: a title needs few fields, and a large choice belongs into a file, `choice City from "…"`.
    """

    limit: int

    code = "LC113"
    message = Wording(en="more than {limit} parts are too many", zh="超过 {limit} 个部分，太多")


@dataclass(frozen=True, kw_only=True)
class UnexpectedToken(Problem):
    """The statement cannot go on like this. The message says what was read and what could stand here.

    Example:
        entity Order { total: decimal(10 2) }

    How to fix: Look at what is expected; often a comma, a colon or a closing bracket is missing just before the place.
    """

    found: str
    """As written; empty at the end of a line."""
    expected: tuple[str, ...]
    """What could stand here, as people type it."""
    begins_line: bool = False
    """Whether it would be right on a line of its own."""
    meant: str = ""
    """What was probably meant by it and its neighbours."""

    code = "LC120"
    message = Wording(en="`{found}` cannot stand here", zh="此处不能写 `{found}`")

    def message_wording(self) -> Wording:
        """Names what was found."""
        if self.found:
            return self.message
        return Wording(en="the statement ends too early", zh="语句不完整")

    def label_wording(self) -> Wording | None:
        """Names what could stand here, if that is not a long list."""
        return Wording(en="expected {expected}", zh="此处可写 {expected}") if self.expected else None

    def help_wording(self) -> Wording | None:
        """How or where it is written, if that is known."""
        if self.meant:
            return Wording(en="write `{meant}`", zh="请写成 `{meant}`")
        return Wording(en="begin a new line with it", zh="请另起一行") if self.begins_line else None

    def suggestions(self) -> tuple[str, ...]:
        """A word that was probably meant."""
        return did_you_mean(self.found, [each for each in self.expected if each.isalpha()])


@dataclass(frozen=True, kw_only=True)
class ColonMissing(Problem):
    """Between the name of a field and its type stands a colon.

    Example:
        entity Customer { name "Name" text(80) }

    How to fix: Write `name "Name": text(80)`.
    """

    word: str

    code = "LC121"
    message = Wording(en="a `:` is missing between `{word}` and its type", zh="`{word}` 与类型之间缺少 `:`")

    def fix(self) -> Fix:
        """With the colon."""
        return Fix((Edit(self.span, ":"),), FixSafety.SAFE)


@dataclass(frozen=True, kw_only=True)
class SingleEquals(Problem):
    """`=` gives a value; two values are compared with `==`.

    Example:
        access Lead { sales read where owner = me }

    How to fix: Write `==`.
    """

    code = "LC122"
    message = Wording(en="to compare, write `==`", zh="比较请写 `==`")
    label = Wording(en="`=` gives a value", zh="`=` 用于赋值")

    def fix(self) -> Fix:
        """The comparison."""
        return Fix((Edit(self.span, "=="),), FixSafety.SAFE)


@dataclass(frozen=True, kw_only=True)
class UnknownDeclaration(Problem):
    """A declaration begins with a word that is no kind of declaration.

    Example:
        entitty Customer { name: text(80) }

    How to fix: Begin with `app`, `role`, `choice`, `entity`, `flow`, `approval`, `rule`, `message`, `connection`,
    `access`, `view`, `menu`, `data`, `sample`, `scenario` or `import`.
    """

    word: str
    kinds: tuple[str, ...]

    code = "LC123"
    message = Wording(en="`{word}` is no kind of declaration", zh="没有名为 `{word}` 的声明")
    help = Wording(en="declarations are {kinds}", zh="可用的声明：{kinds}")

    def suggestions(self) -> tuple[str, ...]:
        """The kind that was probably meant."""
        return did_you_mean(self.word, self.kinds)


@dataclass(frozen=True, kw_only=True)
class UnknownStatement(Problem):
    """A line of a block begins with a word that means nothing there.

    Example:
        view Customer { lst name, code }

    How to fix: Use one of the statements of that block. A field needs a `:` after its name.
    """

    word: str
    statements: tuple[str, ...]

    code = "LC124"
    message = Wording(en="`{word}` begins no statement here", zh="此处没有以 `{word}` 开头的语句")
    help = Wording(en="statements here are {statements}", zh="此处可用的语句：{statements}")

    def suggestions(self) -> tuple[str, ...]:
        """The statement that was probably meant."""
        return did_you_mean(self.word, self.statements)


@dataclass(frozen=True, kw_only=True)
class PlaceholderUnreadable(Problem):
    r"""In a text, `{…}` holds an expression, and this one cannot be read.

    Example:
        entity Customer { name: text(80); title "{name" }

    How to fix: Close the brace, or write `\{` and `\}` for the braces themselves.
    """

    code = "LC125"
    message = Wording(en="`{{…}}` in this text holds no complete expression", zh="文本中的 `{{…}}` 不是完整的表达式")
    help = Wording(
        en="write `\\{{` and `\\}}` for the braces themselves",
        zh="如需花括号本身，请写 `\\{{` 和 `\\}}`",
    )


@dataclass(frozen=True, kw_only=True)
class RepeatedPart(Problem):
    """A statement or block says the same thing twice, and only one of them could hold.

    Example:
        approval BigDeal for Opportunity {
          step manager: owner.manager
          remind every 1d
          remind every 2d
        }

    How to fix: Keep one of them. Where several are meant, put commas between them: `by owner, manager`.
    """

    word: str
    first: Span

    code = "LC126"
    message = Wording(en="`{word}` is said twice here", zh="`{word}` 在此重复出现")

    def related(self) -> tuple[Related, ...]:
        """Where it was said before."""
        return (Related(self.first, Wording(en="said here before", zh="前面已写在这里")),)


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


PROBLEMS: tuple[type[Problem], ...] = (
    FullWidthSign,
    ForeignSign,
    UnreadableCharacter,
    TextNotClosed,
    UnknownUnit,
    NoSuchMoment,
    NumberTooLong,
    BracketNotClosed,
    BracketNotOpened,
    NestedTooDeep,
    TooManyParts,
    BraceMissing,
    UnexpectedToken,
    ColonMissing,
    SingleEquals,
    UnknownDeclaration,
    UnknownStatement,
    PlaceholderUnreadable,
    RepeatedPart,
    *REPORT_SYNTAX,
    NotSupportedYet,
)
