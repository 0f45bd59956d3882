"""Reports in the model: sources, dimensions, measures, arrangement."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from tests.harness.checking import application, assert_problem, codes

BASE = """
app crm "CRM" { locale zh-CN, en; fiscal_year 4 }
role sales
choice Region "区域" { east "华东" { shanghai; jiangsu { nanjing } }; north }
choice Channel "渠道" { web; fair }
entity Customer "客户" { name "名称": text; region "区域": Region; tags "标签": many of Channel }
entity Lead "线索" { name: text; channel "渠道": Channel; cost "成本": money; found_on: date; state: LeadFlow }
entity Deal "商机" {
  name: text
  customer "客户": Customer
  channel "渠道": Channel
  amount "金额": money
  discount "折扣": percent
  hours "工时": decimal(8, 1)
  size "数量": int
  stage "阶段": Pipeline
  owner "负责人": User
  signed_on "签订日期": date
  met_at: datetime
  friends "同行": many User
  photo: image
  lines "明细": rows { product "产品": text; qty "数量": int; price "单价": money }
}
flow Pipeline for Deal {
  open "接洽" start; offered "报价"; won "赢单" end
  open -> offered by sales; offered -> won by sales
}
flow LeadFlow for Lead { new start; converted end; new -> converted by sales }
access Customer { sales all }
access Lead { sales all }
access Deal { sales all }
"""


def report(text: str) -> rep.Report:
    (found,) = application(f"{BASE}\n{text}").reports
    return found


def measure(text: str, more: str = "") -> rep.Measure:
    return report(f"report R from Deal {{ {more}\n chart table by stage show {text} }}").chart.measures[0]


def dimension(text: str) -> rep.Dimension:
    return report(f"report R from Deal {{ chart table by {text} show count() }}").chart.dimensions[0]


# --- dimensions ---

DIMENSIONS: list[tuple[str, str, rep.Grouping, t.ValueType, str]] = [
    ("owner", "owner", rep.ByValue(), t.RecordType("User"), "负责人"),
    ("customer.region", "customer_region", rep.ByValue(), t.ChoiceType("Region"), "区域"),
    ("size", "size", rep.ByValue(), t.IntegerType(), "数量"),
    ("month(signed_on)", "signed_on_month", rep.ByPeriod(rep.DateUnit.MONTH), t.DateType(), "签订日期（月）"),
    ("hour(met_at)", "met_at_hour", rep.ByPeriod(rep.DateUnit.HOUR), t.DateTimeType(), "Met at（小时）"),
    (
        "fiscal_year(created_at)",
        "created_at_fiscal_year",
        rep.ByPeriod(rep.DateUnit.FISCAL_YEAR),
        t.DateTimeType(),
        "创建时间（财年）",
    ),
    ("weekday(met_at)", "met_at_weekday", rep.ByPart(rep.DatePart.WEEKDAY), t.DateTimeType(), "Met at（星期）"),
    (
        "band(amount, 1_000, 10_000)",
        "amount_band",
        rep.ByBand((Decimal(1000), Decimal(10000))),
        t.MoneyType(2),
        "金额",
    ),
    (
        "band(discount, 10%, 50%)",
        "discount_band",
        rep.ByBand((Decimal("0.1"), Decimal("0.5"))),
        t.PercentType(4),
        "折扣",
    ),
    ("band(size, -5, 2.5)", "size_band", rep.ByBand((Decimal(-5), Decimal("2.5"))), t.IntegerType(), "数量"),
    ("level(customer.region, 2)", "customer_region_2", rep.ByLevel(2, None), t.ChoiceType("Region"), "区域"),
    ("level(owner.department, 1)", "owner_department_1", rep.ByLevel(1, "parent"), t.RecordType("Department"), "部门"),
    ("friends", "friends", rep.ByMember(), t.ListType(t.RecordType("User")), "同行"),
    ("customer.tags", "customer_tags", rep.ByMember(), t.ListType(t.ChoiceType("Channel")), "标签"),
    ("size > 3", "value", rep.ByValue(), t.BooleanType(), "值"),
]


@pytest.mark.parametrize(("text", "name", "grouping", "type_", "label"), DIMENSIONS)
def test_dimensions(text: str, name: str, grouping: rep.Grouping, type_: t.ValueType, label: str) -> None:
    found = dimension(text)
    assert (found.name, found.grouping, found.type, found.label.texts[0]) == (name, grouping, type_, label)


def test_a_label_that_is_given_wins_and_names_differ() -> None:
    chart = report('report R from Deal { chart table by owner "谁", owner.manager show count(), count() "N" }').chart
    assert [each.label.texts[0] for each in chart.dimensions] == ["谁", "直属上级"]
    assert [each.name for each in (*chart.dimensions, *chart.measures)] == [
        "owner",
        "owner_manager",
        "count",
        "count_2",
    ]


NO_DIMENSIONS: list[tuple[str, str]] = [
    ("signed_on", "LC350"),
    ("amount", "LC350"),
    ("photo", "LC350"),
    ("lines", "LC350"),
    ('"x"', "LC351"),
    ("me", "LC351"),
    ("sum(amount)", "LC353"),
    ("median(amount)", "LC353"),
    ("nothing", "LC204"),
    ("month()", "LC307"),
    ("month(amount)", "LC308"),
    ("hour(signed_on)", "LC308"),
    ("band(name, 1)", "LC308"),
    ("band(amount)", "LC307"),
    ("band(amount, 2, 1)", "LC354"),
    ("band(amount, 1, 1)", "LC354"),
    ("band(amount, 10%)", "LC301"),
    ("level(channel, 1)", "LC355"),
    ("level(size, 1)", "LC355"),
    ("level(customer.region, 9)", "LC470"),
    ("level(customer.region, size)", "LC308"),
]


@pytest.mark.parametrize(("text", "code"), NO_DIMENSIONS)
def test_what_makes_no_groups(text: str, code: str) -> None:
    assert codes(f"{BASE} report R from Deal {{ chart table by {text} show count() }}") == [code]


# --- measures ---

MEASURES: list[tuple[str, str, t.ValueType, t.ValueType, str]] = [
    ("count()", "count", t.IntegerType(), t.IntegerType(), "商机数"),
    ("count(where amount > 3)", "count", t.IntegerType(), t.IntegerType(), "商机数"),
    ("count(signed_on)", "count_signed_on", t.IntegerType(), t.IntegerType(), "签订日期数"),
    ("count(photo)", "count_photo", t.IntegerType(), t.IntegerType(), "Photo数"),
    ("distinct(customer)", "distinct_customer", t.IntegerType(), t.IntegerType(), "客户数（去重）"),
    ("sum(amount where stage == won)", "sum_amount", t.MoneyType(2), t.MoneyType(2), "金额合计"),
    ("avg(amount)", "avg_amount", t.MoneyType(10), t.MoneyType(2), "平均金额"),
    ("avg(size)", "avg_size", t.DecimalType(10), t.DecimalType(2), "平均数量"),
    ("avg(discount)", "avg_discount", t.PercentType(10), t.PercentType(4), "平均折扣"),
    ("median(size)", "median_size", t.DecimalType(1), t.DecimalType(1), "数量中位数"),
    ("max(signed_on)", "max_signed_on", t.DateType(), t.DateType(), "最大签订日期"),
    ("percentile(hours, 90%)", "percentile_hours", t.DecimalType(1), t.DecimalType(1), "工时（P90）"),
    ("sum(sum(lines.price))", "sum_sum_lines_price", t.MoneyType(2), t.MoneyType(2), "单价合计"),
    ("sum(amount) / count()", "sum_amount_per_count", t.MoneyType(10), t.MoneyType(2), "金额合计 ÷ 商机数"),
    ("count(where size > 1) / count()", "count_per_count", t.PercentType(4), t.PercentType(4), "商机数 ÷ 商机数"),
    (
        "sum(size where size > 1) / sum(size)",
        "sum_size_per_sum_size",
        t.PercentType(4),
        t.PercentType(4),
        "数量合计 ÷ 数量合计",
    ),
    ("sum(hours) / count()", "sum_hours_per_count", t.DecimalType(10), t.DecimalType(2), "工时合计 ÷ 商机数"),
    ("sum(hours) / 8", "sum_hours_per_value", t.DecimalType(10), t.DecimalType(2), "工时合计 ÷ 8"),
    ("ratio(count(), count(signed_on))", "ratio_count", t.DecimalType(2), t.DecimalType(2), "商机数 ÷ 签订日期数"),
    ("share(sum(amount))", "share_sum_amount", t.PercentType(4), t.PercentType(4), "金额合计占比"),
    ("cumulative(count())", "cumulative_count", t.IntegerType(), t.IntegerType(), "累计商机数"),
    ("previous(sum(amount), last_year)", "previous_sum_amount", t.MoneyType(2), t.MoneyType(2), "去年同期金额合计"),
    ("growth(count(), last_period)", "growth_count", t.PercentType(4), t.PercentType(4), "商机数环比"),
    ("entered(won)", "entered_won", t.IntegerType(), t.IntegerType(), "进入赢单"),
    ("reached()", "reached", t.IntegerType(), t.IntegerType(), "到达各状态"),
    ("conversion(open, won)", "conversion_open", t.PercentType(4), t.PercentType(4), "接洽到赢单转化率"),
    ("time_in(Pipeline.offered)", "time_in_pipeline_offered", t.DecimalType(1), t.DecimalType(1), "报价停留时间"),
    ("-count() + 3", "value_plus_value", t.IntegerType(), t.IntegerType(), "0 - 商机数 + 3"),
]


@pytest.mark.parametrize(("text", "name", "exact", "shown", "label"), MEASURES)
def test_measures(text: str, name: str, exact: t.ValueType, shown: t.ValueType, label: str) -> None:
    found = measure(text)
    assert (found.name, found.expression.type, found.type, found.label.texts[0]) == (name, exact, shown, label)


def test_units_are_said_or_those_of_the_function() -> None:
    assert measure('count() unit "个"').unit is not None
    days = measure("time_in(offered)").unit
    assert days is not None
    assert days.texts == ("天", "days")


NO_MEASURES: list[tuple[str, str]] = [
    ("amount", "LC352"),
    ("amount > 3", "LC352"),
    ("12h", "LC352"),
    ("sum(name)", "LC308"),
    ("sum()", "LC307"),
    ("sum(where size > 1)", "LC308"),
    ("sum(friends)", "LC360"),
    ("sum(lines.price)", "LC360"),
    ("distinct(photo)", "LC308"),
    ("percentile(amount)", "LC307"),
    ("percentile(amount, 90)", "LC308"),
    ("percentile(amount, 100%)", "LC308"),
    ("median(signed_on)", "LC308"),
    ("sum(amount) + avg(discount)", "LC302"),
    ("count() / sum(amount)", "LC302"),
    ("max(signed_on) + 1", "LC302"),
    ("share(max(signed_on))", "LC308"),
    ("growth(count(), last_eyar)", "LC215"),
    ("mode(amount)", "LC208"),
    ("entered(win)", "LC222"),
    ("entered(1)", "LC308"),
    ("conversion(open)", "LC307"),
    ("conversion(open, Deal)", "LC308"),
    ("time_in()", "LC307"),
    ("sum(Customer.size)", "LC228"),
    ("count(where nothing)", "LC204"),
]


@pytest.mark.parametrize(("text", "code"), NO_MEASURES)
def test_what_is_no_measure(text: str, code: str) -> None:
    assert codes(f"{BASE} report R from Deal {{ chart table by stage show {text} }}") == [code]


# --- sources ---

JOINED = """
report R from Deal as deals on signed_on {
  join Lead as leads by channel, month(created_at) where cost > 0 on found_on
  chart table by channel, month(signed_on) show %s
}
"""


def test_sources_have_a_name_a_date_and_a_condition() -> None:
    first, second = report(JOINED % "count()").sources
    assert (first.entity, first.name, first.where) == ("Deal", "deals", None)
    assert (second.entity, second.name, second.date.type) == ("Lead", "leads", t.DateType())
    assert isinstance(first.date, ir.FieldRead)
    assert first.date.field == "signed_on"
    assert isinstance(second.where, ir.Binary)


def test_a_day_and_an_instant_meet_as_days() -> None:
    dimension_ = report(JOINED % "count()").chart.dimensions[1]
    assert dimension_.type == t.DateType()
    assert [each.type for each in dimension_.expressions] == [t.DateType(), t.DateType()]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("count()", 0),
        ("count(deals)", 0),
        ("count(leads)", 1),
        ("count(leads where cost > 3)", 1),
        ("sum(leads.cost)", 1),
        ("sum(leads.cost + leads.cost)", 1),
        ("distinct(deals.customer)", 0),
        ("entered(leads.converted)", 1),
        ("entered(leads.LeadFlow.converted)", 1),
        ("entered(won)", 0),
    ],
)
def test_the_source_that_a_measure_is_about(text: str, source: int) -> None:
    expression = report(JOINED % text).chart.measures[0].expression
    assert isinstance(expression, rep.Aggregated | rep.Entered)
    assert expression.source == source


def test_a_field_goes_before_the_entity_that_the_report_is_from() -> None:
    spec = """
entity Kunde { name: text; Kunde: text }
access Kunde { everyone all }
report R from Kunde { chart number show count(Kunde) }
"""
    expression = application(spec).reports[0].chart.measures[0].expression
    assert isinstance(expression, rep.Aggregated)
    assert isinstance(expression.value, ir.FieldRead)


def test_rows_are_a_source_and_know_their_record() -> None:
    found = report("report R from Deal.lines { where stage == won; chart bar by product show sum(qty * price) }")
    (source,) = found.sources
    assert (source.entity, source.name) == ("Deal.lines", "deal_lines")
    assert isinstance(source.date, ir.FieldRead)
    assert isinstance(source.date.source, ir.Variable)
    assert source.date.source.kind is ir.VariableKind.OWNER


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("report R from Dael { chart number show count() }", "LC202"),
        ("report R from Deal.friends { chart number show count() }", "LC202"),
        ("report R from Deal on amount { chart number show count() }", "LC301"),
        ("report R from Deal { where amount; chart number show count() }", "LC305"),
        ("report R from Deal for seles { chart number show count() }", "LC206"),
        ("report R from Deal for sales, sales { chart number show count() }", "LC413"),
        ("report R from Deal { where amount > 1 }", "LC469"),
        ("report R from Deal { chart number show count(); chart number show count() }", "LC410"),
        ("report R from Deal { chart number show count(); refresh every 1s }", "LC471"),
        ("report R from Deal { join Lead; chart table by stage show count(Lead) }", "LC357"),
        ("report R from Deal { join Lead by channel; chart number show count(Lead) }", "LC357"),
        ("report R from Deal { join Deal; chart number show count() }", "LC413"),
        ("report R from Deal { join Lead by name; chart table by stage show count() }", "LC356"),
        ("report R from Deal { join Lead; chart number show sum(Deal.amount - Lead.cost) }", "LC358"),
    ],
)
def test_sources_that_do_not_fit(text: str, code: str) -> None:
    assert codes(f"{BASE} {text}") == [code]


# --- arrangement ---


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("sort sum(amount)", rep.ByMeasure("sum_amount", descending=True)),
        ("sort sum( amount ) asc", rep.ByMeasure("sum_amount", descending=False)),
        ('sort "金额"', rep.ByMeasure("sum_amount", descending=True)),
        ("sort owner", rep.ByDimension(descending=False)),
        ('sort "谁" desc', rep.ByDimension(descending=True)),
    ],
)
def test_sort(text: str, sort: rep.ByMeasure | rep.ByDimension) -> None:
    found = report(f'report R from Deal {{ chart table by owner "谁" show count(), sum(amount) "金额" {text} }}')
    assert found.chart.sort == sort


def test_options() -> None:
    text = (
        "report R from Deal { chart bar by owner, channel show sum(amount) top 5 stack compare last_month drill stage }"
    )
    chart = report(text).chart
    assert (chart.top, chart.stack, chart.compare) == (5, True, rep.Earlier.MONTH)
    assert [each.name for each in chart.drill] == ["stage"]


@pytest.mark.parametrize(
    ("measure_", "target", "type_"),
    [
        ("sum(amount)", "1_000_000", t.MoneyType(2)),
        ("sum(amount)", "3 * max(amount)", t.MoneyType(2)),
        ("count()", "20", t.IntegerType()),
        ("conversion(open, won)", "30%", t.PercentType(2)),
    ],
)
def test_targets_have_the_unit_of_the_measure(measure_: str, target: str, type_: t.ValueType) -> None:
    found = report(f"report R from Deal {{ chart gauge show {measure_} target {target} }}").chart.target
    assert found is not None
    assert found.type == type_


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("chart bars by owner show count()", "LC226"),
        ("chart bar by owner show count() sort amount", "LC361"),
        ("chart bar by owner, stage show count() sort stage", "LC361"),
        ("chart bar by owner show count() top 0", "LC470"),
        ("chart bar by owner show count() compare last_moth", "LC215"),
        ("chart gauge show sum(amount) target 30%", "LC301"),
        ("chart gauge show conversion(open, won) target 30", "LC314"),
        ("chart gauge show sum(amount) target count()", "LC301"),
        ("chart number show share(count())", "LC362"),
        ("chart number show count() top 3", "LC362"),
        ("chart bar by owner show reached()", "LC359"),
        ("chart boxplot by owner show sum(amount)", "LC368"),
        ("chart boxplot by owner show count()", "LC368"),
    ],
)
def test_what_cannot_be_arranged(text: str, code: str) -> None:
    assert codes(f"{BASE} report R from Deal {{ {text} }}")[0] == code


def test_a_mistake_has_no_consequences() -> None:
    text = """
report R from Deal {
  where amonut > 3
  chart brr by ownr, month(created_at) show reached(), share(sum(amonut)) sort sum(amonut) top 3 target sum(x)
}
dashboard D { filter period on created_at default this_month; row R }
menu { D, R }
"""
    assert codes(BASE + text) == ["LC204", "LC226", "LC204", "LC204", "LC204"]


def test_a_spread_is_five_numbers() -> None:
    chart = report('report R from Deal { chart boxplot by owner show amount "额" sort amount }').chart
    assert [each.name for each in chart.measures] == [
        f"amount_{part}" for part in ("min", "p25", "median", "p75", "max")
    ]
    assert chart.measures[1].label.texts[0] == "额（下四分位）"
    assert chart.sort == rep.ByMeasure("amount_median", descending=True)


# --- the app ---


def test_menus_and_home_name_reports() -> None:
    model = application(
        BASE.replace("fiscal_year 4", "fiscal_year 4; home D, Deal")
        + "report R from Deal { chart number show count() }\ndashboard D { row R }\nmenu { R; group { D, Deal } }"
    )
    assert model.fiscal_year_start == 4
    assert model.home == (app.MenuEntry("D", app.PageKind.DASHBOARD), app.MenuEntry("Deal"))
    assert [group.entries for group in model.menu] == [
        (app.MenuEntry("R", app.PageKind.REPORT),),
        (app.MenuEntry("D", app.PageKind.DASHBOARD), app.MenuEntry("Deal")),
    ]


def test_without_a_menu_there_is_a_group_for_analysis() -> None:
    model = application(
        BASE + "report R from Deal { chart number show count() }\n"
        "report S from Deal { chart number show count() }\ndashboard D { row R }"
    )
    assert model.menu[1].entries == (
        app.MenuEntry("D", app.PageKind.DASHBOARD),
        app.MenuEntry("S", app.PageKind.REPORT),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("report Deal from Deal { chart number show count() }", "LC210"),
        ("report User from Deal { chart number show count() }", "LC212"),
        (
            "report R from Deal { chart number show count() }\ndashboard R { row R }",
            "LC210",
        ),
        ("report R from Deal { chart number show count() }\nreport r from Deal { chart number show count() }", "LC211"),
    ],
)
def test_names_of_pages_are_unique(text: str, code: str) -> None:
    assert codes(f"{BASE} {text}")[0] == code


def test_suggestions() -> None:
    assert_problem(f"{BASE} report R from Deal {{ chart barr by stage show count() }}", "LC226", "bar", "hbar")
    assert_problem(
        f"{BASE} report Deals from Deal {{ chart number show count() }} dashboard D {{ row Dealz }}".replace(
            "} d", "}\nd"
        ),
        "LC225",
        "Deals",
    )
