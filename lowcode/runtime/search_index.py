"""Which terms a text is found by, and which a query asks for.

Neither database has an index for Chinese words of two characters, so each searchable entity has a table of terms:

* Chinese: each character, each pair of neighbours; their syllables (`hua`), pairs of syllables (`huaxing`) and
  pairs of initials (`hx`), so that `华星`, `hx` and `huaxing` find `华星电子`.
* Latin letters and digits: the first character of a word, its pairs and its triples.

What is written here is agreed between saving (which writes the terms) and the queries (which read them).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2s
from itertools import pairwise

from lowcode.runtime.pinyin import readings, syllables

LONGEST_TEXT = 500
"""Characters of a text that are indexed; the rest of a long one is not found by search."""

LONGEST_INITIALS = 6
"""A longer run of letters is not tried as the initials of Chinese words."""

_WORD = re.compile(r"[^\W_]+")
_IDEOGRAPHS_OR_DIGITS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[0-9]+")
_LATIN = re.compile(r"[0-9a-z]+")


def terms_of_text(texts: Iterable[str | None]) -> frozenset[str]:
    """All terms that the texts of one record are found by."""
    terms: set[str] = set()
    for text in texts:
        if text:
            for word in _words(text[:LONGEST_TEXT]):
                terms.update(_word_terms(word))
    return frozenset(terms)


def terms_of_fields(texts: Iterable[str | None], scopes: Sequence[str]) -> frozenset[str]:
    """The terms of one record, whose restricted fields (those with a scope) are found by their readers only."""
    if not any(scopes):
        return terms_of_text(texts)
    terms: set[str] = set()
    for text, scope in zip(texts, scopes, strict=True):
        terms.update(scope + term for term in terms_of_text((text,)))
    return frozenset(terms)


@lru_cache(maxsize=1024)
def scope_of(field: str) -> str:
    """What the terms of a restricted field begin with: short, and nothing that a term itself begins with."""
    return f"{blake2s(field.encode(), digest_size=3).hexdigest()}:"


def terms_of_query(query: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """What a query asks for: for each word the alternatives, for each alternative the terms to be there.

    A record is found when each word has an alternative whose terms it all has. Long terms come first: they are the
    rarest. An empty result means that the query has nothing to search for.
    """
    return tuple(_alternatives(word) for word in dict.fromkeys(_words(query[:100])))


def whole_words(query: str) -> dict[tuple[str, ...], str]:
    """The words of a query that a text has to hold as they are, by the terms that stand for them.

    A text may have all pairs of a longer word in different places. Only words that are the same in every text after
    NFKD can be looked for in it: ideographs and digits. Letters may stand for pinyin, and have accents and capitals.
    """
    found: dict[tuple[str, ...], str] = {}
    for word in dict.fromkeys(_words(query[:100])):
        terms = _alternatives(word)
        if len(terms) == 1 and len(terms[0]) > 1 and _IDEOGRAPHS_OR_DIGITS.fullmatch(word):
            found[terms[0]] = word
    return found


def _words(text: str) -> list[str]:
    """Runs of one script: Latin letters and digits, or anything else that is written in words."""
    found: list[str] = []
    for word in _WORD.findall(_normal(text)):
        rest = 0
        for latin in _LATIN.finditer(word):
            found += (word[rest : latin.start()], latin.group())
            rest = latin.end()
        found.append(word[rest:])
    return [word for word in found if word]


def _normal(text: str) -> str:
    """Full-width forms, capitals and accents make no difference."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if not unicodedata.combining(character))


def _word_terms(word: str) -> set[str]:
    if _LATIN.fullmatch(word):
        return {word[0], *_runs(word, 2), *_runs(word, 3)}
    terms = {*word, *_runs(word, 2)}
    read = [reading[:-1] for reading in readings(word)]
    if read[0]:
        terms.add(read[0][0])
    terms.update(syllable for syllable in read if syllable)
    for left, right in pairwise(read):
        if left and right:
            terms.update((left + right, left[0] + right[0]))
    return terms


def _runs(word: str, length: int) -> list[str]:
    return [word[start : start + length] for start in range(len(word) - length + 1)]


def _alternatives(word: str) -> tuple[tuple[str, ...], ...]:
    if not _LATIN.fullmatch(word):
        return ((_unique(_runs(word, 2) or [word])),)
    if not word.isalpha() or len(word) < 3:
        return (_unique(_runs(word, 3) or [word]),)
    literal_or_initials = _unique(_runs(word, 3 if len(word) > LONGEST_INITIALS else 2))
    read = _split_into_syllables(word)
    pinyin = _unique([left + right for left, right in pairwise(read)] or read)
    return (literal_or_initials, pinyin) if pinyin else (literal_or_initials,)


def _unique(terms: list[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(terms), key=len, reverse=True))


def _split_into_syllables(word: str) -> list[str]:
    """The word as pinyin, longest syllables first; what is not typed to its end is left out. Empty if none."""
    known = syllables()
    ways: dict[int, list[str]] = {0: []}
    for end in range(1, len(word) + 1):
        for length in range(min(6, end), 0, -1):
            if end - length in ways and word[end - length : end] in known:
                ways[end] = [*ways[end - length], word[end - length : end]]
                break
    end = max(ways)
    unfinished = word[end:]
    return ways[end] if not unfinished or any(syllable.startswith(unfinished) for syllable in known) else []
