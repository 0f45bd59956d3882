"""The first half of the compiler: sources to a checked model. Pure, and quick to import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from lowcode.diagnostics.problem import Problem, has_errors, in_order
from lowcode.dsl.analysis import analyse
from lowcode.dsl.checks.process import check_processes
from lowcode.dsl.checks.reports import check_reports
from lowcode.dsl.parser import ParsedFile, parse
from lowcode.ir.application import Application
from lowcode.ir.former import Former
from lowcode.quick_dataclass import dataclass
from lowcode.source import SourceFile

Parsing: TypeAlias = Callable[[SourceFile], ParsedFile]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a specification says, if nothing stands against it, and all that is to be said about it."""

    application: Application | None
    problems: tuple[Problem, ...]


def check(
    files: Mapping[str, SourceFile],
    data_files: Mapping[str, str] | None = None,
    missing: Sequence[Problem] = (),
    former: Former = None,
    *,
    parsing: Parsing = parse,
) -> Checked:
    """Reads, resolves and types all files of a project; every problem is found in one run.

    `missing` are the problems of files that belong to the project and could not be read. With them, or where a part of
    a file could not be read, nothing is said about what may be declared there. `parsing` may remember trees that it
    has made before: nothing changes a tree.

    With `former`, what the specification says about its own past (`was`, `drop`, `from`) is compared with what there
    was; without, only what the text alone tells is judged.
    """
    parsed = [parsing(source) for source in files.values()]
    problems = [*missing, *(problem for each in parsed for problem in each.problems)]
    application: Application | None = None
    if parsed and not missing and all(each.is_complete for each in parsed):
        application, found = analyse([each.tree for each in parsed], data_files or {}, former)
        problems += found
        if application is not None and not has_errors(problems):
            problems += [*check_processes(application), *check_reports(application)]
    return Checked(None if has_errors(problems) else application, tuple(in_order(problems)))
