"""What a plan finds in a database is what the migration stops at: the same records, for every kind of obstacle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import pytest

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.migrations.differ import Difference, beginning
from lowcode.codegen.migrations.operations import Operation
from lowcode.codegen.project import Project
from lowcode.plan_rows.rehearsal import Rehearsal
from lowcode.plans.effects import table_of
from lowcode.runtime.migrating.stopped import MOST_ROWS, MigrationStopped
from tests.harness.databases import Databases
from tests.harness.revisions import Trial, open_trials
from tests.migrations.planning import change, project_of
from tests.plans.rehearsals import CASES, HEAD, NOON, TAGS, Case, Row

NAMES = {case.title: f"It{number}" for number, case in enumerate(CASES, 1)}
_ENTITY = """
entity {it} "{it}" { called: text(40); FIELDS }
access {it} { staff all }
"""
_WIDE = HEAD + 'entity Wide "Wide" { FIELDS }\naccess Wide { staff all }\n'


def _specification(*, is_new: bool) -> str:
    entities = []
    for case in CASES:
        name = NAMES[case.title]
        fields, words = (case.after, case.words) if is_new else (case.before, "")
        said = "\n".join((case.choices[is_new], words)) + _ENTITY.replace("FIELDS", fields)
        entities.append(said.replace("{it}", name))
    return HEAD + "\n".join(entities)


@cache
def _before() -> Project:
    return project_of(_specification(is_new=False))


@pytest.fixture(scope="module")
def changed() -> Difference:
    found = change(_specification(is_new=False), _specification(is_new=True))
    assert not found.problems, found.problems
    return found


@pytest.fixture(scope="module")
def trials(databases: Databases) -> Iterator[Any]:
    url = databases.fresh()
    with open_trials(url, *beginning(_before()).operations) as opened:
        yield opened
    databases.discard(url)


@pytest.fixture
def trial(trials: Any) -> Iterator[Trial]:
    opened: AbstractContextManager[Trial] = trials()
    with opened as found:
        yield found


MOMENT = {"created_at": NOON, "updated_at": NOON, "version": 1}
"""What every record has."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_plan_names_what_the_migration_stops_at(changed: Difference, trial: Trial, case: Case) -> None:
    table = NAMES[case.title].lower()
    _fill(trial, table, case)
    concerned = [each for each in changed.operations if _is_about(each, table)]
    found = _found(trial, concerned)
    assert sorted(each[:2] for each in found) == sorted(each for each in _of_ten(case))
    stopped = _stopped(trial, concerned)
    assert stopped == (found[0] if found else None)


def test_a_whole_plan_names_all_of_them_and_changes_nothing(changed: Difference, trial: Trial) -> None:
    for case in CASES:
        _fill(trial, NAMES[case.title].lower(), case, with_tags=case is CASES[0])
    before = trial.contents()
    found = _found(trial, changed.operations)
    assert sorted(each[:2] for each in found) == sorted(each for case in CASES for each in _of_ten(case))
    assert trial.contents() == before


def test_however_much_changes_in_one_table(trials: Any) -> None:
    """Statements say each table that is foreseen one after another: what lies in another too deep is refused."""
    before = _WIDE.replace("FIELDS", "; ".join(f"a{number}: text(40)" for number in range(40)))
    after = _WIDE.replace("FIELDS", "; ".join(f"b{number}: int was a{number}" for number in range(40)))
    found = change(before, after)
    assert not found.problems
    with trials() as trial:
        trial.apply(*(each for each in beginning(project_of(before)).operations if table_of(each) == "wide"))
        row = {f"a{number}": str(number) for number in range(40)}
        trial.insert(project_of(before).tables["wide"], {"id": 1, **MOMENT, **row, "a17": "x", "a39": "y"})
        stops = _found(trial, [each for each in found.operations if _is_about(each, "wide")])
    assert stops == [("unconvertible", (1,), 1), ("unconvertible", (1,), 1)]


def _of_ten(case: Case) -> list[tuple[str, tuple[int, ...]]]:
    return [(kind, ids[:MOST_ROWS]) for kind, ids in case.stops]


def _fill(trial: Trial, table: str, case: Case, *, with_tags: bool = True) -> None:
    tables = _before().tables
    rows: dict[str, tuple[Row, ...]] = {table: case.rows}
    rows |= {f"{table}_{name}": linked for name, linked in case.linked.items()}
    for name, found in [*([("tag", TAGS)] if with_tags else []), *rows.items()]:
        columns = {each.name for each in tables[name].columns}
        for number, row in enumerate(found, 1):
            every = {"id": number, **MOMENT}
            trial.insert(tables[name], {**{key: every[key] for key in every if key in columns}, **row})


def _is_about(operation: Operation, table: str) -> bool:
    """Whether it belongs to the entity of a case; names in rows of the runtime are nothing to a plan."""
    if isinstance(operation, op.RenameInRows | op.CancelWaiting | op.Recompute):
        return False
    found = table_of(operation) or ""
    return found == table or found.startswith(f"{table}_")


def _found(trial: Trial, operations: Sequence[Operation]) -> list[tuple[str, tuple[int, ...], int]]:
    stops = (each for _, found in Rehearsal(trial.connection, operations).found() for each in found)
    return [(each.kind, each.ids, each.total) for each in stops]


def _stopped(trial: Trial, operations: Sequence[Operation]) -> tuple[str, tuple[int, ...], int] | None:
    try:
        trial.apply(*operations)
    except MigrationStopped as stopped:
        return stopped.kind, stopped.rows, stopped.total
    return None
