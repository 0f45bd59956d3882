"""What dimensions and measures are called where the specification does not say."""

from __future__ import annotations

from lowcode.dsl.lowering.context import Lowering
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import reports as rep
from lowcode.ir import types as t
from lowcode.ir.labels import Label

_Words = tuple[str, str]
"""In Chinese and in English; `{0}`, `{1}` stand for the labels of the parts."""

_SYSTEM_FIELDS: dict[str, _Words] = {
    "id": ("编号", "Id"),
    "created_at": ("创建时间", "Created"),
    "created_by": ("创建人", "Created by"),
    "updated_at": ("更新时间", "Updated"),
    "updated_by": ("更新人", "Updated by"),
}
_PERIODS: dict[rep.DateUnit | rep.DatePart, _Words] = {
    rep.DateUnit.HOUR: ("{0}（小时）", "{0} (hour)"),
    rep.DateUnit.DAY: ("{0}（日）", "{0} (day)"),
    rep.DateUnit.WEEK: ("{0}（周）", "{0} (week)"),
    rep.DateUnit.MONTH: ("{0}（月）", "{0} (month)"),
    rep.DateUnit.QUARTER: ("{0}（季度）", "{0} (quarter)"),
    rep.DateUnit.YEAR: ("{0}（年）", "{0} (year)"),
    rep.DateUnit.FISCAL_QUARTER: ("{0}（财季）", "{0} (fiscal quarter)"),
    rep.DateUnit.FISCAL_YEAR: ("{0}（财年）", "{0} (fiscal year)"),
    rep.DatePart.MONTH_OF_YEAR: ("{0}（月份）", "{0} (month of the year)"),
    rep.DatePart.DAY_OF_MONTH: ("{0}（几号）", "{0} (day of the month)"),
    rep.DatePart.WEEKDAY: ("{0}（星期）", "{0} (weekday)"),
    rep.DatePart.HOUR_OF_DAY: ("{0}（时段）", "{0} (hour of the day)"),
}
_FUNCTIONS: dict[rep.MeasureFunction, _Words] = {
    rep.MeasureFunction.COUNT: ("{0}数", "{0} count"),
    rep.MeasureFunction.DISTINCT: ("{0}数（去重）", "Different {0}"),
    rep.MeasureFunction.SUM: ("{0}合计", "Total {0}"),
    rep.MeasureFunction.AVERAGE: ("平均{0}", "Average {0}"),
    rep.MeasureFunction.MINIMUM: ("最小{0}", "Least {0}"),
    rep.MeasureFunction.MAXIMUM: ("最大{0}", "Greatest {0}"),
    rep.MeasureFunction.MEDIAN: ("{0}中位数", "Median {0}"),
    rep.MeasureFunction.PERCENTILE: ("{0}（P{1}）", "{0} (P{1})"),
}
_OPERATORS: dict[rep.MeasureOperator, _Words] = {
    rep.MeasureOperator.ADD: ("{0} + {1}", "{0} + {1}"),
    rep.MeasureOperator.SUBTRACT: ("{0} - {1}", "{0} - {1}"),
    rep.MeasureOperator.MULTIPLY: ("{0} × {1}", "{0} × {1}"),
    rep.MeasureOperator.DIVIDE: ("{0} ÷ {1}", "{0} ÷ {1}"),
}
_EARLIER: dict[rep.Earlier, _Words] = {
    rep.Earlier.PERIOD: ("上期{0}", "{0}, period before"),
    rep.Earlier.WEEK: ("上周{0}", "{0}, last week"),
    rep.Earlier.MONTH: ("上月{0}", "{0}, last month"),
    rep.Earlier.QUARTER: ("上季度{0}", "{0}, last quarter"),
    rep.Earlier.YEAR: ("去年同期{0}", "{0}, last year"),
}
_GROWTH: dict[rep.Earlier, _Words] = {
    rep.Earlier.PERIOD: ("{0}环比", "{0}, growth since the period before"),
    rep.Earlier.WEEK: ("{0}周环比", "{0}, growth since last week"),
    rep.Earlier.MONTH: ("{0}月环比", "{0}, growth since last month"),
    rep.Earlier.QUARTER: ("{0}季环比", "{0}, growth since last quarter"),
    rep.Earlier.YEAR: ("{0}同比", "{0}, growth since last year"),
}
_PARTS: dict[str, _Words] = {
    "min": ("{0}（最小）", "{0} (least)"),
    "p25": ("{0}（下四分位）", "{0} (lower quartile)"),
    "median": ("{0}（中位数）", "{0} (median)"),
    "p75": ("{0}（上四分位）", "{0} (upper quartile)"),
    "max": ("{0}（最大）", "{0} (greatest)"),
}
_ENTERED: _Words = ("进入{0}", "Entered {0}")
_REACHED: _Words = ("到达{0}", "Reached {0}")
_EACH_STATE: _Words = ("各状态", "each state")
_CONVERSION: _Words = ("{0}到{1}转化率", "Conversion from {0} to {1}")
_TIME_IN: _Words = ("{0}停留时间", "Time in {0}")
_SHARE: _Words = ("{0}占比", "Share of {0}")
_CUMULATIVE: _Words = ("累计{0}", "Cumulative {0}")
_DAYS: _Words = ("天", "days")
_VALUE: _Words = ("值", "Value")


class PartLabels:
    """Makes the labels of one report's parts."""

    def __init__(self, lowering: Lowering, sources: tuple[rep.Source, ...]) -> None:
        """`sources` are what `Aggregated.source` counts."""
        self._lowering = lowering
        self._sources = sources

    def of_dimension(self, expression: ir.Expression, grouping: rep.Grouping) -> Label:
        """`签订日期（月）`."""
        inner = self.of_value(expression)
        match grouping:
            case rep.ByPeriod(unit=unit):
                return self._worded(_PERIODS[unit], inner)
            case rep.ByPart(part=part):
                return self._worded(_PERIODS[part], inner)
            case _:
                return inner

    def of_part(self, label: Label, part: str) -> Label:
        """`金额（下四分位）`: one of the numbers that say how something spreads."""
        return self._worded(_PARTS[part], label)

    def unit_of(self, measure: rep.MeasureExpression) -> Label | None:
        """The unit that a measure has by itself."""
        return self._worded(_DAYS) if isinstance(measure, rep.TimeInState) else None

    def of_measure(self, measure: rep.MeasureExpression) -> Label:
        """`金额合计`."""
        match measure:
            case rep.Aggregated():
                return self._of_aggregated(measure)
            case rep.Entered() | rep.Conversion() | rep.TimeInState():
                return self._of_flow(measure)
            case rep.Number(value=value):
                return self._same(f"{value.normalize():f}")
            case rep.Combined(operator=operator, left=left, right=right):
                return self._worded(_OPERATORS[operator], self.of_measure(left), self.of_measure(right))
            case rep.Share(of=of):
                return self._worded(_SHARE, self.of_measure(of))
            case rep.Cumulative(of=of):
                return self._worded(_CUMULATIVE, self.of_measure(of))
            case rep.Previous(of=of, against=against, as_growth=as_growth):
                return self._worded((_GROWTH if as_growth else _EARLIER)[against], self.of_measure(of))

    def _of_aggregated(self, measure: rep.Aggregated) -> Label:
        if measure.value is None:
            what = self._lowering.entities[self._sources[measure.source].entity].label
        else:
            what = self.of_value(measure.value)
        share = "" if measure.share is None else f"{(measure.share * 100).normalize():f}"
        return self._worded(_FUNCTIONS[measure.function], what, self._same(share))

    def _of_flow(self, measure: rep.Entered | rep.Conversion | rep.TimeInState) -> Label:
        match measure:
            case rep.Entered(flow=flow, state=state, or_later=or_later):
                return self._worded(_REACHED if or_later else _ENTERED, self._of_state(flow, state))
            case rep.Conversion(flow=flow, start=start, end=end):
                return self._worded(_CONVERSION, self._of_state(flow, start), self._of_state(flow, end))
            case rep.TimeInState(flow=flow, state=state):
                return self._worded(_TIME_IN, self._of_state(flow, state))

    def _of_state(self, flow: str, state: str | None) -> Label:
        declared = {each.name.text: each.label for each in self._lowering.symbols.flows[flow].states}
        return self._worded(_EACH_STATE) if state is None else self._lowering.labels.label(declared[state], state)

    def of_value(self, expression: ir.Expression) -> Label:
        """The label of the field that is read, or a word for what is computed."""
        match expression:
            case ir.FieldRead(source=source, field=name) if isinstance(source.type, t.RecordType):
                field = self._field(source.type.entity, name)
                return self._worded(_SYSTEM_FIELDS[name]) if field is None else field.label
            case ir.Aggregate(value=value) if value is not None:
                return self.of_value(value)
            case ir.Variable(type=t.RecordType(entity=entity)):
                return self._lowering.entities[entity].label
            case _:
                return self._worded(_VALUE)

    def _field(self, entity: str, name: str) -> app.Field | None:
        return self._lowering.entities[entity].field_by_name.get(name)

    def _worded(self, words: _Words, *parts: Label) -> Label:
        made = []
        for index, template in enumerate(self._lowering.labels.built_in(*words).texts):
            made.append(template.format(*(part.texts[index] for part in parts)))
        return Label(tuple(made))

    def _same(self, text: str) -> Label:
        return Label((text,) * len(self._lowering.labels.locales))
