"""What a failed scenario says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SCENARIO_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "scenario.nobody_to_act": ("没有这个用户", "there is nobody to act as"),
    "scenario.beyond_calendar": ("日历上没有这么远的日期", "no calendar reaches that far"),
    "scenario.clock_back": ("时钟不能倒退到 {moment}", "the clock cannot go back to {moment}"),
    "scenario.due_failed": ("到期的事项执行失败", "what was due then failed"),
    "scenario.only_users_absent": (
        "只有用户可以委托：`as user { delegate to … }`",
        "only a user can be absent: `as user { delegate to … }`",
    ),
    "scenario.no_mail": ("没有这样的邮件：{text}", "there is no such mail: {text}"),
    "scenario.no_such_record": ("没有这样的记录：{what}", "there is no such record: {what}"),
    "scenario.no_record": ("没有记录", "there is no record"),
    "scenario.expected": ("应当成立：{what}", "expected: {what}"),
    "scenario.refused_otherwise": (
        "被拒绝了，但理由不含“{text}”：{said}",
        "refused, but not with “{text}”: {said}",
    ),
    "scenario.not_refused": ("应当被拒绝，却全部成功了", "expected a refusal, but everything was done"),
    "scenario.nothing": ("什么也没有", "there was nothing"),
    "scenario.sees": ("{reader}能看到{what}", "{reader} sees {what}"),
    "scenario.sees_not": ("{reader}看不到{what}", "{reader} does not see {what}"),
    "scenario.no_right": ("无权操作", "not allowed"),
    "scenario.owners_error": ("手写代码出错：{error}", "an error in code written by hand: {error}"),
    "scenario.conflict": ("记录刚被他人修改", "somebody has just changed the record"),
}
