"""A plan as text for a terminal, as Markdown for a change request, and as JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from lowcode.codegen.migrations.online.stages import OnlineRevision
from lowcode.codegen.migrations.steps import Loss, Step
from lowcode.diagnostics.problem import Wording
from lowcode.plans.effects import MANUAL, Work
from lowcode.plans.found import Found, FoundStep, InTheWay
from lowcode.plans.online import phase_content, phase_lines
from lowcode.plans.telling import Teller, cost_of, is_following, stops_of
from lowcode.plans.words import LOSSES, STOPS, wording

_TITLE = wording("迁移计划：{app}", "Migration plan: {app}")
_FIRST = wording("首次构建：新建所有表，没有数据需要迁移。", "The first build: all tables are new, there is no data.")
_NOTHING = wording("数据库无需改变。", "Nothing changes for databases.")
_STEPS = wording("共 {count} 步，{losses}。", "Steps: {count}; {losses}.")
_ONE_TRANSACTION = wording(
    "所有步骤在一个事务中执行：锁保持到提交，任何一步受阻则全部撤回。",
    "All steps run in one transaction: locks are held until it is committed; whatever stops one step undoes all.",
)
_TWO_PHASES = wording(
    "分两个阶段执行，应用无需停机；每一小步是一个短事务，见文末。",
    "Runs in two phases while the app is in use; each stage is a short transaction, see below.",
)
_BEHIND = wording(
    "注意：数据库的版本是 {found}，而计划从 {expected} 开始；两者之间的变更不在本计划中，下面的数字可能不准确。"
    "要从数据库的版本开始，请用 `--out` 指定生成该版本时的文件夹。",
    "Mind: the database is at {found}, the plan begins at {expected}: what lies between is not part of it, and numbers "
    "below may not be right. To begin where the database is, name the folder of that build with `--out`.",
)
_NEVER = wording("（从未迁移）", "(never migrated)")
_NEVER_BUILT = wording("（从未构建）", "(never built)")
_FOLLOWING = wording(
    "{of}：随之变化的索引、约束和排序键（{count} 项）", "{of}: indexes, constraints and sort keys that follow ({count})"
)
_DATA, _LOCK = wording("数据", "rows"), wording("PostgreSQL 锁", "lock of PostgreSQL")
_LOSS = wording("损失", "loss")
_STOPS = wording("可能受阻", "could be stopped by")
_ROWS = wording("涉及 {rows} 行", "rows concerned: {rows}")
_UNDER_A_SECOND = wording("不到 1 秒", "less than a second")
_SECONDS, _MINUTES = wording("约 {n} 秒", "about {n} s"), wording("约 {n} 分钟", "about {n} min")
_HOURS = wording("约 {n} 小时", "about {n} h")
_PAIR = wording("{name}：{value}", "{name}: {value}")
_TIMED = wording("{said}，{time}", "{said}, {time}")
_IN_THE_WAY = wording("受阻：{what}：{total} 条（id {ids}）", "in the way: {what}: {total} (id {ids})")
_MORE = wording("…", "…")
_TOTAL = wording("合计：{time}。", "All together: {time}.")
_LOOKED_AT = wording("为查找受阻的记录，共查看 {rows} 行。", "Rows that were read to find records in the way: {rows}.")
_STOPPED = wording("有记录挡在路上，迁移会停止。", "Records stand in the way: the migration would stop.")
_HEADINGS = (
    wording("步骤", "Step"),
    wording("损失", "Loss"),
    wording("数据", "Rows"),
    wording("PostgreSQL 锁", "Lock of PostgreSQL"),
    wording("可能受阻", "Could be stopped by"),
    wording("位置", "Place"),
)
_FOUND_HEADING = wording("数据库", "Database")


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The steps of a plan, and what a database says about them if one was asked."""

    teller: Teller
    steps: tuple[Step, ...]
    is_first: bool
    found: Found | None = None
    phases: tuple[OnlineRevision, ...] = ()
    """Of a migration under load."""

    @property
    def _pairs(self) -> Iterator[tuple[Step, FoundStep | None]]:
        return zip_longest(self.steps, self.found.steps if self.found is not None else ())

    # --- text ---

    def text(self) -> str:
        """For people at a terminal."""
        return "\n".join([*self._summary(), *self._text_steps(), *self._phase_lines()]) + "\n"

    def _phase_lines(self) -> Iterator[str]:
        for phase in self.phases:
            yield ""
            yield from phase_lines(self.teller, phase)

    def _summary(self) -> Iterator[str]:
        """The most important first."""
        word = self.teller.word
        yield word(_TITLE, app=self.teller.text_of(self.teller.application.label))
        if self.is_first or not self.steps:
            yield word(_FIRST if self.is_first else _NOTHING)
            yield from self._elsewhere()
            return
        losses = Counter(each.loss for each in self.steps)
        said = self.teller.joined(self._pair(LOSSES[loss], str(losses[loss])) for loss in Loss if losses[loss])
        yield word(_STEPS, count=len(self.steps), losses=said)
        yield word(_TWO_PHASES if self.phases else _ONE_TRANSACTION)
        if self.found is not None:
            yield from self._elsewhere()
            yield from self._database_summary(self.found)

    def _elsewhere(self) -> Iterator[str]:
        """That the plan is not about the database as it is."""
        if self.found is None or self.found.fits:
            return
        word = self.teller.word
        at, begins = self.found.revision or word(_NEVER), self.found.expected or word(_NEVER_BUILT)
        yield word(_BEHIND, found=at, expected=begins)

    def _database_summary(self, found: Found) -> Iterator[str]:
        word = self.teller.word
        yield word(_TOTAL, time=self._time(found.seconds))
        yield word(_LOOKED_AT, rows=f"{found.looked_at:,}")
        if found.is_stopped:
            yield word(_STOPPED)

    def _text_steps(self) -> Iterator[str]:
        if self.is_first:
            return
        told = self._told
        width = len(str(len(told)))
        indent = " " * (width + 2)
        for number, (step, found) in enumerate(told, start=1):
            yield ""
            yield f"{number:>{width}}. {self._with_place(step, is_whole=True)}"
            yield from (f"{indent}{line}" for line in self._details(step, found))
        for group in self._groups:
            yield ""
            yield self._heading(group)
            yield from (f"{indent}{line}" for line in self._effects(group))
            yield from (f"{indent}- {self._with_place(step)}" for step in group)

    @property
    def _told(self) -> list[tuple[Step, FoundStep | None]]:
        """The steps that are told one by one."""
        return [(step, found) for step, found in self._pairs if not _is_in_a_group(step, found)]

    @property
    def _groups(self) -> list[list[Step]]:
        """Indexes and constraints that follow, by their table."""
        groups: dict[str, list[Step]] = {}
        for step, found in self._pairs:
            if _is_in_a_group(step, found):
                groups.setdefault(step.table, []).append(step)
        return list(groups.values())

    def _heading(self, group: list[Step]) -> str:
        word = self.teller.word
        heading = word(_FOLLOWING, of=self.teller.table(group[0].table), count=len(group))
        if self.found is None:
            return heading
        seconds = sum(found.seconds for step, found in self._pairs if step in group and found is not None)
        return self._timed(heading, seconds)

    def _with_place(self, step: Step, *, is_whole: bool = False) -> str:
        said = self.teller.whole_sentence(step) if is_whole else self.teller.sentence(step)
        place = self.teller.place(step)
        return said if place is None else f"{said}  [{place}]"

    def _effects(self, steps: list[Step]) -> Iterator[str]:
        """What is done with the rows, and whom that keeps waiting; under load that is told of the stages."""
        if self.phases:
            return
        cost = cost_of(*steps)
        yield self._pair(_DATA, self.teller.work(cost))
        if lock := self.teller.lock(cost):
            yield self._pair(_LOCK, lock)

    def _details(self, step: Step, found: FoundStep | None) -> Iterator[str]:
        word = self.teller.word
        if step.loss is not Loss.NONE:
            yield self._pair(_LOSS, word(LOSSES[step.loss]))
        if step.operations:
            yield from self._effects([step])
        if stops_of(step):
            yield self._pair(_STOPS, self.teller.stops(step))
        if found is not None:
            yield from self._found(step, found)

    def _found(self, step: Step, found: FoundStep) -> Iterator[str]:
        word = self.teller.word
        if found.rows is not None:
            works = cost_of(step).works.values()
            rows = word(_ROWS, rows=f"{found.rows:,}")
            yield self._timed(rows, found.seconds) if max(works) > Work.NOTHING else rows
        yield from (self._in_the_way(each) for each in found.in_the_way)

    def _in_the_way(self, each: InTheWay) -> str:
        ids = self.teller.joined(map(str, each.ids)) + (self.teller.word(_MORE) if each.total > len(each.ids) else "")
        what = self.teller.word(STOPS[each.kind])
        return self.teller.word(_IN_THE_WAY, what=what, total=f"{each.total:,}", ids=ids)

    def _pair(self, name: Wording, value: str) -> str:
        return self.teller.word(_PAIR, name=self.teller.word(name), value=value)

    def _timed(self, said: str, seconds: float) -> str:
        return self.teller.word(_TIMED, said=said, time=self._time(seconds))

    def _time(self, seconds: float) -> str:
        """One figure of it: more would be a promise."""
        word = self.teller.word
        if seconds < 1:
            return word(_UNDER_A_SECOND)
        if seconds < 90:
            return word(_SECONDS, n=_rounded(seconds))
        return word(_MINUTES, n=_rounded(seconds / 60)) if seconds < 5400 else word(_HOURS, n=_rounded(seconds / 3600))

    # --- Markdown ---

    def markdown(self) -> str:
        """A table of steps, for a change request or a pull request."""
        return "\n".join(self._markdown_lines()) + "\n"

    def _markdown_lines(self) -> Iterator[str]:
        title, *rest = self._summary()
        yield f"# {title}"
        yield from (line for each in rest for line in ("", _cell(each)))
        if self.is_first or not self.steps:
            return
        headings = [self.teller.word(each) for each in _HEADINGS]
        if self.found is not None:
            headings.append(self.teller.word(_FOUND_HEADING))
        yield ""
        yield _row(headings)
        yield _row("---" for _ in headings)
        for step, found in self._told:
            yield _row(self._cells(step, found))
        for group in self._groups:
            sentences = "<br>".join(_cell(self._with_place(step)) for step in group)
            cost = cost_of(*group)
            effects = ("", "") if self.phases else (_cell(self.teller.work(cost)), _cell(self.teller.lock(cost)))
            cells = [f"{_cell(self._heading(group))}<br>{sentences}", self.teller.word(LOSSES[Loss.NONE]), *effects]
            yield _row([*cells, *[""] * (len(headings) - len(cells))])
        for phase in self.phases:
            heading, *lines = phase_lines(self.teller, phase)
            yield from ("", f"## {heading}", "")
            yield from lines

    def _cells(self, step: Step, found: FoundStep | None) -> Iterator[str]:
        cost = cost_of(step)
        yield _cell(self.teller.whole_sentence(step))
        yield _cell(self.teller.word(LOSSES[step.loss]))
        is_told = bool(step.operations) and not self.phases
        yield _cell(self.teller.work(cost)) if is_told else ""
        yield _cell(self.teller.lock(cost)) if is_told else ""
        yield _cell(self.teller.stops(step))
        yield _cell(self.teller.place(step) or "")
        if found is not None:
            yield "<br>".join(_cell(each) for each in self._found(step, found))

    # --- JSON ---

    def json(self) -> str:
        """For programs."""
        content: dict[str, Any] = {
            "application": self.teller.application.name,
            "first": self.is_first,
            "losses": {loss.value: sum(1 for each in self.steps if each.loss is loss) for loss in Loss},
            "steps": [] if self.is_first else [self._step(*each) for each in self._pairs],
        }
        if self.phases:
            content["phases"] = [phase_content(self.teller, each) for each in self.phases]
        if self.found is not None:
            content["database"] = {
                "kind": self.found.database.value,
                "revision": self.found.revision,
                "expected": self.found.expected,
                "seconds": round(self.found.seconds, 3),
                "stopped": self.found.is_stopped,
                "looked_at": self.found.looked_at,
                "tables": dict(sorted(self.found.tables.items())),
            }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    def _step(self, step: Step, found: FoundStep | None) -> dict[str, Any]:
        cost = cost_of(step)
        content: dict[str, Any] = {
            "kind": step.kind.value,
            "subject": step.subject,
            "table": step.table,
            "said": self.teller.whole_sentence(step),
            "loss": step.loss.value,
            "facts": dict(step.facts),
            "place": self.teller.place(step),
            "operations": [type(each).__name__ for each in step.operations],
            "lock": cost.lock.sql,
            "work": {database.value: work.name.lower() for database, work in cost.works.items()},
            "manual": [MANUAL + page for page in cost.sources],
            "stops": list(stops_of(step)),
        }
        if found is not None:
            content["rows"] = found.rows
            content["seconds"] = round(found.seconds, 3)
            content["in_the_way"] = [
                {"kind": each.kind, "ids": list(each.ids), "total": each.total} for each in found.in_the_way
            ]
        return content


def _is_in_a_group(step: Step, found: FoundStep | None) -> bool:
    return is_following(step) and not (found is not None and found.in_the_way)


def _rounded(number: float) -> int:
    return int(number + 0.5) if number < 10 else int(number / 10 + 0.5) * 10


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """The text in a cell of a table, whatever stands in it."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
