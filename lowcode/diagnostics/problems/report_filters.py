"""LC363 to LC367: the filters of dashboards. Part of the family `types`."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


@dataclass(frozen=True, kw_only=True)
class NoSourceHasField(Problem):
    """A filter of a dashboard names a field that no source of its reports has.

    Example:
        entity Order { name: text; signed_on: date }
        report Orders from Order { chart number show count() }
        dashboard Cockpit { filter day "Day" on sgned_on; row Orders }

    How to fix: Name a field of an entity that a report on the dashboard counts, a path such as `owner.department`, or
    the field of one entity: `Order.created_at`.
    """

    path: str
    candidates: tuple[str, ...]

    code = "LC363"
    message = Wording(
        en="no source of the reports on this dashboard has a field `{path}`",
        zh="此仪表盘上报表的数据来源都没有字段 `{path}`",
    )

    def suggestions(self) -> tuple[str, ...]:
        """The closest names of fields."""
        return did_you_mean(self.path, self.candidates)


@dataclass(frozen=True, kw_only=True)
class FilterTypesDiffer(Problem):
    """The fields of one filter are of different types, so that no value fits them all.

    Example:
        entity Order { name: text; paid: bool }
        report Orders from Order { chart number show count() }
        entity Lead { name: text }
        report Leads from Lead { chart number show count() }
        dashboard Cockpit { filter state on Order.paid, Lead.name; row Orders, Leads }

    How to fix: Make two filters of it. Dates and moments go together.
    """

    found: str
    expected: str
    first: Span

    code = "LC364"
    message = Wording(
        en="this is `{found}`, the filter is about `{expected}`", zh="此处为 `{found}`，而该筛选为 `{expected}`"
    )

    def related(self) -> tuple[Related, ...]:
        """The field that came first."""
        return (Related(self.first, Wording(en="`{expected}` here", zh="此处为 `{expected}`")),)


@dataclass(frozen=True, kw_only=True)
class NotAFilter(Problem):
    """A filter of a dashboard is about values that nobody picks from: numbers, times of day, files, lists.

    Example:
        entity Order { name: text; amount: money }
        report Orders from Order { chart number show count() }
        dashboard Cockpit { filter size on amount; row Orders }

    How to fix: Filter by a date, a choice, a record, yes and no, or a text.
    """

    found: str

    code = "LC365"
    message = Wording(en="`{found}` cannot be filtered by", zh="不能按 `{found}` 筛选")
    help = Wording(
        en="filters are about dates, choices, records, yes and no, and texts",
        zh="筛选支持日期、选项、记录、是否和文本",
    )


@dataclass(frozen=True, kw_only=True)
class DefaultNotPossible(Problem):
    """The default of a filter is not among what it offers.

    Example:
        entity Order { name: text }
        report Orders from Order { chart number show count() }
        dashboard Cockpit { filter day on created_at default 2026-01-01; row Orders }

    How to fix: A filter by dates takes a period such as `this_month`, one by a choice an option, one by users `me`,
    one by yes and no `true` or `false`, one by text a text.
    """

    expected: str
    """What a default looks like; empty if there can be none."""

    code = "LC366"
    message = Wording(en="here the default is something like {expected}", zh="此处的默认值应形如 {expected}")

    def message_wording(self) -> Wording:
        """Whether there can be another."""
        if self.expected:
            return self.message
        return Wording(en="a filter by records has no default", zh="按记录筛选时没有默认值")


@dataclass(frozen=True, kw_only=True)
class SecondTarget(Problem):
    """A filter of a dashboard names two fields of the same entity. It compares one value of each record.

    Example:
        entity Order { name: text; signed_on: date; paid_on: date }
        report Orders from Order { chart number show count() }
        dashboard Cockpit { filter day "Day" on signed_on, paid_on; row Orders }

    How to fix: Keep one of them, or make two filters. A path without an entity holds for every source that has the
    field, one with an entity for that one alone: `on created_at, Order.signed_on`.
    """

    path: str
    entity: str
    first: Span

    code = "LC367"
    message = Wording(
        en="what this filter compares in `{entity}` is said already", zh="此筛选在 `{entity}` 中比较的字段已经指定"
    )

    def related(self) -> tuple[Related, ...]:
        """What was said before."""
        return (Related(self.first, Wording(en="said here", zh="此处已指定")),)


REPORT_FILTERS: tuple[type[Problem], ...] = (
    NoSourceHasField,
    FilterTypesDiffer,
    NotAFilter,
    DefaultNotPossible,
    SecondTarget,
)
