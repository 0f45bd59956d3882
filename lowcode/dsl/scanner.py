"""Text to tokens: one pass with one regular expression.

Here live the rules of the form: what ends a statement, what a comment is, which typing mistakes of
characters (`：`, `“`, `'`) are understood. A mistake is reported with its repair and read as what was meant, so
that it has no consequences.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Set as AbstractSet

from lowcode.diagnostics.problems.syntax import (
    ForeignSign,
    FullWidthSign,
    NestedTooDeep,
    TextNotClosed,
    TooManyParts,
    UnknownUnit,
    UnreadableCharacter,
)
from lowcode.dsl.continuation import join_lines
from lowcode.dsl.tokens import BLOCK_TEXT, CLOSING, NEWLINE, TEXT, WORD, Scan, Token
from lowcode.source import SourceFile, Span

_LETTER = r"[^\W\d\uff01-\uff5e]"
_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\u00a0\u3000]++)
    | (?P<newline>\n[ \t\r\n]*+)
    | (?P<comment>\#[^\n\r]*+)
    | (?P<word>LETTER(?:LETTER|[0-9])*+)
    | (?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9]))
    | (?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9]))
    | (?P<wide_number>[0-9]*+[\uff10-\uff19][0-9_\uff10-\uff19]*+(?:[.\uff0e][0-9\uff10-\uff19]++)?+[%\uff05]?)
    | (?P<number>[0-9][0-9_]*+(?:\.[0-9][0-9_]*+)?+(?P<suffix>%(?![\w(])|(?:LETTER)++)?)
    | (?P<block>\"\"\"(?:[^"\\]|\\[\s\S]|"(?!""))*+\"\"\")
    | (?P<open_block>\"\"\")
    | (?P<text>"[^"\\\n\r]*+(?:\\[^\n\r][^"\\\n\r]*+)*+")
    | (?P<open_text>"[^\n\r]*+)
    | (?P<curly>[\u201c\u201d\u201e\uff02][^"\n\r\u201c\u201d\uff02]*+["\u201c\u201d\uff02]|\u300c[^\n\r\u300d]*+\u300d)
    | (?P<single>'[^'\n\r]*+'|\u2018[^\u2019\n\r]*+\u2019)
    | (?P<foreign>&&|\|\||<>|===|!==|!(?!=)|&|\||\u2260|\u2264|\u2265|\u2192|\u00d7|\u00f7)
    | (?P<sign>->|==|!=|<=|>=|\.\.|[-+*/%<>=(){}\[\],.:;])
    | (?P<wide>[\uff01-\uff5e\u3001\u3002\u3010\u3011\u300a\u300b\u2014\u2026]+?)
    | (?P<other>[\s\S])
    """.replace("LETTER", _LETTER),
    re.VERBOSE,
)

_FOREIGN = {
    "&&": "and", "&": "and", "||": "or", "|": "or", "<>": "!=", "===": "==", "!==": "!=", "!": "not",
    "≠": "!=", "≤": "<=", "≥": ">=", "→": "->", "×": "*", "÷": "/",
}  # fmt: skip
_WIDE = {"、": ",", "。": ".", "【": "[", "】": "]", "《": "<", "》": ">", "—": "-", "…": ".."}
_SIGNS = frozenset("-+*/%<>=(){}[],.:;!&|")
_DURATION_UNITS = ("s", "m", "h", "d", "w", "mo", "y")
_SIZE_UNITS = ("KB", "MB", "GB")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
MOST_PROBLEMS = 100
"""After so many the file is probably something else; the rest is not read."""
MOST_TOKENS = 20_000
"""Of one declaration, an entity with a thousand fields is far below; the rest of the file is not read then."""
_MOST_BRACKETS = 100
_DECORATION = re.compile(r"\s*(?:[-=*#~_]{2,}.*)?$")


def scan(source: SourceFile, start: int = 0, kinds: AbstractSet[str] = frozenset()) -> Scan:
    """The tokens of a file from the offset `start` on, where a statement begins.

    `kinds` are the words of declarations: at the beginning of a line they begin one, whatever brackets are open.
    """
    return _Scanner(source, kinds).scan(start)


def scan_part(source: SourceFile, start: int, end: int) -> Scan:
    """The tokens of the characters `[start, end)`, read as one line inside brackets (an expression within a text)."""
    return _Scanner(source, frozenset(), inside=True).scan(start, end)


class _Scanner:
    def __init__(self, source: SourceFile, kinds: AbstractSet[str], *, inside: bool = False) -> None:
        self.source = source
        self.kinds = kinds
        self.first = 0
        """The index of the token that begins the declaration."""
        self.result = Scan()
        self.brackets: list[str] = ["("] if inside else []
        self.stray_brackets = 0
        self.comments: list[str] = []
        self.lines_since_comment = 0

    def scan(self, start: int = 0, end: int | None = None) -> Scan:
        stop = len(self.source.text) if end is None else end
        position = start
        while position < stop and self.result.is_complete:
            match = _TOKEN.match(self.source.text, position, stop)
            assert match is not None, "the last alternative matches any character"
            kind = match.lastgroup
            assert kind is not None, "every alternative has a name"
            self.take(kind if kind != "suffix" else "number", match)
            position = match.end()
            if len(self.result.problems) >= MOST_PROBLEMS:
                self.result.is_complete = False
        self.result.tokens = join_lines(self.source.text, self.result.tokens)
        return self.result

    def take(self, kind: str, match: re.Match[str]) -> None:
        if kind == "space":
            return
        if kind == "word":
            self.add(WORD, match)
        elif kind == "sign":
            self.sign(match.group(), match.start(), match.end())
        else:
            getattr(self, f"take_{kind}")(match)

    # --- statements ---

    @property
    def is_at_statement_start(self) -> bool:
        tokens = self.result.tokens
        return not tokens or tokens[-1].kind in (NEWLINE, "{")

    def add(self, kind: str, match: re.Match[str], text: str | None = None) -> None:
        self.put(Token(kind, match.group() if text is None else text, match.start(), match.end()))

    def put(self, token: Token) -> None:
        if self.comments:
            if self.is_at_statement_start:
                self.result.documentation[token.start] = "\n".join(self.comments).strip()
            self.comments.clear()
        tokens = self.result.tokens
        if tokens and tokens[-1].kind == NEWLINE and self.begins_declaration(token):
            self.first = len(tokens)
        tokens.append(token)
        if len(tokens) - self.first > MOST_TOKENS:
            span = Span(self.source.path, tokens[self.first].start, tokens[self.first].end)
            self.result.problems.append(TooManyParts(span=span, limit=MOST_TOKENS))
            self.result.is_complete = False

    def begins_declaration(self, token: Token) -> bool:
        if not self.brackets:
            return True
        is_indented = token.start > 0 and self.source.text[token.start - 1] not in "\n\r"
        return token.text in self.kinds and not is_indented

    def end_statement(self, start: int, end: int) -> None:
        tokens = self.result.tokens
        if not tokens or tokens[-1].kind in (NEWLINE, ",", "{"):
            return
        if self.brackets and self.brackets[-1] != "{":
            return
        tokens.append(Token(NEWLINE, "\n", start, end))

    def sign(self, text: str, start: int, end: int) -> None:
        tokens = self.result.tokens
        if text == ";":
            self.end_statement(start, end)
            return
        if text in "([{":
            if text == "{" and tokens and tokens[-1].kind == NEWLINE:
                tokens.pop()
            self.open_bracket(text, start, end)
        elif text in ")]}":
            while tokens and tokens[-1].kind in (NEWLINE, ","):
                tokens.pop()
            self.close_bracket(text)
        self.put(Token(text, text, start, end))

    def open_bracket(self, text: str, start: int, end: int) -> None:
        self.brackets.append(text)
        if len(self.brackets) > _MOST_BRACKETS:
            span = Span(self.source.path, start, end)
            self.result.problems.append(NestedTooDeep(span=span, limit=_MOST_BRACKETS))
            self.result.is_complete = False

    def close_bracket(self, text: str) -> None:
        """Closes what is open inside, too: the splitter reports it, here it only has to end."""
        opening = CLOSING[text]
        if opening in self.brackets:
            while self.brackets.pop() != opening:
                continue
            return
        self.stray_brackets += 1
        if self.stray_brackets > MOST_PROBLEMS:
            self.result.is_complete = False

    # --- comments and lines ---

    def take_newline(self, match: re.Match[str]) -> None:
        self.lines_since_comment += match.group().count("\n")
        if self.lines_since_comment > 1:
            self.comments.clear()
        self.end_statement(match.start(), match.end())

    def take_comment(self, match: re.Match[str]) -> None:
        if not self.is_at_statement_start:
            return
        text = match.group()[1:]
        self.lines_since_comment = 0
        if _DECORATION.fullmatch(text):
            self.comments.clear()
        else:
            self.comments.append(text.removeprefix(" ").rstrip())

    def take_block(self, match: re.Match[str]) -> None:
        self.check_characters(match)
        if self.is_at_statement_start:
            self.comments.append(block_text(match.group()))
            self.lines_since_comment = 0
        else:
            self.add(BLOCK_TEXT, match)

    def take_open_block(self, match: re.Match[str]) -> None:
        span = Span(self.source.path, match.start(), match.end())
        self.result.problems.append(TextNotClosed(span=span, quotes='"""'))
        self.result.is_complete = False

    # --- texts and numbers ---

    def take_text(self, match: re.Match[str]) -> None:
        self.check_characters(match)
        self.add(TEXT, match)

    def take_open_text(self, match: re.Match[str]) -> None:
        span = Span(self.source.path, match.start(), match.start() + 1)
        self.result.problems.append(TextNotClosed(span=span, quotes='"'))
        self.add(TEXT, match, match.group() + '"')

    def take_curly(self, match: re.Match[str]) -> None:
        self.quoted(match, FullWidthSign(span=self.span(match), found=match.group()[0], wanted='"'))

    def take_single(self, match: re.Match[str]) -> None:
        self.quoted(match, ForeignSign(span=self.span(match), found=match.group()[0], wanted='"'))

    def quoted(self, match: re.Match[str], problem: FullWidthSign | ForeignSign) -> None:
        self.result.problems.append(problem)
        content = match.group()[1:-1].replace('"', '\\"')
        self.add(TEXT, match, f'"{content}"')

    def take_number(self, match: re.Match[str]) -> None:
        suffix = match.group("suffix")
        if suffix is None:
            self.add("DECIMAL" if "." in match.group() else "INTEGER", match)
        elif suffix == "%":
            self.add("PERCENTAGE", match)
        elif suffix.lower() in _DURATION_UNITS and "." not in match.group():
            self.add("DURATION", match, match.group().lower())
        elif suffix.upper() in _SIZE_UNITS and "." not in match.group():
            self.add("SIZE", match, match.group().upper())
        else:
            self.take_unknown_unit(match, suffix)

    def take_wide_number(self, match: re.Match[str]) -> None:
        """`５，０００` has its comma for itself: it stands between two values as often."""
        wanted = unicodedata.normalize("NFKC", match.group())
        self.result.problems.append(FullWidthSign(span=self.span(match), found=match.group(), wanted=wanted))
        kind = "PERCENTAGE" if wanted.endswith("%") else "DECIMAL" if "." in wanted else "INTEGER"
        self.add(kind, match, wanted)

    def take_unknown_unit(self, match: re.Match[str], suffix: str) -> None:
        """Reads on with the unit that was probably meant, so that types are not at fault as well."""
        span = Span(self.source.path, match.start("suffix"), match.end())
        problem = UnknownUnit(span=span, unit=suffix, units=(*_DURATION_UNITS, *_SIZE_UNITS))
        self.result.problems.append(problem)
        number = match.group()[: -len(suffix)].partition(".")[0]
        unit = next(iter(problem.suggestions()), "")
        kind = "DURATION" if unit in _DURATION_UNITS else "SIZE" if unit else "INTEGER"
        self.add(kind, match, f"{number}{unit}")

    def take_date(self, match: re.Match[str]) -> None:
        self.add("DATE", match)

    def take_time(self, match: re.Match[str]) -> None:
        self.add("TIME", match)

    # --- mistyped signs ---

    def take_foreign(self, match: re.Match[str]) -> None:
        wanted = _FOREIGN[match.group()]
        self.result.problems.append(ForeignSign(span=self.span(match), found=match.group(), wanted=wanted))
        self.add(WORD if wanted.isalpha() else wanted, match, wanted)

    def take_wide(self, match: re.Match[str]) -> None:
        found = match.group()
        wanted = _WIDE.get(found) or chr(ord(found) - 0xFEE0)
        problem = FullWidthSign(span=self.span(match), found=found, wanted=wanted)
        self.result.problems.append(problem)
        if wanted == "#":
            return
        if wanted in _SIGNS:
            self.sign(wanted, match.start(), match.end())
        else:
            self.add(WORD, match, wanted)

    def take_other(self, match: re.Match[str]) -> None:
        name = f"U+{ord(match.group()):04X}"
        shown = match.group() if match.group().isprintable() else name
        self.result.problems.append(UnreadableCharacter(span=self.span(match), character=shown))

    def check_characters(self, match: re.Match[str]) -> None:
        for found in _UNWANTED.finditer(match.group()):
            start = match.start() + found.start()
            self.result.problems.append(
                UnreadableCharacter(
                    span=Span(self.source.path, start, start + 1),
                    character=f"U+{ord(found.group()):04X}",
                )
            )

    def span(self, match: re.Match[str]) -> Span:
        return Span(self.source.path, match.start(), match.end())


def block_text(raw: str) -> str:
    '''The content of a `"""` text: without the common indentation and the empty lines around.'''
    lines = raw[3:-3].replace("\r\n", "\n").replace("\r", "\n")
    return textwrap.dedent(lines).strip()
