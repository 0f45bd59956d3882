"""The specifications that come with the project, and what must stay fast."""

from __future__ import annotations

import time

import pytest

from lowcode.checking import check
from lowcode.dsl.analysis import analyse
from lowcode.dsl.parser import parse
from lowcode.source import SourceFile
from lowcode.workspace import read_sources
from tests.harness.checking import described
from tests.harness.specs import ROOT


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "specs").iterdir() if path.is_dir()))
def test_nothing_is_wrong_with_the_projects_own_specs(name: str) -> None:
    sources = read_sources(ROOT / "specs" / name)
    result = check(sources.files, sources.data_files)
    assert not result.problems, described(result.problems)


def large(entities: int) -> str:
    """A spec of so many entities with ten fields each, each referring to another."""
    return "app big { locale en }\nchoice Level { low; high }\n" + "\n".join(
        f"""
        entity Thing{number} {{
          name: text(80) required unique search
          code: text(20)
          size: int min 0 max 100
          price: money required default 0
          due: date
          level: Level default low
          kind: one of (x, y)
          other: Thing{(number * 7 + 1) % entities}
          total: money = price * size
          note: longtext
          title "{{name}} {{code}}"
          check size is empty or size > 0 "no"
        }}
        access Thing{number} {{ everyone all where created_by == me }}"""
        for number in range(entities)
    )


def test_the_time_grows_with_the_size_and_no_faster() -> None:
    def seconds(entities: int) -> float:
        tree = parse(SourceFile("big.lc", large(entities))).tree
        start = time.process_time()
        application, problems = analyse([tree], {})
        assert application is not None, described(problems)
        return time.process_time() - start

    seconds(10)
    assert seconds(400) < 24 * seconds(50), "eight times the size; quadratic would be 64 times the time"
