"""How the outcomes of many clients are told."""

from __future__ import annotations

import json
from concurrent.futures import Future
from pathlib import Path

from lowcode.diagnostics.problem import Language
from lowcode.fleet.definition import Client
from lowcode.fleet.outcomes import Finding, Outcome, Result, Task
from lowcode.fleet.pool import _outcome
from lowcode.fleet.telling import Told
from lowcode.reporting import OutputFormat
from lowcode.source import Span

SHARED = Finding(is_error=True, code="LC201", shown="error of the base\n")
WARNING = Finding(is_error=False, code="LC736", shown="warning\n")


def told(*outcomes: Outcome, task: Task = Task.CHECK, language: Language = Language.ENGLISH) -> Told:
    return Told(task=task, outcomes=outcomes, seconds=1.26, language=language)


def failed(name: str, *findings: Finding) -> Outcome:
    return Outcome(client=name, result=Result.FAILED, findings=findings, seconds=0.5)


def test_what_many_have_is_told_once_with_the_first_of_them() -> None:
    names = [f"c{number}" for number in range(7)]
    found = told(*(failed(name, SHARED, SHARED) for name in names), failed("own", WARNING))
    text = found.shown(OutputFormat.TEXT)
    assert text.count("error of the base") == 1
    assert "in 7 clients: c0, c1, c2, c3, c4 and 2 more" in text
    assert "in client own" in text
    assert "clients: 8, failed: 8, errors: 14, warnings: 1, 1.3 s" in text


def test_one_client_alone_needs_no_name() -> None:
    assert "in client" not in told(failed("own", WARNING)).shown(OutputFormat.TEXT)


def test_columns_stand_below_each_other_in_chinese_too() -> None:
    outcome = Outcome(client="华星", result=Result.BUILT, written=312, seconds=0.4)
    other = Outcome(client="acme", result=Result.UNCHANGED)
    table = told(outcome, other, task=Task.BUILD, language=Language.CHINESE).table()
    assert table == (
        "客户  结果    错误  警告  写入  删除    秒\n"
        "华星  已构建     0     0   312     0  0.40\n"
        "acme  无变化     0     0     0     0  0.00\n"
    )


def test_annotations_name_the_clients() -> None:
    line = Finding(is_error=True, code="LC201", shown="::error file=a.lc::no type\n")
    text = told(failed("a", line), failed("b", line)).shown(OutputFormat.GITHUB)
    assert text.startswith("::error file=a.lc::no type (a, b)\n")
    crashed = [Outcome(client=name, result=Result.CRASHED, details="ValueError: x\n") for name in "cd"]
    text = told(*crashed).shown(OutputFormat.GITHUB)
    assert text.startswith("::error title=c%2C d::ValueError: x\nclient ")


def test_a_summary_has_the_table_and_what_failed() -> None:
    crashed = Outcome(client="c|d", result=Result.CRASHED, details="ValueError: x\n")
    markdown = told(crashed, failed("a", SHARED)).markdown()
    assert markdown.startswith("## Fleet: check\n\n| client | result | errors | warnings | seconds |\n| --- |")
    assert "| c&#124;d | lowcode failed | 0 | 0 | 0.00 |" in markdown
    assert "`LC201` a" in markdown
    assert "```\nValueError: x\n```" in markdown


def test_a_client_that_lowcode_fails_with_is_a_line() -> None:
    future: Future[Outcome] = Future()
    future.set_exception(ValueError("broken"))
    client = Client(
        name="a", spec=Path("a"), out=Path("b"), base=None, former_base=None, coverage=None, span=Span("x", 0, 0)
    )
    outcome = _outcome(client, future)
    assert (outcome.result, outcome.details, outcome.has_failed) == (Result.CRASHED, "ValueError: broken\n", True)
    document = json.loads(told(outcome).shown(OutputFormat.JSON))
    assert document["clients"][0]["details"] == "ValueError: broken\n"
