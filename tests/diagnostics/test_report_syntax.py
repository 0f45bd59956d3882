"""The form of reports and dashboards: every way to write them."""

from __future__ import annotations

import pytest

from lowcode.dsl import ast
from tests.diagnostics.trees import declared, parsed, shown

SOURCE = ("SourceDecl", ("PathRef", ["Deal"]))
COUNT = ("MeasureDecl", ("CallExpr", "count"))

CHARTS: list[tuple[str, object]] = [
    ("chart number show count()", ("ChartDecl", "number", [COUNT])),
    (
        'chart bar by owner "Who", month(at) show sum(amount) "Total" unit "CNY", count()',
        (
            "ChartDecl",
            "bar",
            [
                ("DimensionDecl", "owner", ("LocalizedTextDecl", ["Who"])),
                ("DimensionDecl", ("CallExpr", "month", ["at"])),
            ],
            [
                (
                    "MeasureDecl",
                    ("CallExpr", "sum", ["amount"]),
                    ("LocalizedTextDecl", ["Total"]),
                    ("LocalizedTextDecl", ["CNY"]),
                ),
                COUNT,
            ],
        ),
    ),
    (
        "chart bar by a show count() sort count() desc top 5 stack compare last_year target 3 drill b, c",
        (
            "ChartDecl",
            "bar",
            [("DimensionDecl", "a")],
            [COUNT],
            ("ReportSortDecl", ("CallExpr", "count"), True),
            "5",
            "stack",
            "last_year",
            "3",
            [("DimensionDecl", "b"), ("DimensionDecl", "c")],
        ),
    ),
    (
        'chart bar by a show count() "N" drill b "B" top 5 sort "N"',
        (
            "ChartDecl",
            "bar",
            [("DimensionDecl", "a")],
            [("MeasureDecl", ("CallExpr", "count"), ("LocalizedTextDecl", ["N"]))],
            ("ReportSortDecl", ("TextExpr", ["N"])),
            "5",
            [("DimensionDecl", "b", ("LocalizedTextDecl", ["B"]))],
        ),
    ),
    (
        "chart bar by a\n    show count(),\n      count()\n    sort a asc\n    top 5\n    stack\n    drill b",
        (
            "ChartDecl",
            "bar",
            [("DimensionDecl", "a")],
            [COUNT, COUNT],
            ("ReportSortDecl", "a"),
            "5",
            "stack",
            [("DimensionDecl", "b")],
        ),
    ),
]


@pytest.mark.parametrize(("text", "expected"), CHARTS)
def test_charts(text: str, expected: object) -> None:
    report = declared(f"report R from Deal {{\n  {text}\n}}", ast.ReportDecl)
    assert [shown(each) for each in report.charts] == [expected]


MEASURES: list[tuple[str, object]] = [
    ("count(where a == b)", ("CallExpr", "count", [("OwnRecordsExpr", ("BinaryExpr", "==", "a", "b"))])),
    ("count(where not a)", ("CallExpr", "count", [("OwnRecordsExpr", ("UnaryExpr", "not", "a"))])),
    ("count(where)", ("CallExpr", "count", ["where"])),
    ("count(where == 1)", ("CallExpr", "count", [("BinaryExpr", "==", "where", "1")])),
    ("count(where not in a)", ("CallExpr", "count", [("UnaryExpr", "not", ("BinaryExpr", "in", "where", "a"))])),
    ("sum(leads.cost where a)", ("CallExpr", "sum", [("FilteredExpr", "leads.cost", "a")])),
    ("percentile(a where b, 90%)", ("CallExpr", "percentile", [("FilteredExpr", "a", "b"), "0.90"])),
    (
        "sum(a) / count()",
        ("BinaryExpr", "/", ("CallExpr", "sum", ["a"]), ("CallExpr", "count")),
    ),
]


@pytest.mark.parametrize(("text", "expected"), MEASURES)
def test_measures(text: str, expected: object) -> None:
    report = declared(f"report R from Deal {{ chart number show {text} }}", ast.ReportDecl)
    assert shown(report.charts[0].measures[0].expression) == expected


def test_head_and_lines_say_the_same() -> None:
    head = declared(
        "report R from Deal as d where a on b for sales, boss { chart number show count(); refresh every 1h }",
        ast.ReportDecl,
    )
    lines = declared(
        "report R from Deal as d for sales, boss { where a; on b; chart number show count(); refresh every 1h }",
        ast.ReportDecl,
    )
    assert shown(head) == shown(lines)
    assert shown(head.source) == (*SOURCE, "d", "a", "b")
    assert shown(head.roles) == ["sales", "boss"]


def test_joins() -> None:
    report = declared(
        "report R from Deal.lines {\n"
        "  join Lead as leads by source, month(at)\n"
        "    where score > 3\n"
        "    on at\n"
        "  join Visit by place\n"
        "  chart table by a, b show count()\n"
        "}",
        ast.ReportDecl,
    )
    assert shown(report.source) == ("SourceDecl", ("PathRef", ["Deal", "lines"]))
    assert [shown(each) for each in report.joins] == [
        (
            "SourceDecl",
            ("PathRef", ["Lead"]),
            "leads",
            [("DimensionDecl", "source"), ("DimensionDecl", ("CallExpr", "month", ["at"]))],
            ("BinaryExpr", ">", "score", "3"),
            "at",
        ),
        ("SourceDecl", ("PathRef", ["Visit"]), [("DimensionDecl", "place")]),
    ]


def test_dashboards() -> None:
    dashboard = declared(
        'dashboard D "Desk" for sales {\n'
        '  filter period "Period" on created_at, Deal.at default this_month\n'
        "  filter owner on owner\n"
        "  row A, B\n"
        '  row "More" C 2, D\n'
        "  refresh every 5m\n"
        "}",
        ast.DashboardDecl,
    )
    assert shown(dashboard) == (
        "DashboardDecl",
        "D",
        ("LocalizedTextDecl", ["Desk"]),
        ["sales"],
        [
            (
                "FilterDecl",
                "period",
                ("LocalizedTextDecl", ["Period"]),
                [("PathRef", ["created_at"]), ("PathRef", ["Deal", "at"])],
                "this_month",
            ),
            ("FilterDecl", "owner", [("PathRef", ["owner"])]),
        ],
        [
            ("TileRowDecl", [("TileDecl", "A"), ("TileDecl", "B")]),
            ("TileRowDecl", ("LocalizedTextDecl", ["More"]), [("TileDecl", "C", "2"), ("TileDecl", "D")]),
        ],
        "Duration(months=0, days=0, seconds=300)",
    )


WORDS = ("report", "chart", "show", "top", "stack", "compare", "target", "drill", "sort", "row", "filter", "refresh",
         "join", "dashboard", "unit", "default", "month", "band", "level", "share", "desc")  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_words_are_names_elsewhere(word: str) -> None:
    text = f"""
entity {word} "Label" {{ {word} "Label": text; other: text = {word}.{word} }}
report {word} "Label" from {word} as {word} where {word} == 1 on {word} for {word} {{
  join {word} as {word} by {word} where {word}
  chart {word} by {word} "Label", {word}.{word} show sum({word}) "Label" unit "Label", count({word} where {word})
    sort {word} desc top 3 compare {word} target {word} drill {word}
  refresh every 1d
}}
dashboard {word} for {word} {{ filter {word} on {word}.{word} default {word}; row {word}, {word} 2 }}
flow {word} for {word} {{ {word} start; other; {word} -> other by {word} }}
menu {{ {word} }}
"""
    found = parsed(text)
    assert [(each.code, each.facts()) for each in found.problems] == []
    assert len(found.tree.declarations) == 5


BROKEN: list[tuple[str, list[str]]] = [
    ("report R { chart number show count() }", ["LC120"]),
    ("report R from Deal { chart bar by a }", ["LC120"]),
    ("report R from Deal { chart bar by a show }", ["LC120"]),
    ("report R from Deal { chrt number show count() }", ["LC124"]),
    ("report R from Deal { chart number show count() top 3 top 4 }", ["LC126"]),
    ("report R from Deal where a { where b; chart number show count() }", ["LC126"]),
    ("dashboard D { fliter a on b }", ["LC124"]),
    ("dashboard D { row }", ["LC120"]),
    ('report R from Deal { join Lead by source "Label"; chart number show count() }', ["LC120"]),
    ("report R from Deal\n  chart number show count()\n\ndashboard D { row R }", ["LC114"]),
]


@pytest.mark.parametrize(("text", "codes"), BROKEN)
def test_one_problem_for_what_cannot_be_read(text: str, codes: list[str]) -> None:
    assert [each.code for each in parsed(text).problems] == codes
