"""LC225 to LC229: what reports, dashboards and menus name. Part of the family `names`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class UnknownReport(Problem):
    """A row of a dashboard names a report that does not exist.

    Example:
        entity Order { name: text }
        report Orders from Order { chart number show count() }
        dashboard Cockpit { row Ordres }

    How to fix: Use the name of a report, or declare it. Rows hold reports, not entities or other dashboards.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC225"
    message = Wording(en="there is no report `{name}`", zh="没有报表 `{name}`")

    def suggestions(self) -> tuple[str, ...]:
        """The reports with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownChart(Problem):
    """The word after `chart` is not a kind of chart.

    Example:
        entity Order { name: text }
        report Orders from Order { chart barchart by created_by show count() }

    How to fix: Use one of the kinds: `bar`, `line`, `pie`, `table` and so on; the language page lists them all.
    """

    kind: str
    candidates: tuple[str, ...]

    code = "LC226"
    message = Wording(en="there is no kind of chart `{kind}`", zh="没有图表类型 `{kind}`")
    help = Wording(en="possible: {candidates}", zh="可用：{candidates}")

    def suggestions(self) -> tuple[str, ...]:
        """The kinds with the closest names."""
        return did_you_mean(self.kind, self.candidates)


@dataclass(frozen=True, kw_only=True)
class UnknownPage(Problem):
    """A menu, or `home`, names neither an entity nor a dashboard nor a report.

    Example:
        entity Customer { name: text }
        dashboard Cockpit { row Customers }
        report Customers from Customer { chart number show count() }
        menu { Cokpit, Customer }

    How to fix: Use the name of an entity, a dashboard or a report.
    """

    name: str
    candidates: tuple[str, ...]

    code = "LC227"
    message = Wording(
        en="there is no entity, dashboard or report `{name}`", zh="没有名为 `{name}` 的实体、仪表盘或报表"
    )

    def suggestions(self) -> tuple[str, ...]:
        """The pages with the closest names."""
        return did_you_mean(self.name, self.candidates)


@dataclass(frozen=True, kw_only=True)
class NotASource(Problem):
    """A measure reads an entity that is not among the sources of its report.

    Example:
        entity Lead { name: text; cost: money }
        entity Order { name: text; amount: money }
        report Return from Order { chart number show sum(Lead.cost) }

    How to fix: Join the entity: `join Lead as leads by …`, with a dimension for each of the chart's.
    """

    name: str

    code = "LC228"
    message = Wording(en="`{name}` is not a source of this report", zh="`{name}` 不是此报表的数据来源")
    help = Wording(
        en="add `join {name} by …`, with a dimension for each of the chart's",
        zh="请加上 `join {name} by …`，其维度与图表的维度逐一对应",
    )


@dataclass(frozen=True, kw_only=True)
class HidesField(Problem):
    """A source of a report is called like a field, so that the name says neither which records nor which value.

    Example:
        entity Lead { name: text }
        entity Order { name: text; leads: int }
        report Orders from Order { join Lead as leads; chart number show count(leads) }

    How to fix: Give the source another name: `join Lead as all_leads`.
    """

    name: str
    entity: str
    first: Span

    code = "LC229"
    message = Wording(en="`{name}` is a field of `{entity}`", zh="`{name}` 是 `{entity}` 的字段")
    help = Wording(en="give the source another name with `as`", zh="请用 `as` 给该来源另取名称")

    def related(self) -> tuple[Related, ...]:
        """The field."""
        return (Related(self.first, Wording(en="this field", zh="该字段")),)


REPORT_NAMES: tuple[type[Problem], ...] = (UnknownReport, UnknownChart, UnknownPage, NotASource, HidesField)
