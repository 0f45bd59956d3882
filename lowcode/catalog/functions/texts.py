"""Functions on texts. An empty text in gives an empty text out; questions about an empty text are answered with no."""

from __future__ import annotations

from lowcode.catalog.functions.base import INTEGERS, SHOWN, TEXTS, Function, Signature, always, parameter
from lowcode.catalog.kinds import ValueKind

_TEXT = parameter("text", TEXTS)
_PART = parameter("part", TEXTS)
_gives_text = always(ValueKind.TEXT)
_gives_boolean = always(ValueKind.BOOLEAN)


def _on_text(name: str, zh: str, en: str, example: str) -> Function:
    return Function(
        name=name, signatures=(Signature(parameters=(_TEXT,), result=_gives_text),), zh=zh, en=en, example=example
    )


def _question(name: str, zh: str, en: str, example: str) -> Function:
    signature = Signature(parameters=(_TEXT, _PART), result=_gives_boolean)
    return Function(name=name, signatures=(signature,), zh=zh, en=en, example=example)


LENGTH = Function(
    name="length",
    signatures=(Signature(parameters=(_TEXT,), result=always(ValueKind.INTEGER)),),
    zh="文本的字符数；空文本为 0。",
    en="The number of characters; 0 for an empty text.",
    example='length("企业") == 2',
)
UPPER = _on_text(
    "upper",
    "把英文字母 a–z 变成大写，其他字符不变。",
    "The letters a–z in upper case; nothing else changes.",
    'upper("ab1") == "AB1"',
)
LOWER = _on_text(
    "lower",
    "把英文字母 A–Z 变成小写，其他字符不变。",
    "The letters A–Z in lower case; nothing else changes.",
    'lower("AB1") == "ab1"',
)
TRIM = _on_text(
    "trim",
    "去掉首尾的空白（包括全角空格）。",
    "Without blanks at both ends, full-width ones included.",
    'trim(" a ") == "a"',
)
CONTAINS = _question(
    "contains", "文本是否包含某段文字。", "Whether the text contains the part.", 'contains(name, "公司")'
)
STARTS_WITH = _question(
    "starts_with", "文本是否以某段文字开头。", "Whether the text starts with the part.", 'starts_with(code, "KH-")'
)
ENDS_WITH = _question(
    "ends_with", "文本是否以某段文字结尾。", "Whether the text ends with the part.", 'ends_with(name, "有限公司")'
)
REPLACE = Function(
    name="replace",
    signatures=(Signature(parameters=(_TEXT, _PART, parameter("replacement", TEXTS)), result=_gives_text),),
    zh="把文本中的每处某段文字换成另一段；替换内容为空时即删除。",
    en="Every occurrence of a part replaced; an empty replacement removes it.",
    example='replace("a-b", "-", "") == "ab"',
)
SUBSTRING = Function(
    name="substring",
    signatures=(
        Signature(parameters=(_TEXT, parameter("start", INTEGERS)), result=_gives_text),
        Signature(parameters=(_TEXT, parameter("start", INTEGERS), parameter("length", INTEGERS)), result=_gives_text),
    ),
    zh="从第几个字符（从 1 数起）开始，取若干个字符；省略个数则取到末尾。",
    en="From the given character (counted from 1), so many characters, or all that follow.",
    example='substring("KH-2026", 4, 4) == "2026"',
)
LEFT = Function(
    name="left",
    signatures=(Signature(parameters=(_TEXT, parameter("length", INTEGERS)), result=_gives_text),),
    zh="开头的若干个字符。",
    en="So many characters from the start.",
    example='left("华东区", 2) == "华东"',
)
RIGHT = Function(
    name="right",
    signatures=(Signature(parameters=(_TEXT, parameter("length", INTEGERS)), result=_gives_text),),
    zh="末尾的若干个字符。",
    en="So many characters from the end.",
    example='right("13800138000", 4) == "8000"',
)
CONCAT = Function(
    name="concat",
    signatures=(Signature(parameters=(parameter("value", SHOWN),), result=_gives_text, repeats=True),),
    zh="把各个值的文字连在一起；空值不占位。",
    en="The texts of all values joined; empty ones add nothing.",
    example='concat(name, "（", code, "）")',
)
TEXT = Function(
    name="text",
    signatures=(Signature(parameters=(parameter("value", SHOWN),), result=_gives_text),),
    zh="值的文字形式：数字不分组，日期为 2026-11-21，时间点为应用所在时区的 2026-11-21 09:30，选项为其名称。",
    en="The value as a text: digits without groups, 2026-11-21 09:30 in the app's time zone, labels of options.",
    example='text(30%) == "30%"',
)

FUNCTIONS = (
    LENGTH,
    UPPER,
    LOWER,
    TRIM,
    CONTAINS,
    STARTS_WITH,
    ENDS_WITH,
    REPLACE,
    SUBSTRING,
    LEFT,
    RIGHT,
    CONCAT,
    TEXT,
)
