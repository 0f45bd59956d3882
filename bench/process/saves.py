"""What rules cost a save: the same save in the same app without its rules, with five idle ones, with five that act."""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Iterator, Mapping

from bench.process.application import App
from bench.targets import Measurement
from lowcode.runtime.context import EVERYONE, Identity, make_context
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process_definitions import processes_of
from lowcode.runtime.saving.outcome import Saved
from lowcode.runtime.saving.save import save
from lowcode.runtime.saving.submission import Submission

SPEC = """
app ruled "规则" / "Ruled" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role clerk "文员" / "Clerk"
entity Lead "线索" / "Lead" {
  company "公司" / "Company": text(60) required search
  note    "备注" / "Note": text(60)
  score   "意向" / "Score": int
  owner   "负责人" / "Owner": User default me
  first   "一" / "First": int
  second  "二" / "Second": int
  third   "三" / "Third": int
  fourth  "四" / "Fourth": text(60)
  fifth   "五" / "Fifth": text(60)
}
rule Idle1 "1" / "1" for Lead on update { when score > 1_000; set first = 1 }
rule Idle2 "2" / "2" for Lead on change of score { when old.score > 1_000; set second = 1 }
rule Idle3 "3" / "3" for Lead on change of note { when note == "x"; set third = 1 }
rule Idle4 "4" / "4" for Lead on score > 2_000 { set fourth = "x" }
rule Idle5 "5" / "5" for Lead on change of company { when company == "x"; set fifth = "y" }
rule Sets1 "1" / "1" for Lead on change of score { set first = score + 1 }
rule Sets2 "2" / "2" for Lead on change of score { set second = score + 2 }
rule Sets3 "3" / "3" for Lead on change of score { set third = score + 3 }
rule Sets4 "4" / "4" for Lead on change of note { set fourth = note }
rule Sets5 "5" / "5" for Lead on change of company { set fifth = company }
access Lead { clerk all }
"""

ROUNDS = 300
MOST = 2
"""A save with five rules may take so many times as long as one without."""


def measure_saves(app: App, database_name: str) -> Iterator[Measurement]:
    """Medians of saves that take turns, so that a busy machine is as unfair to each."""
    clerk = Identity(user_id=app.add_person("clerk", "clerk"), name="clerk", roles=frozenset({EVERYONE, "clerk"}))
    versions: Mapping[str, ApplicationDefinition] = {
        "no rule": dataclasses.replace(app.application, processes=None),
        "five idle rules": _with_rules(app.application, "idle"),
        "five rules that set fields": _with_rules(app.application, "sets"),
    }
    records = {name: _save(app, version, clerk, None, 0) for name, version in versions.items()}
    seconds: dict[str, list[float]] = {name: [] for name in versions}
    for number in range(1, ROUNDS + 1):
        for name, version in versions.items():
            started = time.perf_counter()
            _save(app, version, clerk, records[name], number)
            seconds[name].append(time.perf_counter() - started)
    plain = statistics.median(seconds["no rule"])
    yield Measurement(f"{database_name}: a save without rules", plain * 1_000, "ms")
    for name in list(versions)[1:]:
        share = statistics.median(seconds[name]) / plain
        yield Measurement(f"{database_name}: a save with {name}, compared", share, "×", MOST)


def _with_rules(application: ApplicationDefinition, beginning: str) -> ApplicationDefinition:
    processes = processes_of(application)
    rules = tuple(each for each in processes.rules if each.name.startswith(beginning))
    return dataclasses.replace(application, processes=dataclasses.replace(processes, rules=rules))


def _save(app: App, version: ApplicationDefinition, clerk: Identity, record_id: int | None, number: int) -> int:
    with app.database.writing() as connection:
        context = make_context(version, connection, clerk)
        values = {"company": f"C{number}", "note": f"n{number}", "score": number % 100}
        outcome = save(context, version.entity_by_name["lead"], record_id, Submission(values=values))
    assert isinstance(outcome, Saved), outcome
    return outcome.record_id
