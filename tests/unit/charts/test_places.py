"""Which province a label, an option or an address belongs to."""

from __future__ import annotations

import pytest

from lowcode.runtime.charts import draw
from lowcode.runtime.charts.places import province_of
from lowcode.runtime.charts.provinces import PROVINCES
from lowcode.runtime.report_definitions import MeasureFunction
from lowcode.runtime.reports.answers import Group
from tests.harness.answers import CHOICE, answer, dimension, groups, measure, presentation


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("江苏", "江苏"),
        ("江苏省", "江苏"),
        ("广西壮族自治区", "广西"),
        ("香港特别行政区", "香港"),
        ("江苏省南京市玄武区", "江苏"),
        ("中国 浙江省 杭州", "浙江"),
        ("华东 / 上海", "上海"),
        ("苏州", "江苏"),
        ("宿州", "安徽"),
        ("深圳南山科技园", "广东"),
        ("义乌", "浙江"),
        ("伊犁哈萨克自治州", "新疆"),
        ("吉林市", "吉林"),
        ("海南", "海南"),
        ("Jiangsu", "江苏"),
        ("jiangsu province", "江苏"),
        ("Inner Mongolia", "内蒙古"),
        ("Shaanxi", "陕西"),
        ("Shanxi", "山西"),
        ("Xi'an", "陕西"),
        ("Hong Kong", "香港"),
        ("Macau", "澳门"),
        ("Suzhou", "江苏"),
        ("Chengdu, Sichuan", "四川"),
        ("华东", None),
        ("East China", None),
        ("Taizhou", None),  # one in Jiangsu, one in Zhejiang
        ("火星", None),
        ("", None),
        ("江", None),
    ],
)
def test_province_of(text: str, province: str | None) -> None:
    assert province_of(text) == province


def test_every_province_is_found_by_each_of_its_names() -> None:
    for each in PROVINCES:
        assert province_of(each.name) == each.name
        assert province_of(each.name + each.ending) == each.name
        assert province_of(each.english) == each.name
        assert all(province_of(f"{city}市") == each.name for city in each.cities), each


COUNT = measure("单数", measure("x").form, function=MeasureFunction.COUNT)


def test_cities_count_for_their_province_and_the_rest_is_listed() -> None:
    names = ("nanjing", "suzhou", "jiangsu", "east")
    members = [Group(key=name, label=name, value=name) for name in names]
    regions = dimension("区域", members, CHOICE)
    given = answer("map", [regions], [COUNT], {(at,): (10 * (at + 1),) for at in range(4)})
    drawing = draw(given, presentation())
    assert drawing is not None
    assert [(each["name"], each["value"]) for each in drawing.content.option["series"][0]["data"]] == [("江苏", 60)]
    assert drawing.notes == ("地图上没有位置：east ¥40。",)


def test_what_does_not_add_up_is_not_added() -> None:
    mean = measure("均价", function=MeasureFunction.AVERAGE)
    given = answer("map", [dimension("区域", groups("江苏", "南京"))], [mean], {(0,): (7,), (1,): (9,)})
    drawing = draw(given, presentation())
    assert drawing is not None
    assert [each["value"] for each in drawing.content.option["series"][0]["data"]] == [7]
    assert drawing.notes == ("地图上没有位置：南京 ¥9。",)


def test_english_pages_have_english_names() -> None:
    given = answer("map", [dimension("Region", groups("Jiangsu"))], [COUNT], {(0,): (7,)})
    drawing = draw(given, presentation("en"))
    assert drawing is not None
    series = drawing.content.option["series"][0]
    assert series["data"][0]["name"] == series["nameMap"]["江苏"] == "Jiangsu"


def test_without_any_place_there_are_columns() -> None:
    given = answer("map", [dimension("区域", groups("火星", "月球"))], [COUNT], {(0,): (7,), (1,): (9,)})
    drawing = draw(given, presentation())
    assert drawing is not None
    assert drawing.content.kind == "bar"
