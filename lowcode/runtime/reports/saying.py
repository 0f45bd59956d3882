"""The sentences around an answer: which days it is about, what it is compared with, what it leaves out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lowcode.catalog.functions.periods import PERIODS
from lowcode.runtime.context import Context
from lowcode.runtime.locale.wording import wording_for
from lowcode.runtime.queries.parsing import TODAY
from lowcode.runtime.report_definitions import Earlier
from lowcode.runtime.reports.answers import Note
from lowcode.runtime.reports.arranging import Arranged
from lowcode.runtime.reports.comparing import THIS, is_the_one_before
from lowcode.runtime.reports.questions import Question
from lowcode.runtime.reports.reviewing import Review
from lowcode.runtime.reports.selection import DayRange, NamedPeriod

_EARLIER: Final[Mapping[Earlier, str]] = {
    Earlier.PERIOD: "answer.last_period",
    Earlier.WEEK: "answer.last_week",
    Earlier.MONTH: "answer.last_month",
    Earlier.QUARTER: "answer.last_quarter",
    Earlier.YEAR: "answer.last_year",
}
_DAY = datetime.timedelta(days=1)


def compared_label(question: Question, against: Earlier) -> str:
    """What the earlier period is called; `to date` where the present one is not over."""
    wording = wording_for(question.context.locale)
    in_force = question.in_force
    is_before = in_force is not None and question.along_time is None and is_the_one_before(in_force.days, against)
    name = wording.say(_EARLIER[Earlier.PERIOD if is_before else against])
    if question.along_time is not None or in_force is None:
        return name
    days, today = in_force.days, question.context.today
    is_over = days.end is not None and days.end <= today + _DAY
    return name if is_over else wording.say("answer.to_date", period=name)


def period_label(question: Question) -> str:
    """The days that a report is about, in words; nothing if nothing limits them."""
    in_force = question.in_force
    if in_force is None:
        return ""
    selection = question.selection
    named = selection.period
    for choice in selection.filters:
        if choice.filter is in_force.filter and isinstance(choice.value, NamedPeriod | DayRange):
            named = choice.value
    if named is None:
        named = NamedPeriod(THIS[next(each for each in question.times if each is not None)])
    return label_of_period(question.context, named)


def label_of_period(context: Context, chosen: DayRange | NamedPeriod) -> str:
    """A period as people say it."""
    wording = wording_for(context.locale)
    if isinstance(chosen, NamedPeriod):
        if chosen.name == TODAY:
            return wording.say("answer.today")
        return PERIODS[chosen.name].zh if wording.language == "zh-CN" else PERIODS[chosen.name].en
    last = "" if chosen.end is None else (chosen.end - _DAY).isoformat()
    if chosen.first is None:
        return wording.say("answer.days_until", last=last) if last else ""
    first = chosen.first.isoformat()
    return wording.say("answer.days", first=first, last=last) if last else wording.say("answer.days_from", first=first)


def withheld_note(context: Context, reviewed: Review) -> Note:
    """What the reader may not see; of a report that shows nothing then, that it needs it."""
    wording = wording_for(context.locale)
    names = wording.say("answer.list_comma").join(reviewed.withheld)
    key = "answer.withheld_all" if reviewed.is_withheld else "answer.withheld"
    return Note("withheld", wording.say(key, names=names))


def notes_of(question: Question, arranged: Sequence[Arranged], reviewed: Review) -> tuple[Note, ...]:
    """All sentences below the chart."""
    return tuple(_notes(question, arranged, reviewed))


def _notes(question: Question, arranged: Sequence[Arranged], reviewed: Review) -> Iterator[Note]:
    wording = wording_for(question.context.locale)
    if reviewed.withheld:
        yield withheld_note(question.context, reviewed)
    for at, each in enumerate(arranged):
        is_top = at == 0 and question.report.chart.top is not None
        if (each.others or at in question.kept) and not is_top:
            count = sum(1 for key in each.keys if isinstance(key, int | str))
            yield Note("cut", wording.say("answer.cut", count=count))
    for scale in question.scales:
        if scale is not None and scale.is_cut:
            yield Note("cut", wording.say("answer.cut_times", count=len(scale.starts)))
    if question.compared is not None and question.compared not in question.times:
        yield Note("compared", wording.say("answer.no_earlier"))
