"""Whatever is typed into a client or its base: an answer, never a crash."""

from __future__ import annotations

import random
import re

import pytest

from lowcode.checking import check
from lowcode.diagnostics.description import describe
from lowcode.diagnostics.problem import Language
from lowcode.three_way import own_files, three_way
from tests.clients.layers import BASE, files_of
from tests.clients.test_layers import ALL_KINDS

_TOKEN = re.compile(r'"[^"\n]*"|->|[=!<>]=|\w+|\S|\n')


def damaged(chance: random.Random, text: str, pool: list[str]) -> str:
    tokens = _TOKEN.findall(text)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(tokens))
        match chance.randrange(3):
            case 0:
                del tokens[place]
            case 1:
                tokens[place] = chance.choice(pool)
            case _:
                tokens.insert(place, chance.choice(pool))
    return "".join(each if each == "\n" else f"{each} " for each in tokens)


@pytest.mark.parametrize("seed", range(25))
def test_damaged_clients(seed: int) -> None:
    chance = random.Random(seed)
    pool = [*_TOKEN.findall(ALL_KINDS), *_TOKEN.findall(BASE)]
    lines = [line for line in ALL_KINDS.splitlines() if chance.random() > 0.1]
    base = BASE if chance.random() < 0.5 else damaged(chance, BASE, pool)
    files = files_of(damaged(chance, "\n".join(lines), pool), base)
    found = check(files)
    own, _ = own_files(files)
    old = {path: source for path, source in files_of("").items() if path not in own}
    compared = three_way(old, {path: each for path, each in files.items() if path not in own}, own, found.problems)
    for problem in compared.problems:
        for language in Language:
            assert describe(problem, language).message
