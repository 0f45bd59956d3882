"""Blocks that nobody writes who means them: a diagnostic, or well-formed Python; never a failure of the compiler."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from lowcode.checking import check
from lowcode.codegen.python_source import Imports, docstring
from lowcode.compiler import build
from lowcode.source import SourceFile

APP = """
app test "Test" { locale en }
role boss "Boss"
entity Deal "Deal" { name "Name": text(60) required; state "State": Flow; amount "Amount": int default 0 }
flow Flow "Flow" for Deal { a "A" start; b "B" end; a -> b "Go" by boss }
access Deal { everyone all }
"""


def codes(text: str) -> list[str]:
    return [each.code for each in check({"spec.lc": SourceFile("spec.lc", APP + text)}).problems]


def rule(actions: str) -> str:
    return f'rule R "R" for Deal on update {{ {actions} }}'


@pytest.mark.parametrize(
    "text",
    [
        rule("if amount > 1 { }"),
        rule("if amount > 1 { } else { set amount = 2 }"),
        rule("if amount > 1 { set amount = 2 } else if amount > 0 { }"),
        rule("for d in Deal { }"),
        rule("after 1h { }"),
        rule("repeat every 1d { }"),
        'scenario "s" { expect refused { } }',
        'scenario "s" { as root { } }',
    ],
)
def test_an_empty_block_is_a_problem(text: str) -> None:
    assert "LC412" in codes(text)


def loops(levels: int) -> str:
    heads = "".join(f"for d{number} in Deal where amount > {number} {{ " for number in range(levels))
    return rule(f"{heads} set amount = 1 {'}' * levels}")


def refusals(levels: int) -> str:
    return f'scenario "s" {{ {"expect refused { " * levels} let d = create Deal {{ name = "x" }} {"}" * levels} }}'


@pytest.mark.parametrize("nested", [loops, refusals])
def test_python_takes_no_more_than_twenty_blocks_inside_each_other(nested: Callable[[int], str]) -> None:
    assert "LC112" not in codes(nested(15))
    assert codes(nested(40)).count("LC112") == 1


def test_loops_that_run_later_are_functions_of_their_own() -> None:
    inner = "after 1h { for e in Deal { set amount = 1 } }"
    heads = "".join(f"for d{number} in Deal {{ " for number in range(15))
    assert "LC112" not in codes(rule(f"{heads} {inner} {'}' * 15}"))


@pytest.mark.parametrize("label", ['"""', 'a"""', '""""', '"""""', '"', '\\"', '\\"""', '"""a"', "\\"])
def test_a_docstring_ends_where_it_should(label: str) -> None:
    (statement,) = ast.parse(docstring(label)).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert str(statement.value.value).count('"') == label.count('"')


def test_an_entity_called_by_quotes_is_built() -> None:
    text = APP.replace('entity Deal "Deal"', 'entity Deal "\\"\\"\\""')
    sources = {"spec.lc": SourceFile("spec.lc", text)}
    application = check(sources).application
    assert application is not None
    for path, written in build(application, sources, {}).plan.writes.items():
        if path.endswith(".py"):
            compile(written, path, "exec")


def test_renamed_imports_are_in_the_order_of_what_is_imported() -> None:
    imports = Imports("test")
    for name in ("r3", "r", "r10", "r2"):
        imports.name("test.rules", f"{name} as rule_{name}")
    lines = [line for line in imports.source().splitlines() if "rules" in line]
    assert [line.split()[3] for line in lines] == ["r", "r2", "r3", "r10"]
