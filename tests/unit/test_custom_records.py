"""What a build says of hooks and templates in `custom/`, and of generated files that somebody has edited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lowcode.compiler import check, sources_from
from lowcode.custom_code import custom_files, custom_problems
from lowcode.edited_files import edited_file
from lowcode.ir.application import Application
from lowcode.ir.changes import Changes, Kind, Rename
from lowcode.source import Span

SPEC = """
app shop "Shop" { locale en; timezone "UTC"; currency CNY }
choice Size "Size" { big "Big"; small "Small" }
entity Customer "Customer" {
  name "Name": text(40) required
  mobile "Mobile": phone
  kinds "Kinds": many of Size
  orders "Orders": many Order by customer
}
entity Order "Order" {
  number "Number": text(20) required
  customer "Customer": Customer
  lines "Lines": rows { what "What": text(40) required; pieces "Pieces": int }
}
access Customer { everyone all }
access Order { everyone all }
function tidy(order: Order, orders: many Order)
"""
HOOK = "from lowcode.runtime.hooks import before_save\n@before_save('order')\ndef hook(record, context):\n    "


@pytest.fixture(scope="module")
def application() -> Application:
    found = check(sources_from({"app.lc": SPEC}))
    assert found.application is not None, found.problems
    return found.application


def said(application: Application, path: str, text: str) -> list[tuple[str, str]]:
    """Codes and the marked text."""
    found = custom_problems(application, {path: text})
    return [(each.code, text[each.span.start : each.span.end]) for each in found]


@pytest.mark.parametrize(
    "line",
    [
        "record.number = record.customer.name",
        "record.customer_id, record.version, record.created_by, record._mine = 1, 2, 3, 4",
        "record.customer.name_sort, record.customer.kinds_options",
        "[line.pieces for line in record.lines if line.owner_record]",
        "record = other(record); record.whatever",
        "(lambda record: record.whatever)(1)",
        "context.anything.at_all",
        "for one in record.lines: one.pieces\n    for one in record.customer.orders: one.number",
        "run.create('order', number='1'); run.set(record, number='2')",
        "other.create('invoice', size=2)",
    ],
)
def test_what_fits(application: Application, line: str) -> None:
    assert said(application, "custom/hooks.py", HOOK + line + "\n") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("record.fax = '客户'; record.total", [("LC924", "fax"), ("LC924", "total")]),
        ("x = '客户' + record.customer.fax", [("LC924", "fax")]),
        ("buyer = record.customer\n    buyer.fax", [("LC924", "fax")]),
        ("sum(line.amount for line in record.lines)", [("LC924", "amount")]),
        ("run.create('order', size=2)", [("LC924", "run.create('order', size=2)")]),
        ("run.create('ordr')", [("LC923", "ordr")]),
    ],
)
def test_what_is_gone(application: Application, line: str, expected: list[tuple[str, str]]) -> None:
    assert said(application, "custom/hooks.py", HOOK + line + "\n") == expected


@pytest.mark.parametrize("annotation", ["Order", "'Order'", "models.Order", "Order | None"])
def test_annotated_parameters_are_known(application: Application, annotation: str) -> None:
    text = f"def total(order: {annotation}, other: Strange): return order.total + other.total\n"
    assert said(application, "custom/tools/sums.py", text) == [("LC924", "total")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return order.total", [("LC924", "total")]),
        ("for one in orders: one.fax", [("LC924", "fax")]),
        ("return sum(one.customer.fax for one in orders)", [("LC924", "fax")]),
        ("orders = other(orders)\n    for one in orders: one.fax", []),
    ],
)
def test_declared_functions_are_known_without_annotations(
    application: Application, body: str, expected: list[tuple[str, str]]
) -> None:
    assert said(application, "custom/functions.py", f"def tidy(order, orders):\n    {body}\n") == expected
    assert said(application, "custom/tidying.py", f"def tidy(order, orders):\n    {body}\n") == []


def test_templates(application: Application) -> None:
    path = "custom/templates/customer/form.html"
    text = '{% extends "generated/customer/form.html" %}\n{{ field("name") }}{{ other("fax") }}\n  {{ field("fax") }}\n'
    assert said(application, path, text) == [("LC924", "fax")]
    assert said(application, "custom/templates/mine/page.html", '{{ field("fax") }}') == []
    assert [code for code, _ in said(application, "custom/templates/kunde/list.html", "")] == ["LC926"]
    assert [code for code, _ in said(application, path, "{% if %}")] == ["LC925"]


def test_a_renamed_field_or_entity_is_told(application: Application) -> None:
    span = Span("app.lc", 0, 0)
    renames = (
        Rename(Kind.FIELD, "Customer", "mobile", "phone", span),
        Rename(Kind.ENTITY, "", "Customer", "Client", span),
    )
    renamed = replace(application, changes=Changes(renames=renames))
    text = HOOK.replace("'order'", "'client'") + "pass\n" + "def tidy(who: Customer): who.phone = None\n"
    found = list(custom_problems(renamed, {"custom/hooks.py": text}))
    assert [(each.code, each.suggestions()) for each in found] == [("LC923", ("customer",)), ("LC924", ("mobile",))]


def test_files_that_decide_what_a_build_comes_to() -> None:
    paths = ("custom/README.md", "custom/hooks.py", "custom/templates/customer/list.html", "shop/models/customer.py")
    assert custom_files(paths) == (
        "custom",
        "custom/hooks.py",
        "custom/templates",
        "custom/templates/customer",
        "custom/templates/customer/list.html",
    )


@pytest.mark.parametrize(
    ("path", "way", "target"),
    [
        ("shop/templates/customer/list.html", "template", "custom/templates/customer/list.html"),
        ("shop/static/entities/customer.js", "static", "custom/static/entities/customer.js"),
        ("shop/entities/customer.py", "hook", "custom/hooks.py"),
        ("shop/functions.py", "function", "custom/functions.py"),
        ("shop/models/customer.py", "spec", ""),
        ("shop/access/customer.py", "spec", ""),
        ("shop/application.py", "spec", ""),
        ("deploy/compose.yaml", "beside", ""),
        ("tests/test_application.py", "beside", ""),
        ("pyproject.toml", "beside", ""),
    ],
)
def test_where_a_change_of_a_generated_file_belongs(path: str, way: str, target: str) -> None:
    problem = edited_file(path, "mine", None)
    assert (problem.way, problem.target, problem.difference) == (way, target, "")
    help_wording = problem.help_wording()
    assert help_wording.en.format_map(problem.facts())
    assert help_wording.zh.format_map(problem.facts())


@pytest.mark.parametrize(
    ("present", "marked", "difference"),
    [
        ("a\nX\nc\n", "X", "  -b\n  +X"),
        ("a\n客户\nb\nc\n", "客户", "  +客户"),
        ("a\nb\nc\nd\n", "", "  +d"),
        ("a\n", "", "  -b\n  -c"),
        ("1\n2\n3\n4\n5\n", "1", "  -a\n  -b\n  -c\n  +1\n  +2\n  +3\n  …"),
    ],
)
def test_the_first_lines_that_differ(present: str, marked: str, difference: str) -> None:
    problem = edited_file("shop/models/a.py", present, "a\nb\nc\n")
    assert present[problem.span.start : problem.span.end] == marked
    assert problem.difference == difference
