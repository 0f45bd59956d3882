"""A specification after another one, as the compiler sees it: what the last build knew, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lowcode.checking import Checked, check
from lowcode.codegen.migrations.model import model_of
from lowcode.codegen.project import Project
from lowcode.ir.former import FormerApplication
from lowcode.source import SourceFile
from tests.harness.checking import application, described

APP = "app test { locale zh-CN, en }\n"


def former(spec: str, answered: Iterable[str] = ()) -> FormerApplication:
    """What a build of `spec` leaves behind."""
    sources = {"test.lc": SourceFile("test.lc", APP + spec)}
    model = model_of(Project(application(APP + spec), sources))
    return replace(model, answered=frozenset(answered))


def after(before: str, spec: str, answered: Iterable[str] = ()) -> Checked:
    """What the compiler says about `spec` where `before` was built last."""
    return check({"test.lc": SourceFile("test.lc", APP + spec)}, {}, (), former(before, answered))


def codes_after(before: str, spec: str, answered: Iterable[str] = ()) -> list[str]:
    """The codes of all problems but the warning that nobody has access."""
    problems = after(before, spec, answered).problems
    return [each.code for each in problems if each.code != "LC802"]


def words_after(before: str, spec: str, answered: Iterable[str] = ()) -> list[str]:
    """The problems in words."""
    return described(tuple(each for each in after(before, spec, answered).problems if each.code != "LC802"))
