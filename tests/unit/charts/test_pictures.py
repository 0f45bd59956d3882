"""Charts without a page: every kind is drawn and painted, in the page's colours, within limits."""

from __future__ import annotations

import asyncio
import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from lowcode.runtime.charts import draw
from lowcode.runtime.charts import drawing_engine as engine
from lowcode.runtime.charts.drawing import Canvas
from lowcode.runtime.charts.drawing_engine import PictureError, PicturesMissingError, drawn_svg, painted
from lowcode.runtime.charts.palettes import COLORS, SERIES, Palette
from lowcode.runtime.charts.pictures import picture, svg_of
from tests.harness.answers import presentation
from tests.harness.charts import EXAMPLES

STYLES = Path(__file__).parents[3] / "lowcode" / "runtime" / "static" / "css"
PALETTE = Palette("#1677ff")
WIDTH, HEIGHT = 520, 320


def drawn(name: str, locale: str = "zh-CN") -> str:
    found = draw(EXAMPLES[name](), presentation(locale))
    assert found is not None
    return svg_of(found, PALETTE, WIDTH, HEIGHT)


def texts(svg: str) -> str:
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join("".join(each.itertext()) for each in found)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_kind_is_drawn_and_painted(name: str) -> None:
    svg = drawn(name)
    assert ElementTree.fromstring(svg).get("width") == str(WIDTH)
    assert "NaN" not in svg
    image = Image.open(io.BytesIO(painted(svg)))
    assert image.size == (2 * WIDTH, 2 * HEIGHT)
    assert len(image.convert("RGB").getcolors(1_000_000) or ()) > 10, "nothing but a surface"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("line", ("2025-03", "签约金额（万元）")),
        ("hbar", ("比亚迪", "¥130.2万")),
        ("pie", ("官网注册", "33.3%")),
        ("funnel", ("方案报价", "287")),
        ("map", ("新疆", "南海诸岛")),
        ("leaderboard", ("王建国", "¥88万")),
        ("progress", ("李秀英", "172.8%")),
        ("number", ("¥342.2万", "+14.7%", "单数")),
    ],
)
def test_what_a_picture_says(name: str, expected: tuple[str, ...]) -> None:
    said = texts(drawn(name))
    assert [each for each in expected if each not in said] == []


def test_words_are_of_the_language_that_is_asked_for() -> None:
    assert "¥342.2万" in texts(drawn("number"))
    assert "3.42M" in texts(drawn("number", "en"))


def test_labels_of_people_make_no_marks() -> None:
    found = draw(EXAMPLES["leaderboard"](), presentation())
    assert found is not None
    first = found.content.ranks[0]
    object.__setattr__(first, "label", '<script>"&')
    said = svg_of(found, PALETTE, WIDTH, HEIGHT)
    assert "<script" not in said
    assert '<script>"&' in texts(said)


def test_colors_are_those_of_the_light_page() -> None:
    styles = "".join((STYLES / name).read_text(encoding="utf-8") for name in ("base.css", "charts.css"))
    light = dict(re.findall(r"--([\w-]+): light-dark\((#\w+),", styles))
    named = {name: light.get(f"chart-{name}") or light[name] for name in COLORS}
    assert {name: _long(color) for name, color in named.items()} == COLORS
    assert tuple(light[f"chart-{at + 1}"] for at in range(len(SERIES))) == SERIES


def _long(color: str) -> str:
    return color if len(color) == 7 else "#" + "".join(2 * digit for digit in color[1:])


def test_an_apps_accent_is_in_its_pictures() -> None:
    found = draw(EXAMPLES["bar"](), presentation())
    assert found is not None
    assert "rgb(176,0,32)" in svg_of(found, Palette("#b00020"), WIDTH, HEIGHT)


def test_many_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(drawn, ["line", "pie", "bar", "funnel"] * 2))
    assert [texts(each) for each in found[:4]] == [texts(each) for each in found[4:]]


def test_what_cannot_be_drawn_says_so_and_the_next_is_drawn() -> None:
    with pytest.raises(PictureError):
        drawn_svg("{", PALETTE.to_json(), WIDTH, HEIGHT)
    assert "官网注册" in texts(drawn("pie"))


def test_a_picture_may_take_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_MOST_SECONDS", 0.3)
    endless = engine._Engine()
    endless._thread, endless._process = ThreadPoolExecutor(1), os.getpid()
    endless._racer = endless._thread.submit(__import__(engine.V8).MiniRacer).result()
    endless._thread.submit(endless._racer.eval, "drawPicture = () => { for (;;); }").result()
    with pytest.raises(PictureError, match="Timeout"):
        endless.draw("{}", "{}", 10, 10)
    assert endless._racer is None, "a new one draws the next"


def test_without_the_extra_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PAINTER", "no_such_module")
    found = draw(EXAMPLES["line"](), presentation())
    assert found is not None
    assert isinstance(found.content, Canvas)
    with pytest.raises(PicturesMissingError):
        picture(found.content, PALETTE, WIDTH, HEIGHT)


def test_a_picture_is_drawn_where_an_event_loop_runs() -> None:
    async def draws() -> str:
        return drawn("bar")

    with ThreadPoolExecutor(1) as elsewhere:
        assert "<svg" in elsewhere.submit(lambda: asyncio.run(draws())).result()
