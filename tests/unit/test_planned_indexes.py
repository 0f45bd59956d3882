"""`lowcode plan --indexes`: every index is listed, says what it is for, and weighs about what it weighs."""

from __future__ import annotations

import json
import random
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowcode.checking import check
from lowcode.cli.main import app
from lowcode.codegen.index_overview import ROWS, index_overview
from lowcode.codegen.index_plan import BUDGET
from lowcode.codegen.index_sizes import entity_widths, entry_size
from lowcode.codegen.schema_builder import build_schema
from lowcode.diagnostics.problem import Language
from lowcode.ir.application import Application
from lowcode.plan_format import PlanFormat
from lowcode.plans.indexes import planned_indexes_shown
from lowcode.source import SourceFile

SPEC = """app shop "Shop" {
  locale zh-CN, en
}
role seller "销售" / "Seller"
choice Source "来源" / "Source" {
  web
  call
}
entity Customer "客户" / "Customer" {
  code: autonumber("C-{seq:5}")
  name: text(80) required
  credit_code: text(18) unique
  source: Source
  owner: User
  tags: many of Source
  founded: date index
  unique (name, source)
}
view Customer {
  list name, founded, source sort founded desc
  filter source, owner
}
access Customer {
  seller read where owner == me
}
"""


def application(text: str = SPEC) -> Application:
    checked = check({"app.lc": SourceFile("app.lc", text)})
    assert checked.application is not None, checked.problems
    return checked.application


def test_every_index_of_the_schema_is_told_with_a_reason() -> None:
    tables = index_overview(application())
    told = {(each.table, explained.index.name) for each in tables for explained in each.indexes}
    schema = build_schema(application())
    assert told == {(table.name, index.name) for table in schema.tables for index in table.indexes}
    assert all(explained.reasons and explained.size.sqlite > 0 for each in tables for explained in each.indexes)


def test_one_index_serves_all_that_it_begins_with() -> None:
    (customer,) = (each for each in index_overview(application()) if each.table == "customer")
    said = {each.index.columns: {(r.use.value, r.name) for r in each.reasons} for each in customer.indexes}
    assert said["owner_id", "founded", "id"] == {("reference", "owner"), ("filter", "owner"), ("access", "seller")}
    assert ("founded", "id") not in said
    assert said["founded", "id", "source", "owner_id"] == {("declared", "founded"), ("sort", "founded")}
    assert said["code",] == {("unique", "code")}
    assert said["name", "source"] == {("unique", "name, source")}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.ENGLISH, ["customer (Customer): indexes:", "what `seller` may see  [app.lc:", "keeps to the budget"]),
        (Language.CHINESE, ["customer（客户）：", "`seller` 的数据权限  [app.lc:", "预算之内"]),
    ],
)
def test_it_is_said_in_both_languages(language: Language, expected: list[str]) -> None:
    sources = {"app.lc": SourceFile("app.lc", SPEC)}
    text = planned_indexes_shown(application(), sources, PlanFormat.TEXT, language)
    assert [each for each in expected if each not in text] == []


def test_programs_read_it_as_json() -> None:
    sources = {"app.lc": SourceFile("app.lc", SPEC)}
    content = json.loads(planned_indexes_shown(application(), sources, PlanFormat.JSON, Language.ENGLISH))
    assert (content["budget"], content["rows"]) == (BUDGET, ROWS)
    (customer,) = (each for each in content["tables"] if each["table"] == "customer")
    (index,) = (each for each in customer["indexes"] if each["columns"] == ["owner_id", "founded", "id"])
    reasons = index["reasons"]
    assert {"use": "access", "name": "seller", "said": "what `seller` may see", "place": "app.lc:24"} in reasons
    assert not index["unique"]


@pytest.mark.parametrize("columns", [("founded", "id"), ("source", "founded", "id"), ("owner_id", "founded", "id")])
def test_the_weight_is_about_what_sqlite_takes(columns: tuple[str, ...]) -> None:
    rows = 20_000
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (id integer primary key, founded text, source text, owner_id integer)")
    chance = random.Random(1)
    connection.execute(f"create index i on t ({', '.join(columns)})")
    connection.execute("create table u as select * from t")
    values = [
        (
            f"20{chance.randrange(99):02}-10-{chance.randrange(10, 28)}",
            chance.choice(("web", "call")),
            chance.randrange(500),
        )
        for _ in range(rows)
    ]
    pages = []
    for table in ("t", "u"):
        before = connection.execute("pragma page_count").fetchone()[0]
        connection.executemany(f"insert into {table} (founded, source, owner_id) values (?, ?, ?)", values)
        pages.append(connection.execute("pragma page_count").fetchone()[0] - before)
    weighed = (pages[0] - pages[1]) * connection.execute("pragma page_size").fetchone()[0] * ROWS / rows
    connection.close()
    shop = application()
    told = entry_size(entity_widths(shop, shop.entity("Customer")), columns).sqlite * ROWS
    assert 2 / 3 < told / weighed < 3 / 2


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "app.lc").write_text(SPEC, encoding="utf-8")
    told = CliRunner().invoke(app, ["plan", "--indexes", str(tmp_path), "--lang", "en"])
    assert told.exit_code == 0
    assert "ix_customer_owner_id_founded_id" in told.output
    (tmp_path / "app.lc").write_text(SPEC.replace("text(80)", "txt(80)"), encoding="utf-8")
    assert CliRunner().invoke(app, ["plan", "--indexes", str(tmp_path)]).exit_code == 1


def test_a_build_tells_of_a_table_over_the_budget(tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(BUDGET)]
    fields = "\n".join(f"  {name}: date" for name in names)
    text = f"""app wide "Wide"
entity Thing {{
  name: text(80) required
{fields}
}}
view Thing {{
  list name
  filter {", ".join(names)}
}}
access Thing {{ everyone all }}
"""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "app.lc").write_text(text, encoding="utf-8")
    arguments = ["build", str(tmp_path / "spec"), "--out", str(tmp_path / "out"), "--lang", "en"]
    built = CliRunner().invoke(app, arguments, env={"LOWCODE_CACHE": str(tmp_path / "cache")})
    assert built.exit_code == 0, built.output
    assert f"thing: indexes: {BUDGET + 1}, more than the budget of {BUDGET}" in built.output
