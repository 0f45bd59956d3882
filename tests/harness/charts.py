"""One plausible answer per kind of chart, and a page of their pictures with the scripts and styles of an app."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from jinja2 import Environment, FileSystemLoader

from lowcode.runtime.charts import draw
from lowcode.runtime.http.headers import CONTENT_SECURITY_POLICY
from lowcode.runtime.pages.rendering import RUNTIME_TEMPLATES
from lowcode.runtime.report_definitions import ByPart, DatePart, MeasureFunction
from lowcode.runtime.reports.answers import Answer, Group, Place, Value, Values
from tests.harness.answers import (
    CHOICE,
    EMPTY,
    INTEGER,
    OTHERS,
    PERCENT,
    answer,
    days,
    dimension,
    groups,
    measure,
    months,
    presentation,
)

ASSETS = Path(__file__).parents[2] / "lowcode" / "runtime" / "assets"
AMOUNT = measure("签约金额")
COUNT = measure("单数", INTEGER, function=MeasureFunction.COUNT)
RATE = measure("赢单率", PERCENT, function=MeasureFunction.AVERAGE)
DAYS = measure("平均周期", INTEGER, unit="天", function=MeasureFunction.AVERAGE)
PEOPLE = ("王建国", "李秀英", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄敏")
SOURCES = ("官网注册", "行业展会", "老客户介绍", "搜索引擎广告", "微信公众号", "电话陌拜")
LINES = ("数控机床", "工业机器人", "检测设备", "备件与服务")
STAGES = ("线索", "初步接触", "需求分析", "方案报价", "商务谈判", "赢单")


def wave(at: int, size: float, phase: float = 0.0) -> Decimal:
    """A plausible amount."""
    return Decimal(str(round(size * (1.1 + 0.5 * math.sin(at * 0.9 + phase) + 0.02 * at), 2)))


def money(count: int, size: float = 800_000, phase: float = 0.0) -> dict[Place, Values]:
    """Amounts of so many groups."""
    return {(at,): (wave(at, size, phase),) for at in range(count)}


def crossed(first: int, second: int, size: float = 300_000) -> dict[Place, Values]:
    """Amounts where two dimensions meet."""
    return {(one, two): (wave(one, size, two * 1.3),) for one in range(first) for two in range(second)}


def counts(*numbers: int) -> dict[Place, Values]:
    """Counts of groups."""
    return {(at,): (number,) for at, number in enumerate(numbers)}


def _line() -> Answer:
    return answer("line", [months(12)], [AMOUNT], money(12), earlier=money(12, 650_000, 0.5), label="每月签约金额")


def _line_by_team() -> Answer:
    teams = dimension("团队", groups("华东一部", "华东二部", "华北区", "华南区"))
    return answer("line", [months(12), teams], [AMOUNT], crossed(12, 4), label="各团队每月签约")


def _area() -> Answer:
    lines = dimension("产品线", groups(*LINES))
    return answer("area", [months(12), lines], [AMOUNT], crossed(12, 4), stack=True, label="产品线构成走势")


def _bar() -> Answer:
    return answer("bar", [months(6)], [AMOUNT], money(6), earlier=money(6, 700_000, 1), label="月度签约与去年对比")


def _bar_target() -> Answer:
    people = dimension("负责人", groups(*PEOPLE))
    goals: dict[Place, Value] = {(at,): Decimal(600_000 + 150_000 * (at % 4)) for at in range(8)}
    return answer("bar", [people], [AMOUNT], money(8), target=goals, label="个人签约与目标")


def _hbar() -> Answer:
    names = ("江苏恒立液压精密机械股份有限公司", "上海振华重工（集团）股份有限公司", "比亚迪", "宁德时代新能源科技",
             "中联重科", "三一重工股份有限公司", "海尔智家", "徐工集团工程机械")  # fmt: skip
    return answer("hbar", [dimension("客户", (*groups(*names), OTHERS))], [AMOUNT], money(9), label="客户签约排名")


def _stacked() -> Answer:
    lines = dimension("产品线", groups(*LINES))
    return answer("stacked_bar", [months(12), lines], [AMOUNT], crossed(12, 4), label="各月产品线构成")


def _percent() -> Answer:
    sources = dimension("来源", groups(*SOURCES[:4]))
    cells: dict[Place, Values] = {(a, b): (10 + (a * 7 + b * 5) % 23,) for a in range(6) for b in range(4)}
    return answer("percent_bar", [months(6), sources], [COUNT], cells, label="线索来源占比")


def _combo() -> Answer:
    cells: dict[Place, Values] = {(at,): (wave(at, 700_000), 12 + (at * 5) % 11) for at in range(12)}
    return answer("combo", [months(12)], [AMOUNT, COUNT], cells, label="金额与单数")


def _pie(kind: str) -> Callable[[], Answer]:
    def make() -> Answer:
        sources = dimension("来源", (*groups(*SOURCES), EMPTY))
        return answer(kind, [sources], [COUNT], counts(182, 133, 97, 64, 41, 23, 7), label="线索来源")

    return make


def _funnel() -> Answer:
    steps = [measure(each, INTEGER, function=MeasureFunction.COUNT) for each in STAGES]
    return answer("funnel", [], steps, {(): (1284, 863, 520, 287, 164, 92)}, label="销售漏斗")


def _scatter() -> Answer:
    people = dimension("负责人", groups(*PEOPLE))
    visits = measure("跟进次数", INTEGER, function=MeasureFunction.COUNT)
    cells: dict[Place, Values] = {
        (at,): (40 + (at * 37) % 90, Decimal(str(round(0.12 + ((at * 29) % 50) / 100, 4)))) for at in range(8)
    }
    return answer("scatter", [people], [visits, RATE], cells, label="活跃度与赢单率")


def _bubble() -> Answer:
    sources = dimension("渠道", groups(*SOURCES))
    leads, cost = measure("线索数", INTEGER, function=MeasureFunction.COUNT), measure("投入成本")
    cells: dict[Place, Values] = {
        (at,): (60 + (at * 83) % 240, wave(at, 90_000, 2), wave(at, 500_000, 1)) for at in range(6)
    }
    return answer("bubble", [sources], [leads, cost, AMOUNT], cells, label="渠道价值")


def _radar() -> Answer:
    people = dimension("负责人", groups(*PEOPLE[:3]))
    kinds = ("拜访次数", "方案数", "签约单数", "回款单数", "客户评分")
    measures = [measure(each, INTEGER, function=MeasureFunction.COUNT) for each in kinds]
    cells: dict[Place, Values] = {(at,): tuple(20 + (at * 17 + k * 23) % 60 for k in range(5)) for at in range(3)}
    return answer("radar", [people], measures, cells, label="销售能力对比")


def _heatmap() -> Answer:
    hours = [Group(key=str(hour), label=f"{hour} 时", value=hour) for hour in range(8, 21)]
    week = [Group(key=str(at), label=name, value=at) for at, name in enumerate(
        ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), 1)]  # fmt: skip
    cells: dict[Place, Values] = {
        (h, d): ((h * 5 + d * 11) % 31 if d < 5 else h % 4,) for h in range(13) for d in range(7)
    }
    return answer(
        "heatmap",
        [
            dimension("时段", hours, INTEGER, ByPart(DatePart.HOUR_OF_DAY)),
            dimension("星期", week, INTEGER, ByPart(DatePart.WEEKDAY)),
        ],
        [COUNT],
        cells,
        label="线索进入时段",
    )


def _calendar() -> Answer:
    every = days(500, datetime.date(2025, 3, 1))
    cells: dict[Place, Values] = {
        (at,): ((at * 7) % 13 if group.value.weekday() < 5 else at % 3,) for at, group in enumerate(every.groups)
    }
    return answer("calendar", [every], [COUNT], cells, label="每日跟进次数")


def _treemap(kind: str) -> Callable[[], Answer]:
    def make() -> Answer:
        industries = dimension("行业", groups("机械制造", "新能源", "电子", "汽车"))
        customers = dimension("客户", groups("恒立液压", "振华重工", "宁德时代", "立讯精密", "比亚迪", "隆基绿能"))
        cells: dict[Place, Values] = {
            (one, two): (wave(one + two, 200_000, one),) for one in range(4) for two in range(6) if (one + two) % 3
        }
        return answer(kind, [industries, customers], [AMOUNT], cells, label="行业与客户")

    return make


def _sankey() -> Answer:
    sources, lines = dimension("渠道", groups(*SOURCES[:5])), dimension("产品线", groups(*LINES))
    result = dimension("结果", groups("赢单", "输单", "跟进中"))
    cells: dict[Place, Values] = {
        (a, b, c): (wave(a + b + c, 60_000, c),)
        for a in range(5)
        for b in range(4)
        for c in range(3)
        if (a + b + c) % 4
    }
    return answer("sankey", [sources, lines, result], [AMOUNT], cells, label="从渠道到结果")


def _map(label: str = "区域分布") -> Answer:
    names = ("shanghai", "jiangsu", "nanjing", "suzhou", "zhejiang", "guangdong", "east")
    labels = ("上海", "江苏", "南京", "苏州", "浙江", "广东", "华东")
    known = [Group(key=name, label=text, value=name) for name, text in zip(names, labels, strict=True)]
    more = groups(
        "四川", "湖北", "北京市", "陕西", "河南", "辽宁", "山东", "福建", "新疆维吾尔自治区", "台湾", "香港", "澳门"
    )
    regions = dimension("区域", (*known, *more, EMPTY), CHOICE)
    cells: dict[Place, Values] = {(at,): (wave(at, 500_000), 3 + at) for at in range(len(regions.groups))}
    return answer("map", [regions], [AMOUNT, COUNT], cells, label=label)


def _boxplot() -> Answer:
    people = dimension("负责人", groups(*PEOPLE[:6]))
    five = [
        measure(each, function=MeasureFunction.MEDIAN) for each in ("最小", "下四分位", "中位数", "上四分位", "最大")
    ]
    cells: dict[Place, Values] = {}
    for at in range(6):
        middle = 80_000 + (at * 41_000) % 130_000
        cells[at,] = tuple(Decimal(int(middle * share)) for share in (0.2, 0.6, 1, 1.7, 3.1))
    return answer("boxplot", [people], five, cells, label="单笔金额分布")


def _waterfall() -> Answer:
    names = ("年初存量", "新签", "扩容", "降级", "流失", "调整")
    steps = [measure(each) for each in names]
    values = tuple(Decimal(each) for each in (3_200_000, 1_450_000, 620_000, -380_000, -910_000, 60_000))
    return answer("waterfall", [], steps, {(): values}, label="经常性收入变化")


def _timeline() -> Answer:
    channels = dimension("渠道", groups(*SOURCES[:5]))
    cells: dict[Place, Values] = {(a, b): ((a * 3 + b * 7) % 12,) for a in range(26) for b in range(5)}
    return answer("timeline", [months(26), channels], [COUNT], cells, label="渠道活动")


def _gauge() -> Answer:
    goal: dict[Place, Value] = {(): Decimal(5_000_000)}
    return answer("gauge", [], [AMOUNT], {(): (Decimal("3421580.50"),)}, target=goal, label="本月目标完成")


def _number() -> Answer:
    before: dict[Place, Values] = {(): (Decimal(2_983_000), 31)}
    return answer("number", [], [AMOUNT, COUNT], {(): (Decimal("3421580.50"), 28)}, earlier=before, label="本月签约")


def _number_course() -> Answer:
    return answer("number", [months(12)], [AMOUNT], money(12), earlier=money(12, 700_000), label="近一年签约")


def _progress() -> Answer:
    people = dimension("负责人", groups(*PEOPLE[:5]))
    goals: dict[Place, Value] = {(at,): Decimal(700_000) for at in range(4)}
    return answer("progress", [people], [AMOUNT], money(5), target=goals, label="个人目标进度")


def _leaderboard() -> Answer:
    people = dimension("负责人", groups(*PEOPLE))
    cells: dict[Place, Values] = {(at,): (wave(at, 800_000), 5 + (at * 3) % 9) for at in range(8)}
    before: dict[Place, Values] = {(at,): (wave(at, 750_000, 0.8), 4) for at in range(7)}
    return answer("leaderboard", [people], [AMOUNT, COUNT], cells, earlier=before, label="本月签约排行")


EXAMPLES: Mapping[str, Callable[[], Answer]] = {
    "number": _number,
    "number_course": _number_course,
    "gauge": _gauge,
    "progress": _progress,
    "leaderboard": _leaderboard,
    "line": _line,
    "line_by_team": _line_by_team,
    "area": _area,
    "combo": _combo,
    "timeline": _timeline,
    "bar": _bar,
    "bar_target": _bar_target,
    "hbar": _hbar,
    "stacked_bar": _stacked,
    "percent_bar": _percent,
    "waterfall": _waterfall,
    "pie": _pie("pie"),
    "donut": _pie("donut"),
    "rose": _pie("rose"),
    "funnel": _funnel,
    "treemap": _treemap("treemap"),
    "sunburst": _treemap("sunburst"),
    "sankey": _sankey,
    "scatter": _scatter,
    "bubble": _bubble,
    "radar": _radar,
    "heatmap": _heatmap,
    "calendar": _calendar,
    "boxplot": _boxplot,
    "map": _map,
}
"""By name; the first part of each is its kind."""


def gallery(answers: Mapping[str, Answer], locale: str = "zh-CN", theme: str = "light") -> str:
    """A page with the pictures of the answers, each in a tile."""
    files = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))["files"]
    environment = Environment(loader=FileSystemLoader(RUNTIME_TEMPLATES), autoescape=True)
    environment.globals["asset"] = lambda name: f"/{files[name]}"
    shown = presentation(locale)
    drawings = {name: draw(each, shown) for name, each in answers.items()}
    page = environment.from_string(_PAGE)
    return page.render(answers=answers, drawings=drawings, locale=locale, theme=theme, say=shown.say)


_PAGE = """<!DOCTYPE html>
<html lang="{{ locale }}" data-bs-theme="{{ theme }}"><head><meta charset="utf-8"><title>Charts</title>
<link rel="stylesheet" href="{{ asset("app.css") }}"><link rel="stylesheet" href="/gallery.css">
<script src="{{ asset("app.js") }}" defer></script></head>
<body><main id="content"><div class="gallery">
{% for name, drawing in drawings.items() %}
<section class="tile" id="{{ name }}"><header><h3>{{ answers[name].label }}</h3></header>
<div class="tile-body" data-select="pick">{% if drawing %}{% include drawing.template %}{% for note in drawing.notes %}
<p class="report-note">{{ note }}</p>{% endfor %}{% endif %}</div></section>
{% endfor %}
</div></main></body></html>"""
_STYLE = (
    "body{display:block}main{padding:16px}.gallery{display:grid;gap:12px;"
    "grid-template-columns:repeat(auto-fit,minmax(min(440px,100%),1fr))}"
)


@contextmanager
def served_gallery(pages: Mapping[str, str]) -> Iterator[str]:
    """The pages by their paths, under the policy of an app."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path in pages:
                self.answer(pages[path].encode(), "text/html; charset=utf-8")
            elif path == "/gallery.css":
                self.answer(_STYLE.encode(), "text/css")
            elif (ASSETS / path[1:]).is_file():
                kinds = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
                self.answer((ASSETS / path[1:]).read_bytes(), kinds.get(Path(path).suffix, "image/svg+xml"))
            else:
                self.send_error(404)

        def answer(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-security-policy", CONTENT_SECURITY_POLICY)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
