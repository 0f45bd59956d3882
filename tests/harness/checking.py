"""Short tests of the checker: a few lines of spec in, codes and types out."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.checking import Checked, check
from lowcode.diagnostics.problem import Language, Problem
from lowcode.dsl.type_checker import type_name
from lowcode.ir.application import Application
from lowcode.ir.expressions import Expression
from lowcode.source import SourceFile


def checked(spec: str, data_files: Mapping[str, str] | None = None) -> Checked:
    """What the compiler says about `spec`; an `app` is added where it has none."""
    text = spec if "app " in spec else "app test { locale zh-CN, en }\n" + spec
    return check({"test.lc": SourceFile("test.lc", text)}, data_files)


def described(problems: tuple[Problem, ...]) -> list[str]:
    """The problems in words, for the message of a failing test."""
    return [f"{each.code} {each.message_wording().text(Language.ENGLISH, each.facts())}" for each in problems]


def codes(spec: str, data_files: Mapping[str, str] | None = None) -> list[str]:
    """The codes of all problems but the warning that nobody has access."""
    return [each.code for each in checked(spec, data_files).problems if each.code != "LC802"]


def assert_problem(spec: str, code: str, *suggestions: str) -> None:
    """There is exactly one problem, with this code and these suggestions; its wording is complete in both languages."""
    problems = tuple(each for each in checked(spec).problems if each.code != "LC802" or code == "LC802")
    assert [each.code for each in problems] == [code], described(problems)
    problem = problems[0]
    for language in Language:
        for wording in (problem.message_wording(), problem.label_wording(), problem.help_wording()):
            assert wording is None or wording.text(language, problem.facts())
        for related in problem.related():
            assert related.label.text(language, problem.facts())
    assert problem.suggestions() == suggestions, problem.suggestions()


def application(spec: str, data_files: Mapping[str, str] | None = None) -> Application:
    """The model of a spec without errors."""
    result = checked(spec, data_files)
    assert result.application is not None, described(result.problems)
    return result.application


def expression(text: str, fields: str, more: str = "") -> Expression:
    """The typed form of `text`, in a check of an entity `Thing` with `fields`."""
    result = application(f'entity Thing {{\n{fields}\ncheck ({text}) is not empty "-"\n}}\n{more}')
    check_ = result.entity("Thing").checks[0].expression
    return check_.operand  # type: ignore[union-attr]  # the check above asks for emptiness


def shown_type(expression_: Expression) -> str:
    """`money(2)`, `int`, `Customer`: the type with its digits after the point."""
    scale = getattr(expression_.type, "scale", None)
    name = type_name(expression_.type)
    return name if scale is None else f"{name}({scale})"
