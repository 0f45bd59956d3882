"""`lowcode plan`: the steps in both languages and all formats, what a database says of them; nothing changes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import get_args
from unittest import mock

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from lowcode.cli.main import app
from lowcode.codegen.migrations import operations
from lowcode.codegen.migrations.online.stages import Special
from lowcode.codegen.migrations.operations import ChangeType, Operation
from lowcode.codegen.migrations.steps import Loss, StepKind
from lowcode.codegen.schema import Column
from lowcode.plan_rows import DatabaseError, look
from lowcode.plans.effects import EFFECTS, ONLINE, Database, Lock, Work, effect_of
from lowcode.plans.online import STAGES
from lowcode.plans.rates import ROWS_PER_SECOND
from lowcode.plans.words import LOCKS, LOSSES, STEPS, STOPS, WORKS
from lowcode.runtime.database.engine import WRITES, database_url, open_engine
from tests.harness.apps import GeneratedApp
from tests.harness.databases import Databases

HERE = Path(__file__).parent
BEFORE, AFTER = ((HERE / name).read_text(encoding="utf-8") for name in ("before.lc", "after.lc"))
ROWS = 5


# --- the tables -------------------------------------------------------------------------------


def test_every_operation_has_an_effect() -> None:
    assert set(EFFECTS) == set(get_args(Operation))
    assert set(ONLINE) == set(get_args(Special))


@pytest.mark.parametrize(
    ("words", "members"),
    [(STEPS, StepKind), (LOSSES, Loss), (LOCKS, Lock), (WORKS, Work)],
    ids=lambda each: str(each)[:20],
)
def test_everything_has_words(words: Mapping[Enum, object], members: type[Enum]) -> None:
    assert set(words) == set(members)


def test_every_work_has_a_rate_on_both_databases() -> None:
    wanted = {(database, work) for database in Database for work in Work if work is not Work.NOTHING}
    assert set(ROWS_PER_SECOND) == wanted
    assert min(ROWS_PER_SECOND.values()) > 0


def test_every_guard_has_words() -> None:
    assert words_of_the_differ(r'\bGuard\(\s*"(\w+)"') | {"several", "unconvertible", "too_large"} == set(STOPS)


def test_every_stage_has_words() -> None:
    assert words_of_the_differ(r'\b_(?:stage|one_by_one)\(\s*f?"([a-z_]+?)(?:_\{table\})?"') <= set(STAGES)


def words_of_the_differ(pattern: str) -> set[str]:
    """What its modules write literally, wherever it is."""
    folder = Path(operations.__file__).parent
    return {word for file in folder.rglob("*.py") for word in re.findall(pattern, file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("old", "new", "work"),
    [
        ("Text(40)", "Text(80)", Work.NOTHING),
        ("Text(80)", "Text(40)", Work.REWRITE),
        ("Text(40)", "Text()", Work.NOTHING),
        ("ExactDecimal(12, 2)", "ExactDecimal(18, 2)", Work.NOTHING),
        ("ExactDecimal(12, 2)", "ExactDecimal(18, 3)", Work.REWRITE),
        ("Text(40)", "sa.Integer()", Work.REWRITE),
    ],
)
def test_what_only_grows_touches_no_row(old: str, new: str, work: Work) -> None:
    change = ChangeType("t", Column("c", old, nullable=True), Column("c", new, nullable=True))
    assert effect_of(change).postgresql is work


# --- what is printed --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both specifications, and the project that the first one was built into."""
    folder = tmp_path_factory.mktemp("plans")
    for name, text in (("before", BEFORE), ("after", AFTER), ("broken", BEFORE.replace("text(80)", "txt(80)"))):
        (folder / name).mkdir()
        (folder / name / "app.lc").write_text(text, encoding="utf-8")
    built = CliRunner().invoke(app, ["build", str(folder / "before"), "--out", str(folder / "shop")])
    assert built.exit_code == 0, built.output
    return folder


def plan(folder: Path, spec: str, *arguments: str, out: str = "shop") -> Result:
    with contextlib.chdir(folder):
        return CliRunner().invoke(app, ["plan", spec, "--out", out, *arguments])


def fingerprint(folder: Path) -> str:
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return hashlib.sha256(b"".join(str(each).encode() + each.read_bytes() for each in files)).hexdigest()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("output", "suffix"), [("text", "txt"), ("markdown", "md"), ("json", "json")])
def test_the_steps(folder: Path, pytestconfig: pytest.Config, output: str, suffix: str, language: str) -> None:
    before = fingerprint(folder)
    printed = plan(folder, "after", "--format", output, "--lang", language)
    assert printed.exit_code == 0, printed.output
    expected = HERE / "expected" / f"{language}.{suffix}"
    if pytestconfig.getoption("--update-golden"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(printed.output, encoding="utf-8")
    assert printed.output == expected.read_text(encoding="utf-8")
    assert fingerprint(folder) == before


@pytest.mark.parametrize(
    ("spec", "arguments", "code", "said"),
    [
        ("before", [], 0, "Nothing changes for databases."),
        ("before", ["--fail-on", "recoverable"], 0, "Nothing changes"),
        ("after", ["--fail-on", "declared"], 0, "Migration plan"),
        ("after", ["--fail-on", "recoverable"], 1, "steps of the plan lose data"),
        ("broken", [], 1, "LC201"),
        ("after", ["--zero-downtime"], 1, "LC648"),
        ("after", ["--database", "sqlite:////nowhere/at/all.sqlite3"], 2, "no such file"),
        ("after", ["--database", "sqlite:///before/app.lc"], 2, "file is not a database"),
        ("after", ["--database", "what://ever"], 2, "cannot be asked"),
        ("after", ["--database", "nonsense"], 2, "cannot be asked"),
    ],
)
def test_exit_codes(folder: Path, spec: str, arguments: list[str], code: int, said: str) -> None:
    printed = plan(folder, spec, *arguments, "--lang", "en")
    assert (printed.exit_code, said in printed.output) == (code, True), printed.output


def test_a_first_build_has_no_data_to_think_of(folder: Path) -> None:
    printed = plan(folder, "before", "--lang", "en", out="new")
    assert (printed.exit_code, printed.output.splitlines()[1][:15]) == (0, "The first build")
    assert not (folder / "new").exists()


def test_a_migration_under_load_has_two_phases(folder: Path, tmp_path: Path) -> None:
    text = BEFORE.replace('  fax      "传真"', '  rank     "名次" / "Rank": int required default 3\n  fax      "传真"')
    (tmp_path / "app.lc").write_text(text.replace("text(80) required", "text(80) required unique"), encoding="utf-8")
    printed = CliRunner().invoke(
        app, ["plan", str(tmp_path), "--out", str(folder / "shop"), "--zero-downtime", "--lang", "en"]
    )
    assert printed.exit_code == 0, printed.output
    assert "First phase, expand" in printed.output
    assert "Second phase, contract" in printed.output
    assert "SHARE UPDATE EXCLUSIVE (nobody who reads or writes waits)" in printed.output
    shown = CliRunner().invoke(
        app, ["plan", str(tmp_path), "--out", str(folder / "shop"), "--zero-downtime", "--format", "json"]
    )
    assert [each["phase"] for each in json.loads(shown.output)["phases"]] == ["expand", "contract"]


# --- what a database says ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked(folder: Path, databases: Databases) -> str:
    """The app of before with records, some of which are in the way."""
    url = databases.fresh()
    GeneratedApp(folder / "shop", "shop").migrate(url)
    engine = open_engine(database_url({"DATABASE_URL": url}, folder, "shop"))
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        for number in range(1, ROWS + 1):
            connection.execute(
                sa.text(
                    "INSERT INTO customer (name, name_sort, phone, fax, source, level, revenue, created_at, updated_at,"
                    " version) VALUES (:name, 'a', :phone, :fax, :source, :level, 5, :moment, :moment, 1)"
                ),
                {
                    "name": "x" * (70 if number == 1 else 5),
                    "phone": "same" if number < 3 else f"p{number}",
                    "fax": "f" if number == 4 else None,
                    "source": "expo" if number % 2 else "web",
                    "level": None if number > 3 else "a",
                    "moment": "2026-01-01 00:00:00",
                },
            )
    engine.dispose()
    return url


def test_rows_and_records_in_the_way(folder: Path, asked: str) -> None:
    printed = plan(folder, "after", "--database", asked, "--format", "json")
    assert printed.exit_code == 0, printed.output
    content = json.loads(printed.output)
    steps = {(each["kind"], each["subject"]): each for each in content["steps"]}
    assert content["database"]["stopped"]
    assert content["database"]["revision"] == content["database"]["expected"]
    assert content["database"]["tables"]["customer"] == ROWS
    assert steps["archive_column", "Client.fax"]["rows"] == 1
    assert steps["drop_option", "Source.expo"]["rows"] == 3
    assert steps["archive_table", "Visit"]["rows"] == 0
    assert steps["narrow_column", "Client.name"]["in_the_way"] == [{"kind": "too_long", "ids": [1], "total": 1}]
    assert steps["add_unique", "uq_client_mobile"]["in_the_way"] == [{"kind": "duplicate", "ids": [1, 2], "total": 2}]
    assert steps["add_check", "ck_client_revenue_minimum"]["in_the_way"][0]["total"] == ROWS
    assert steps["require_value", "Client.level"]["in_the_way"] == [{"kind": "empty", "ids": [4, 5], "total": 2}]
    assert {each["seconds"] > 0 for each in content["steps"] if each["operations"]} == {True}


@pytest.mark.parametrize(
    ("output", "language", "said"),
    [
        ("text", "zh", "    受阻：有值超出新的长度：1 条（id 1）"),
        ("text", "en", "    in the way: values that are too long: 1 (id 1)"),
        ("markdown", "zh", "涉及 2 行，不到 1 秒<br>受阻：有记录没有值：2 条（id 4、5） |"),
        ("markdown", "en", "in the way: values that occur twice: 2 (id 1, 2) |"),
        ("text", "zh", "为查找受阻的记录，共查看 30 行。\n有记录挡在路上，迁移会停止。"),
        ("text", "en", "Rows that were read to find records in the way: 30.\nRecords stand in the way"),
    ],
)
def test_records_in_the_way_in_words(folder: Path, asked: str, output: str, language: str, said: str) -> None:
    printed = plan(folder, "after", "--database", asked, "--format", output, "--lang", language)
    assert (printed.exit_code, said in printed.output) == (0, True), printed.output


def test_reasons_of_indexes_have_places_from_where_the_command_runs(folder: Path) -> None:
    printed = plan(folder, "after", "--indexes", "--lang", "en")
    assert "  [after/app.lc:12]" in printed.output


def test_nothing_can_be_written_while_it_is_asked(folder: Path, asked: str, databases: Databases) -> None:
    if databases.name == "sqlite":
        file = Path(asked.removeprefix("sqlite:///"))
        before = file.read_bytes()
        plan(folder, "after", "--database", asked)
        assert file.read_bytes() == before
    with pytest.raises(DatabaseError, match=r"read-?only"):
        _write(asked)


def _write(url: str) -> None:
    def writing(connection: sa.Connection, *_others: object) -> object:
        connection.execute(sa.text("DELETE FROM customer"))
        raise AssertionError("it was written to")

    with mock.patch("lowcode.plan_rows.looking._Look", writing):
        look(url, (), (), None)


def test_a_database_that_stands_elsewhere_is_told(folder: Path, databases: Databases) -> None:
    url = databases.fresh()
    engine = open_engine(database_url({"DATABASE_URL": url}, folder, "shop"))
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.execute(sa.text("CREATE TABLE customer (id INTEGER)"))
    engine.dispose()
    for spec in ("after", "before"):  # also where nothing has changed since the last build, which it has not had yet
        printed = plan(folder, spec, "--database", url, "--lang", "en")
        assert (printed.exit_code, "the database is at (never migrated)" in printed.output) == (0, True), printed.output


def test_a_database_of_a_build_that_is_not_here_is_told(folder: Path, asked: str) -> None:
    printed = plan(folder, "before", "--database", asked, "--lang", "en", out="new")
    assert re.search(r"the database is at 0001_\w+, the plan begins at \(never built\)", printed.output)
