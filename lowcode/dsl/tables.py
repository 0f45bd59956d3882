"""The parse tables that Lark computes from the grammar, as plain data, kept in a cache.

Computing them takes a third of a second, importing Lark another twentieth; reading them takes milliseconds.
The cache is optional: JSON in a private folder (`lowcode.cache_folder`). Whatever is wrong with it, the tables are
computed anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lowcode.cache_folder import cache_folder, is_private, write_private
from lowcode.quick_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark.grammar import Rule as LarkRule
    from lark.lexer import Token

GRAMMARS = tuple(
    Path(__file__).with_name(f"{name}.lark")
    for name in ("grammar", "grammar_process", "grammar_reports", "grammar_changes", "grammar_clients")
)
STARTS = ("declaration", "expression")
_LAYOUT = "1"
"""Changes when the fields of `Tables` do."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One production: how many symbols it takes, which of them carry a value, and what makes a node of them."""

    origin: str
    size: int
    kept: tuple[int, ...]
    action: str
    """The name of the builder's method; empty if the values are spliced into the parent's."""
    passes: bool
    """Whether a single value passes through unchanged (`?rule`)."""


@dataclass(frozen=True, slots=True)
class Tables:
    """An LALR(1) automaton. Terminals are keyed by their text (`entity`, `->`) or name (`NAME`)."""

    actions: tuple[dict[str, int], ...]
    """By state and terminal: the state to go to, or -1 - the number of the rule to reduce by."""
    gotos: tuple[dict[str, int], ...]
    rules: tuple[Rule, ...]
    starts: dict[str, int]
    ends: dict[str, int]
    keywords: frozenset[str]


@cache
def tables() -> Tables:
    """The tables of the grammar."""
    grammar = b"\n".join(path.read_bytes() for path in GRAMMARS)
    key = hashlib.sha256(_LAYOUT.encode() + grammar).hexdigest()[:24]
    folder = cache_folder()
    if folder is not None:
        cached = _read(folder / f"grammar-{key}.json")
        if cached is not None:
            return cached
    computed = _compute(grammar.decode())
    if folder is not None:
        _write(folder / f"grammar-{key}.json", computed)
    return computed


def _read(path: Path) -> Tables | None:
    """The tables in a file of the cache; whatever is wrong with it, there are none."""
    try:
        return _decode(json.loads(path.read_bytes())) if is_private(path) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, computed: Tables) -> None:
    """A cache that cannot be written is no cache; the next run computes again."""
    with contextlib.suppress(OSError):
        write_private(path, json.dumps(_encode(computed), separators=(",", ":")))


def _encode(value: Tables) -> dict[str, object]:
    return {
        "actions": value.actions,
        "gotos": value.gotos,
        "rules": [(r.origin, r.size, r.kept, r.action, r.passes) for r in value.rules],
        "starts": value.starts,
        "ends": value.ends,
        "keywords": sorted(value.keywords),
    }


def _decode(data: Any) -> Tables:
    return Tables(
        actions=tuple(data["actions"]),
        gotos=tuple(data["gotos"]),
        rules=tuple(
            Rule(origin, size, tuple(kept), action, passes) for origin, size, kept, action, passes in data["rules"]
        ),
        starts=data["starts"],
        ends=data["ends"],
        keywords=frozenset(data["keywords"]),
    )


def _compute(grammar: str) -> Tables:
    from lark import Lark  # noqa: PLC0415 - costs 50 ms that a filled cache saves
    from lark.lexer import Lexer, PatternStr  # noqa: PLC0415 - as above
    from lark.parsers.lalr_analysis import Shift  # noqa: PLC0415 - as above

    class NoLexer(Lexer):
        """`lowcode.dsl.scanner` makes the tokens."""

        def __init__(self, configuration: object) -> None:
            """Lark passes what it knows about the terminals; nothing of it is needed."""

        def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
            """Never called."""
            raise NotImplementedError

    lark = Lark(grammar, parser="lalr", lexer=NoLexer, start=list(STARTS), maybe_placeholders=False)
    table = lark.parser.parser._parse_table  # noqa: SLF001 - what a standalone parser is made of
    texts = {t.name: t.pattern.value for t in lark.terminals if isinstance(t.pattern, PatternStr)}
    numbers = {rule: number for number, rule in enumerate(lark.rules)}
    order = {state: number for number, state in enumerate(table.states)}
    actions: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    for row in table.states.values():
        terminals = {name: found for name, found in row.items() if name.isupper() or name == "$END"}
        actions.append(
            {
                texts.get(name, name): order[target] if step is Shift else -1 - numbers[target]
                for name, (step, target) in terminals.items()
            }
        )
        gotos.append({name: order[row[name][1]] for name in row if name not in terminals})
    return Tables(
        actions=tuple(actions),
        gotos=tuple(gotos),
        rules=tuple(_rule(rule) for rule in lark.rules),
        starts={start: order[state] for start, state in table.start_states.items()},
        ends={start: order[state] for start, state in table.end_states.items()},
        keywords=frozenset(text for text in texts.values() if text[0].isalpha()),
    )


def _rule(rule: LarkRule) -> Rule:
    origin = str(rule.origin.name)
    splices = origin.startswith("_") and rule.alias is None
    kept = tuple(index for index, symbol in enumerate(rule.expansion) if not getattr(symbol, "filter_out", False))
    return Rule(
        origin=origin,
        size=len(rule.expansion),
        kept=kept,
        action="" if splices else (rule.alias or origin),
        passes=rule.options.expand1 and rule.alias is None,
    )
