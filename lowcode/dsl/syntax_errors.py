"""When a declaration cannot be read: what to say about it, and what is still known of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.report_syntax import OtherOrder
from lowcode.diagnostics.problems.syntax import (
    ColonMissing,
    SingleEquals,
    UnexpectedToken,
    UnknownStatement,
)
from lowcode.diagnostics.suggestions import did_you_mean, units_meant
from lowcode.dsl import planned
from lowcode.dsl.ast import Name, UnsupportedDecl
from lowcode.dsl.client_syntax import change_meant
from lowcode.dsl.expression_builder import ExpressionBuilder
from lowcode.dsl.splitter import KINDS
from lowcode.dsl.tables import Tables
from lowcode.dsl.tokens import CLOSING, END, NEWLINE, OPENING, TEXT, WORD, Token
from lowcode.dsl.type_checker.measures import MEASURE_FUNCTIONS
from lowcode.dsl.words import is_statement_start
from lowcode.source import Span

_MOST_EXPECTED = 6
_MOST_WORDS = 8
_SHOWN_LENGTH = 40
_GROUP = 3
_KINDS_OF_NAMES = ("role", "choice", "entity", *("flow", "approval", "report", "dashboard", "message"))


def unexpected(
    automaton: Tables,
    start: int,
    terminals: Sequence[str],
    tokens: Sequence[Token],
    builder: ExpressionBuilder,
) -> Problem:
    """The problem of the last of `terminals`, which are what the first of `tokens` were read as."""
    index = len(terminals) - 1
    token = tokens[index]
    states = states_before(automaton, start, terminals)
    accepted = _accepted(automaton, states)
    span = builder.at(token)
    mistyped = _number_meant(tokens, index, builder) or _mistyped_keyword(automaton, start, terminals, tokens, builder)
    if mistyped is not None:
        return mistyped
    if token.kind == WORD and "FIELD_NAME" in accepted:
        return _unknown_member(tokens, index, accepted, builder)
    if token.kind == WORD and index and tokens[index - 1].text in MEASURE_FUNCTIONS and "(" in accepted:
        return UnexpectedToken(span=span, found=token.text, expected=("(",))
    if token.text == "by" and tokens[0].text == "report" and "sort" in accepted:
        return OtherOrder(span=span, word="by", before="show")
    if index == 1 and tokens[0].text == "drop":
        return UnexpectedToken(span=span, found=token.text, expected=did_you_mean(token.text, _DROPPED) or _DROPPED)
    if token.kind == TEXT and index > 1 and tokens[index - 2].text == "was":
        return OtherOrder(span=span, word=token.text, before="was")
    if token.kind == "=" and "==" in accepted:
        return SingleEquals(span=span)
    if token.kind in ("=", ">", "-") and "->" in accepted:
        return UnexpectedToken(span=span, found=token.text, expected=("->",))
    statements = _statements(accepted)
    if token.kind == WORD and statements and is_statement_start(tokens, index):
        return UnknownStatement(span=span, word=token.text, statements=statements)
    if token.kind in (NEWLINE, END) or _ends_line_before(tokens, index, builder):
        previous = tokens[index - 1]
        span = Span(span.path, previous.end, previous.end)
        return UnexpectedToken(span=span, found="", expected=_shown(accepted))
    if token.text in KINDS and END in accepted:
        return UnexpectedToken(span=span, found=token.text, expected=(), begins_line=True)
    found = token.text if len(token.text) <= _SHOWN_LENGTH else token.text[:_SHOWN_LENGTH] + "…"
    expected = _shown(accepted) or did_you_mean(found, _words(accepted))
    meant = change_meant(tokens, index) or _move_meant(tokens, index)
    return UnexpectedToken(span=span, found=found, expected=expected, meant=meant)


def _move_meant(tokens: Sequence[Token], index: int) -> str:
    """`was Contact.address`: the value is to come from another entity, which is not another name."""
    is_path = tokens[index].kind == "." and index > 1 and tokens[index - 2].text == "was"
    is_whole = is_path and index + 1 < len(tokens) and tokens[index + 1].kind == WORD
    return f"from reference.{tokens[index + 1].text}" if is_whole else ""


def _number_meant(tokens: Sequence[Token], index: int, builder: ExpressionBuilder) -> Problem | None:
    """`5,000` and `2 days`: numbers as people write them elsewhere."""
    token = tokens[index]
    first = index - 1 if token.kind in (",", WORD) and index else index
    if tokens[first].kind != "INTEGER" or first + 1 >= len(tokens):
        return None
    following = tokens[first + 1]
    units = units_meant(following.text) if following.kind == WORD else ()
    if units:
        last, meant = first + 1, f"{tokens[first].text}{units[0]}"
    else:
        last, meant = _grouped(tokens, first)
    if not meant:
        return None
    span = Span(builder.source.path, builder.at(tokens[first]).start, builder.at(tokens[last]).end)
    found = builder.source.text[span.start : span.end]
    return UnexpectedToken(span=span, found=found, expected=(), meant=meant)


def _grouped(tokens: Sequence[Token], first: int) -> tuple[int, str]:
    """The last token of a number whose digits are grouped by commas, and the number as it is written here."""
    last, digits = first, tokens[first].text
    while last + 2 < len(tokens) and tokens[last + 1].kind == "," and _is_group(tokens[last + 2], tokens[last].end + 1):
        last += 2
        digits += f"_{tokens[last].text}"
    return last, digits if last > first else ""


def _is_group(token: Token, start: int) -> bool:
    return token.kind == "INTEGER" and len(token.text) == _GROUP and token.start == start


def _mistyped_keyword(
    automaton: Tables,
    start: int,
    terminals: Sequence[str],
    tokens: Sequence[Token],
    builder: ExpressionBuilder,
) -> Problem | None:
    """The problem of the token before the last, if it was read as a name and a keyword like it would have fitted.

    In `aprove deal "Yes"` the first word may name a record, and only the second does not fit.
    """
    index = len(terminals) - 2
    if index < 0 or terminals[index] != "NAME" or tokens[index].kind != WORD:
        return None
    states = states_before(automaton, start, terminals[:-1])
    keywords = _words(_accepted(automaton, states))
    following = tokens[index + 1]
    wanted = {following.text, "NAME"} if following.kind == WORD else {following.kind}
    for keyword in did_you_mean(tokens[index].text, keywords):
        after = states_before(automaton, start, (*terminals[:index], keyword, END))
        if wanted.isdisjoint(_accepted(automaton, after)):
            continue
        span, word = builder.at(tokens[index]), tokens[index].text
        if is_statement_start(tokens, index):
            return UnknownStatement(span=span, word=word, statements=tuple(keywords))
        return UnexpectedToken(span=span, found=word, expected=(keyword,))
    return None


def _words(accepted: Iterable[str]) -> list[str]:
    """The keywords among terminals."""
    return [each for each in accepted if each[0].isalpha() and each.islower() and each not in planned.PROCESS_WORDS]


def _statements(accepted: Sequence[str]) -> tuple[str, ...]:
    """The keywords, where only statements that begin with one may stand."""
    words = _words(accepted)
    others = {"}", END, *planned.PROCESS_WORDS}
    return tuple(words) if len(words) > 1 and set(accepted) <= others.union(words) else ()


def _ends_line_before(tokens: Sequence[Token], index: int, builder: ExpressionBuilder) -> bool:
    """Whether a bracket closes on a later line: then the line before it is what lacks something."""
    if tokens[index].kind not in CLOSING or not index:
        return False
    return "\n" in builder.source.text[tokens[index - 1].end : tokens[index].start]


def _unknown_member(
    tokens: Sequence[Token], index: int, accepted: Iterable[str], builder: ExpressionBuilder
) -> Problem:
    token = tokens[index]
    type_ = _type_behind_was(tokens, index)
    if type_ is not None:
        return OtherOrder(span=builder.at(tokens[index + 1]), word=type_.text, before="was")
    last = index
    while last + 1 < len(tokens) and tokens[last + 1].kind in (TEXT, "/"):
        last += 1
    words = (word for word in accepted if word.isalpha() and word.islower())
    statements = ("name: type", *sorted(word for word in words if word not in planned.ENTITY_LINES))
    if last + 1 < len(tokens) and tokens[last + 1].kind == WORD:
        between = Span(builder.source.path, tokens[last].end, tokens[last].end)
        missing = ColonMissing(span=between, word=token.text)
        unknown = UnknownStatement(span=builder.at(token), word=token.text, statements=statements)
        return missing if last > index or not unknown.suggestions() else unknown
    return UnknownStatement(span=builder.at(token), word=token.text, statements=statements)


def _type_behind_was(tokens: Sequence[Token], index: int) -> Token | None:
    """The type in `mobile was phone "Mobile": text`, where what a field was called stands before its type."""
    last = index + 1
    while last + 1 < len(tokens) and tokens[last].text == "was" and tokens[last + 1].kind == WORD:
        last += 2
        if tokens[last].kind == ",":
            last += 1
    if last == index + 1:
        return None
    while last + 1 < len(tokens) and tokens[last].kind in (TEXT, "/"):
        last += 1
    return tokens[last + 1] if tokens[last].kind == ":" and last + 1 < len(tokens) else None


def _accepted(automaton: Tables, states: Sequence[int]) -> list[str]:
    """The terminals that can really come next: looking ahead merges more into a state than is true."""
    row = automaton.actions[states[-1]]
    return sorted(terminal for terminal in row if _can_shift(automaton, list(states), terminal))


def states_before(automaton: Tables, start: int, terminals: Sequence[str]) -> list[int]:
    """The states after all but the last of `terminals`, before anything was reduced for the sake of the last.

    In merged states a terminal may reduce what it then does not fit; what could have stood here is seen before that.
    """
    states = [start]
    for terminal in terminals[:-1]:
        while (action := automaton.actions[states[-1]][terminal]) < 0:
            rule = automaton.rules[-1 - action]
            if rule.size:
                del states[-rule.size :]
            states.append(automaton.gotos[states[-1]][rule.origin])
        states.append(action)
    return states


def _can_shift(automaton: Tables, states: list[int], terminal: str) -> bool:
    while True:
        action = automaton.actions[states[-1]].get(terminal)
        if action is None:
            return terminal == END and states[-1] in automaton.ends.values()
        if action >= 0:
            return True
        rule = automaton.rules[-1 - action]
        if rule.size:
            del states[-rule.size :]
        states.append(automaton.gotos[states[-1]][rule.origin])


_SHOWN = {
    "NAME": "name",
    "FIELD_NAME": "field: type",
    "STRING": '"…"',
    "INTEGER": "123",
    "PERCENTAGE": "60%",
    "DURATION": "3d",
    "TIME": "09:00",
}
_PUNCTUATION = frozenset("/,.(){}[]")
"""Left out of long lists."""
_DROPPED = ("entity", "field", "option", "role", "flow", "approval", "step")
"""What has data of its own."""
_RARE = frozenset({"was"})
"""Fits nearly everywhere and is hardly ever what is missing."""
_OPERAND = frozenset({"NAME", "STRING", "INTEGER", "(", "-"})
_OPERATORS = frozenset(
    {"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", ".", "(", "and", "or", "in", "is", "within", "not"}
)


def _shown(accepted: list[str]) -> tuple[str, ...]:
    """What to offer; after a value not how it might go on, but what is missing; nothing if the list would be long."""
    names = set(accepted)
    if names >= _OPERAND:
        return ("value",)
    if names >= _OPERATORS - {"("}:
        accepted = [each for each in accepted if each not in _OPERATORS]
    shown = [_SHOWN.get(each, each) for each in accepted if each in _SHOWN or not (each.isupper() or each in _RARE)]
    offered = tuple(each for each in shown if each not in (END, NEWLINE))
    if len(offered) <= _MOST_EXPECTED:
        return offered
    most_likely = tuple(each for each in offered if each not in _PUNCTUATION)
    if len(most_likely) <= _MOST_WORDS:
        return most_likely
    return ("name",) if "NAME" in names else ()


def outline(path: str, tokens: Sequence[Token]) -> UnsupportedDecl:
    """The names that a declaration introduces, read from its tokens without understanding it."""
    kind = tokens[0]
    words: list[Token] = []
    for token in tokens[1:]:
        if token.kind in OPENING or token.kind in CLOSING:
            break
        words.append(token)
    leading = [token for token in words[:2] if token.kind == WORD]
    name: Token | None = leading[0] if leading else None
    extended: Token | None = None
    if kind.text == "extend":
        extended = leading[1] if len(leading) > 1 else name
        name = None
    elif kind.text in ("access", "view", "sample", "data", "remove", "replace"):
        extended, name = name, None
    return UnsupportedDecl(
        kind=_name(path, kind),
        name=_name(path, name) if name else None,
        extends=_name(path, extended) if extended else None,
        members=tuple(_name(path, token) for token in _members(tokens)),
        span=Span(path, kind.start, tokens[-1].end),
    )


def _members(tokens: Sequence[Token]) -> Iterable[Token]:
    """The first word of each statement in the outer block; in `Customer huaxing { … }` the second, too."""
    level = 0
    is_start = False
    for index, token in enumerate(tokens):
        if is_start and level == 1 and token.kind == WORD:
            yield token
            if index + 1 < len(tokens) and tokens[index + 1].kind == WORD:
                yield tokens[index + 1]
        level += (token.kind in OPENING) - (token.kind in CLOSING)
        is_start = token.kind in (NEWLINE, "{")


def _name(path: str, token: Token) -> Name:
    return Name(token.text, Span(path, token.start, token.end))
