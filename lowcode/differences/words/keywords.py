"""Words for what the language has one word for: enumerations of the model, and the words of scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from lowcode.diagnostics.problem import Wording
from lowcode.differences.vocabulary import wording
from lowcode.ir.access import FieldRight, Verb
from lowcode.ir.actions import Channel
from lowcode.ir.application import OnDelete, PageKind
from lowcode.ir.messages import Authentication, BodyFormat
from lowcode.ir.process import (
    ApprovalOutcome,
    ApprovalRight,
    MessageEvent,
    SaveEvent,
    ScheduleUnit,
    SignMode,
    StateEvent,
    TimeoutOutcome,
    TransitionKind,
)
from lowcode.ir.reports import DatePart, DateUnit, Earlier

MEMBERS: Mapping[Enum, Wording] = {
    Verb.READ: wording("查看", "read"),
    Verb.CREATE: wording("新建", "create"),
    Verb.UPDATE: wording("修改", "change"),
    Verb.DELETE: wording("删除", "delete"),
    Verb.EXPORT: wording("导出", "export"),
    FieldRight.READ: wording("查看", "read"),
    FieldRight.UPDATE: wording("修改", "change"),
    FieldRight.MASKED: wording("脱敏查看", "see masked"),
    Channel.APP: wording("应用内", "the app"),
    Channel.EMAIL: wording("邮件", "e-mail"),
    Channel.WECOM: wording("企业微信", "WeCom"),
    Channel.DINGTALK: wording("钉钉", "DingTalk"),
    Channel.FEISHU: wording("飞书", "Feishu"),
    Channel.SMS: wording("短信", "text message"),
    OnDelete.RESTRICT: wording("禁止删除", "refused"),
    OnDelete.CASCADE: wording("一并删除", "deleted, too"),
    OnDelete.CLEAR: wording("清空", "emptied"),
    PageKind.ENTITY: wording("列表", "list"),
    PageKind.DASHBOARD: wording("看板", "dashboard"),
    PageKind.REPORT: wording("报表", "report"),
    Authentication.NONE: wording("无", "none"),
    Authentication.BEARER: wording("令牌", "bearer token"),
    Authentication.BASIC: wording("用户名和密码", "user name and password"),
    Authentication.HEADER: wording("请求头", "header"),
    Authentication.SIGNATURE: wording("签名", "signature"),
    BodyFormat.JSON: wording("JSON", "JSON"),
    BodyFormat.XML: wording("XML", "XML"),
    TransitionKind.MANUAL: wording("由人操作", "by a person"),
    TransitionKind.TIMED: wording("到时自动", "by time"),
    TransitionKind.AUTOMATIC: wording("条件满足时自动", "by itself"),
    StateEvent.ENTER: wording("进入", "on entering"),
    StateEvent.LEAVE: wording("离开", "on leaving"),
    StateEvent.STAY: wording("停留", "on staying in"),
    SignMode.ANY: wording("或签（任一人）", "any of them"),
    SignMode.ALL: wording("会签（所有人）", "all of them"),
    SignMode.EACH: wording("依次签署", "one after another"),
    SignMode.COUNT: wording("指定人数", "so many of them"),
    SignMode.SHARE: wording("指定比例", "a share of them"),
    TimeoutOutcome.APPROVE: wording("同意", "approved"),
    TimeoutOutcome.REJECT: wording("驳回", "rejected"),
    ApprovalRight.TRANSFER: wording("转交", "transfer"),
    ApprovalRight.ADD_SIGNER: wording("加签", "add signers"),
    ApprovalRight.RETURN: wording("退回", "return"),
    ApprovalRight.WITHDRAW: wording("撤回（提交人）", "withdraw (who submitted)"),
    ApprovalRight.DELEGATE: wording("委托", "delegate"),
    ApprovalOutcome.APPROVED: wording("通过后", "when approved"),
    ApprovalOutcome.REJECTED: wording("驳回后", "when rejected"),
    ApprovalOutcome.RETURNED: wording("退回后", "when returned"),
    ApprovalOutcome.WITHDRAWN: wording("撤回后", "when withdrawn"),
    SaveEvent.CREATE: wording("新建时", "on creating"),
    SaveEvent.UPDATE: wording("修改时", "on changing"),
    SaveEvent.DELETE: wording("删除时", "on deleting"),
    ScheduleUnit.DAY: wording("每天", "every day"),
    ScheduleUnit.WEEKDAY: wording("每个工作日", "every weekday"),
    ScheduleUnit.WEEK: wording("每周", "every week"),
    ScheduleUnit.MONTH: wording("每月", "every month"),
    MessageEvent.OPENED: wording("被打开时", "opened"),
    MessageEvent.CLICKED: wording("被点击时", "clicked"),
    DateUnit.HOUR: wording("按小时", "hour"),
    DateUnit.DAY: wording("按日", "day"),
    DateUnit.WEEK: wording("按周", "week"),
    DateUnit.MONTH: wording("按月", "month"),
    DateUnit.QUARTER: wording("按季度", "quarter"),
    DateUnit.YEAR: wording("按年", "year"),
    DateUnit.FISCAL_QUARTER: wording("按财季", "fiscal quarter"),
    DateUnit.FISCAL_YEAR: wording("按财年", "fiscal year"),
    DatePart.MONTH_OF_YEAR: wording("按月份", "month of the year"),
    DatePart.DAY_OF_MONTH: wording("按几号", "day of the month"),
    DatePart.WEEKDAY: wording("按星期几", "day of the week"),
    DatePart.HOUR_OF_DAY: wording("按几点", "hour of the day"),
    Earlier.PERIOD: wording("上一周期", "the period before"),
    Earlier.WEEK: wording("上周", "the week before"),
    Earlier.MONTH: wording("上月", "the month before"),
    Earlier.QUARTER: wording("上季度", "the quarter before"),
    Earlier.YEAR: wording("去年同期", "the year before"),
}
"""Every member that a specification can mean."""

KEYWORDS: Mapping[str, Wording] = {
    "approve": wording("同意", "approve"),
    "reject": wording("驳回", "reject"),
    "return": wording("退回", "return"),
    "withdraw": wording("撤回", "withdraw"),
    "transfer": wording("转交", "transfer"),
    "before": wording("前加签", "add a signer before"),
    "after": wording("后加签", "add a signer after"),
    "beside": wording("并加签", "add a signer beside"),
    "delegate": wording("委托", "delegate"),
    "notified": wording("应收到通知", "expected to be notified"),
    "mailed": wording("应收到邮件", "expected to get a mail"),
    "tasked": wording("应收到任务", "expected to get a task"),
    "called": wording("应被调用", "expected to be called"),
    "open": wording("打开邮件", "open the mail"),
    "click": wording("点击邮件", "click in the mail"),
}
"""Words that scenarios hold as texts."""
