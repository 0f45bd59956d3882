"""Who is shown what: a report must not be for people who may not read what it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems.reports import ReportLeak, ShownEmpty
from lowcode.dsl.checks.reports.filters import reports_of
from lowcode.dsl.checks.reports.parts import expressions_of
from lowcode.dsl.checks.rights import Extent, Rights
from lowcode.dsl.checks.storage import reads
from lowcode.ir import application as app
from lowcode.ir import expressions as ir
from lowcode.ir import reports
from lowcode.ir.access import FieldRight, Verb
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span


def check_readers(application: app.Application) -> Iterator[Problem]:
    """All reports, for whom they are, and the dashboards that show them."""
    checker = _Readers(application, Rights(application))
    for report in application.reports:
        roles = report.roles or checker.readers(report)
        yield from checker.told(report.name, roles, expressions_of(report), is_any=not report.roles)
        yield from checker.closed(report, report.roles, report.span)
    for dashboard in application.dashboards:
        yield from checker.dashboard(dashboard)


@dataclass(frozen=True, slots=True)
class _Readers:
    application: app.Application
    rights: Rights

    def readers(self, report: reports.Report) -> tuple[str, ...]:
        """The roles that may read records of all sources."""
        found = [self.rights.roles(source.entity, Verb.READ) for source in report.sources]
        return tuple(role for role in found[0] if all(role in each for each in found))

    def dashboard(self, dashboard: reports.Dashboard) -> Iterator[Problem]:
        """The reports of a dashboard, and its filters, for the dashboard's roles."""
        for report in reports_of(self.application, dashboard):
            if not report.roles:
                yield from self.told(report.name, dashboard.roles, expressions_of(report), is_any=False)
                yield from self.closed(report, dashboard.roles, dashboard.span)
        for each in dashboard.filters:
            values = [target.expression for target in each.targets]
            yield from self.told(dashboard.name, dashboard.roles, values, is_any=False)

    def told(
        self, name: str, roles: tuple[str, ...], expressions: Iterable[ir.Expression], *, is_any: bool
    ) -> Iterator[Problem]:
        """The first role that is told about a field which it may not read; `is_any`: only if all of them are."""
        if not self.rights.has_blocks or not roles:
            return
        for expression in expressions:
            for entity, secret in dict.fromkeys(reads(expression)):
                block = self.rights.block(entity, secret)
                if block is None:
                    continue
                blind = [role for role in roles if self._sees(role, entity, secret) is Extent.NEVER]
                if blind and (not is_any or len(blind) == len(roles)):
                    yield ReportLeak(
                        span=expression.span, role=blind[0], report=name, secret=secret, entity=entity, block=block.span
                    )
                    return

    def closed(self, report: reports.Report, roles: tuple[str, ...], span: Span) -> Iterator[Problem]:
        """Roles that may not read any record that the report counts."""
        for role in roles:
            for source in report.sources:
                if self.rights.on_records(role, source.entity) is Extent.NEVER:
                    yield ShownEmpty(span=span, role=role, report=report.name, entity=source.entity)
                    break

    def _sees(self, role: str, entity: str, field: str) -> Extent:
        return self.rights.by_block(role, entity, field, FieldRight.READ)
