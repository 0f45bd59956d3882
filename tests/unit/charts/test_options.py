"""The option of every kind, as it was looked at and found good, and what becomes of input that is not good."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lowcode.runtime.charts import Canvas, Drawing, draw
from lowcode.runtime.charts.registry import CANVASES
from lowcode.runtime.report_definitions import MeasureFunction
from lowcode.runtime.reports.answers import Answer, Place, Value, Values
from tests.harness.answers import (
    CHOICE,
    DATE,
    EMPTY,
    INTEGER,
    PERCENT,
    answer,
    dimension,
    groups,
    measure,
    months,
    presentation,
)
from tests.harness.charts import EXAMPLES
from tests.harness.odd_charts import odd_answers

EXPECTED = Path(__file__).parent / "expected"
CHINESE, ENGLISH = presentation(), presentation("en")
NEEDS_ALL = re.compile(r"(scatter|bubble|boxplot)-\d-empty")
AMOUNT = measure("金额")
COUNT = measure("单数", INTEGER, function=MeasureFunction.COUNT)


def drawn(given: Answer, language: Any = CHINESE) -> Drawing:
    drawing = draw(given, language)
    assert drawing is not None
    return drawing


def option(given: Answer, language: Any = CHINESE) -> dict[str, Any]:
    content = drawn(given, language).content
    assert isinstance(content, Canvas)
    found: dict[str, Any] = json.loads(content.to_json())["option"]
    return found


def cut(value: Any) -> Any:
    """Long rows of data do not decide whether a picture is right."""
    if isinstance(value, list):
        return [cut(each) for each in value[:6]] + ([f"… {len(value) - 6} more"] if len(value) > 6 else [])
    if isinstance(value, dict):
        return {name: cut(part) for name, part in value.items()}
    return value


@pytest.mark.parametrize("name", EXAMPLES)
def test_option_is_the_one_that_was_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    drawing = drawn(EXAMPLES[name]())
    found: dict[str, Any] = {"summary": drawing.summary, "notes": drawing.notes, "height": drawing.height}
    if isinstance(drawing.content, Canvas):
        found |= cut(json.loads(drawing.content.to_json()))
    else:
        found["view"] = repr(drawing.content).replace("), ", "),\n").split("\n")
    shown = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    path = EXPECTED / f"{name}.json"
    if request.config.getoption("--update-golden"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_whatever_is_asked_is_drawn(language: Any) -> None:
    for name, given in odd_answers():
        drawing = draw(given, language)
        if drawing is None:
            assert name.endswith(("-none", "-zeros", "-0-empty")) or NEEDS_ALL.fullmatch(name), name
            continue
        assert drawing.summary, name
        assert all(note.strip() for note in drawing.notes), name
        if isinstance(drawing.content, Canvas):
            assert len(drawing.content.to_json()) < 1_500_000, name


def test_negative_funnel_becomes_columns() -> None:
    steps = [measure(each, INTEGER) for each in ("线索", "商机", "合同")]
    drawing = drawn(answer("funnel", [], steps, {(): (30, -2, 5)}))
    assert drawing.content.option["series"][-1]["type"] == "bar"
    assert drawing.notes == ("有的数值为负，画不成漏斗，因此改用柱形显示。",)


def test_funnel_tells_rates_and_division_by_zero_is_no_rate() -> None:
    steps = [measure(each, INTEGER) for each in ("线索", "商机", "合同", "回款")]
    left, right = option(answer("funnel", [], steps, {(): (200, 50, 0, 0)}))["series"]
    assert [each["name"] for each in left["data"]] == ["线索", "商机", "合同", "回款"]
    assert "25%" in right["data"][1]["rate_text"]
    assert right["data"][3]["rate_text"] == ""


def test_slices_below_zero_are_named_and_small_ones_gathered() -> None:
    many = dimension("来源", groups(*(f"来源{at}" for at in range(30))))
    cells: dict[Place, Values] = {(at,): (at - 2,) for at in range(30)}
    drawing = drawn(answer("pie", [many], [COUNT], cells))
    data = drawing.content.option["series"][0]["data"]
    assert len(data) == 10
    assert data[-1]["name"] == "其他 18 项"
    assert sum(each["value"] for each in data) == sum(range(1, 28))
    assert drawing.notes == ("来源0、来源1为负数，没有画在图中。",)


def test_records_without_a_step_are_beside_the_funnel() -> None:
    stages = dimension("阶段", (*groups("线索", "商机"), EMPTY), CHOICE)
    drawing = drawn(answer("funnel", [stages], [COUNT], {(0,): (9,), (1,): (4,), (2,): (3,)}))
    assert [each["name"] for each in drawing.content.option["series"][0]["data"]] == ["线索", "商机"]
    assert drawing.notes == ("未计入各步：（空） 3。",)


def test_records_without_a_date_are_no_point_of_a_course() -> None:
    dated = months(2)
    whole = dimension("日期", (*dated.groups, EMPTY), DATE, dated.definition.grouping)
    drawing = drawn(answer("line", [whole], [COUNT], {(0,): (9,), (1,): (4,), (2,): (3,)}))
    assert drawing.content.option["series"][0]["data"] == [9, 4]
    assert drawing.notes == ("不在时间轴上：（空） 3。",)


def test_a_radar_of_two_axes_becomes_columns() -> None:
    given = answer("radar", [dimension("人", groups("甲", "乙"))], [COUNT], {(0,): (1,), (1,): (2,)})
    assert drawn(given).content.kind == "bar"


def test_a_pie_of_losses_becomes_columns() -> None:
    given = answer("pie", [dimension("人", groups("甲", "乙"))], [COUNT], {(0,): (-1,), (1,): (-2,)})
    assert drawn(given).content.kind == "bar"


@pytest.mark.parametrize("kind", ["pie", "treemap", "line", "leaderboard"])
def test_without_groups_there_is_no_picture(kind: str) -> None:
    assert draw(answer(kind, [months(0)], [COUNT], {}), CHINESE) is None


def test_a_number_of_zero_is_a_number() -> None:
    view = drawn(answer("number", [], [AMOUNT], {(): (Decimal(0),)})).content
    assert view.figures[0].text == "¥0"


def test_percent_bar_with_losses_is_stacked() -> None:
    two = dimension("线", groups("甲", "乙"))
    drawing = drawn(answer("percent_bar", [months(1), two], [COUNT], {(0, 0): (5,), (0, 1): (-3,)}))
    assert drawing.content.option["series"][0]["data"] == [5]
    assert drawing.notes


def test_units_share_axes_and_a_third_is_left_to_the_table() -> None:
    rate, days = measure("转化率", PERCENT), measure("周期", INTEGER, unit="天")
    drawing = drawn(answer("line", [months(2)], [AMOUNT, rate, days], {(0,): (1, 1, 1), (1,): (2, 2, 2)}))
    axes = drawing.content.option["yAxis"]
    assert [axis["name"] for axis in axes] == ["金额（元）", "转化率"]
    assert [each.get("yAxisIndex", 0) for each in drawing.content.option["series"]] == [0, 1]
    assert drawing.notes == ("周期的单位不同，没有画在图中，请看表格。",)


def test_a_line_far_below_its_columns_has_an_axis_of_its_own() -> None:
    cost = measure("单个成本")
    given = answer("combo", [months(2)], [AMOUNT, cost], {(0,): (90_000, 300), (1,): (80_000, 400)})
    found = option(given)
    assert [axis["name"] for axis in found["yAxis"]] == ["金额（万元）", "单个成本（元）"]
    assert [(each["type"], each.get("yAxisIndex", 0)) for each in found["series"]] == [("bar", 0), ("line", 1)]


@pytest.mark.parametrize(
    ("value", "language", "name", "divisor"),
    [
        (900, CHINESE, "金额（元）", 1),
        (90_000, CHINESE, "金额（万元）", 10_000),
        (3 * 10**9, CHINESE, "金额（亿元）", 10**8),
        (3 * 10**9, ENGLISH, "金额", 10**9),
    ],
)
def test_axes_tell_magnitudes(value: int, language: Any, name: str, divisor: int) -> None:
    axis = option(answer("bar", [months(1)], [AMOUNT], {(0,): (Decimal(value),)}), language)["yAxis"][0]
    assert axis["name"] == name
    assert axis["axisLabel"]["formatter"]["$axis"]["divisor"] == divisor


def test_earlier_period_is_grey_and_named() -> None:
    now: dict[Place, Values] = {(0,): (5,), (1,): (7,)}
    series = option(answer("line", [months(2)], [COUNT], now, earlier={(0,): (4,)}))["series"]
    assert [each["name"] for each in series] == ["单数", "上月同期"]
    assert series[1]["data"] == [4, 0]
    assert series[1]["lineStyle"]["type"] == "dashed"
    assert series[1]["itemStyle"]["color"] == {"$color": "grey"}


def test_a_common_target_is_a_line_that_the_axis_reaches() -> None:
    goal: dict[Place, Value] = {(0,): Decimal(9000), (1,): Decimal(9000)}
    given = answer("bar", [months(2)], [AMOUNT], {(0,): (1,), (1,): (2,)}, target=goal)
    line = option(given)["series"][-1]
    assert line["markLine"]["data"] == [{"yAxis": 9000}]
    assert line["markLine"]["label"]["formatter"] == "目标 ¥9,000"
    assert line["data"] == [[0, 9000]]


def test_targets_of_their_own_are_dashes() -> None:
    goal: dict[Place, Value] = {(0,): Decimal(3), (1,): None}
    given = answer("hbar", [dimension("人", groups("甲", "乙"))], [AMOUNT], {(0,): (1,), (1,): (2,)}, target=goal)
    dashes = option(given)["series"][-1]
    assert (dashes["name"], dashes["data"]) == ("目标", [[3, 0]])


def test_waterfall_crosses_zero_in_two_columns() -> None:
    steps = [measure(each) for each in ("期初", "流失", "新增")]
    given = answer("waterfall", [], steps, {(): (Decimal(100), Decimal(-150), Decimal(30))})
    base, above, below = ([each["value"] for each in series["data"]] for series in option(given)["series"])
    assert base == [0, 0, -20, 0]
    assert above == [100, 100, 0, 0]
    assert below == [0, -50, -30, -20]


def test_colors_of_the_specification_stay_with_their_options() -> None:
    stages = dimension("阶段", (*groups("赢单", "输单", 赢单="green", 输单="#d5333f"), EMPTY), CHOICE)
    data = option(answer("pie", [stages], [COUNT], {(0,): (5,), (1,): (3,), (2,): (1,)}))["series"][0]["data"]
    colors = [each["itemStyle"]["color"] for each in data]
    assert colors == [{"$color": "#208a4b"}, {"$color": "#d5333f"}, {"$color": "grey"}]


def test_too_many_series_are_gathered_if_they_add_up() -> None:
    people = dimension("人", groups(*(f"人{at}" for at in range(40))))
    cells: dict[Place, Values] = {(at, person): (person,) for at in range(2) for person in range(40)}
    series = option(answer("line", [months(2), people], [COUNT], cells))["series"]
    assert len(series) == 10
    assert (series[-1]["name"], series[-1]["data"][0]) == ("其他 31 项", sum(range(31)))
    mean = measure("平均", function=MeasureFunction.AVERAGE)
    drawing = drawn(answer("line", [months(2), people], [mean], cells))
    assert len(drawing.content.option["series"]) == 9
    assert drawing.notes == ("分组较多，图中只画出最大的 9 组（共 40 组），完整数据见表格。",)


def test_click_finds_the_groups() -> None:
    two = dimension("线", groups("甲", "乙"))
    content = drawn(answer("bar", [months(2), two], [COUNT], {(0, 0): (1,), (1, 1): (2,)})).content
    assert content.first_keys == ("2025-01-01", "2025-02-01")
    assert [each["key"] for each in content.option["series"]] == ["甲", "乙"]


@pytest.mark.parametrize("kind", ["funnel", "line", "calendar", "map", "number"])
def test_after_drilling_another_kind_takes_its_place(kind: str) -> None:
    people = dimension("负责人", groups("甲", "乙"))
    drawing = drawn(answer(kind, [people], [COUNT], {(0,): (1,), (1,): (2,)}))
    assert drawing.content.kind == "bar"
    assert drawing.content.kind in CANVASES


def test_nothing_may_be_known_of_what_is_withheld() -> None:
    given = EXAMPLES["bar"]()
    hidden = Answer(
        report=given.report, label="x", dimensions=(), measures=(), table=given.table, nothing=(), is_withheld=True
    )
    assert draw(hidden, CHINESE) is None
