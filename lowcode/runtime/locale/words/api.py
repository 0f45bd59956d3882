"""The JSON API: what it refuses, and the pages on which tokens are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

API_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "api.bad_request": (
        "请求有误：地址或参数不正确。",
        "The request makes no sense: its address or its parameters are wrong.",
    ),
    "api.bad_parameters": (
        "地址中的参数有误，详见 problems。",
        "The address asks for something that there is not; see problems.",
    ),
    "api.invalid": (
        "提交的内容有误，没有保存，详见 problems。",
        "What was sent cannot be taken, and nothing was saved; see problems.",
    ),
    "api.refused": ("现在不能执行该操作，详见 problems。", "That is not possible; see problems."),
    "api.token_missing": (
        "请在请求头中提供令牌：Authorization: Bearer …。网页登录状态只能用于读取。",
        "Send a token: Authorization: Bearer …. A browser's session may only read.",
    ),
    "api.token_unknown": ("令牌无效。", "There is no such token."),
    "api.token_expired": ("令牌已过期，请新建一个。", "The token has expired; make a new one."),
    "api.token_revoked": ("令牌已被撤销。", "The token was revoked."),
    "api.user_inactive": ("令牌所属的用户已停用。", "The user of this token is no longer active."),
    "api.scope_missing": ("令牌没有“{scope}”权限范围。", "The token does not have the scope “{scope}”."),
    "api.password_needed": ("请先在网页上修改密码。", "Change your password on the pages first."),
    "api.not_json": ("请求正文应为 application/json。", "The body must be application/json."),
    "api.broken_json": (
        "请求正文不是可以读取的 JSON（{reason}）。",
        "The body is no JSON that can be read ({reason}).",
    ),
    "api.version_needed": (
        "请用 If-Match 或 version 说明要修改的是哪个版本；If-Match: * 表示任何版本。",
        "Say which version is to be changed, with If-Match or version; If-Match: * is any.",
    ),
    "api.changed": (
        "记录已被他人修改。请读取新版本后再试。",
        "Somebody else has changed the record. Read it anew and try again.",
    ),
    "api.in_the_way": (
        "该记录仍被其他记录使用，不能删除，详见 in_the_way。",
        "Other records need this one, so it was not deleted; see in_the_way.",
    ),
    "api.key_reused": (
        "同一个 Idempotency-Key 已用于另一个请求。",
        "This Idempotency-Key was sent with another request before.",
    ),
    "api.bad_key": (
        "Idempotency-Key 应为 1 到 200 个可见的 ASCII 字符。",
        "An Idempotency-Key has 1 to 200 visible ASCII characters.",
    ),
    "api.forbidden": ("您没有执行此操作的权限。", "You may not do this."),
    "api.not_found": (
        "找不到：地址有误、记录已删除，或您无权查看。",
        "There is nothing here, or nothing that you may see.",
    ),
    "api.method_not_allowed": (
        "该地址不支持这个方法，见响应头 Allow。",
        "This address does not take the method; see the header Allow.",
    ),
    "api.too_large": ("请求正文太大。", "The body is too large."),
    "api.throttled": ("请求过于频繁，请按 Retry-After 稍后再试。", "Too many requests; wait as Retry-After says."),
    "api.internal": ("系统出错，已记录。", "Something went wrong on our side; it was logged."),
    "api.unavailable": (
        "数据库暂时不可用，请稍后再试。",
        "The database does not answer at the moment. Try again later.",
    ),
    "problem.unknown_field": ("没有名为“{name}”的项", "There is no “{name}”"),
    "problem.unknown_field_similar": (
        "没有名为“{name}”的项，是否指“{suggestion}”？",
        "There is no “{name}”; did you mean “{suggestion}”?",
    ),
    "problem.unknown_sort": ("不能按“{name}”排序", "Lists cannot be sorted by “{name}”"),
    "problem.invalid_parameter": ("“{value}”不能用在这里", "“{value}” does not fit here"),
    "problem.cursor_gone": (
        "记录 {value} 已不在列表中，请从头开始读取；按 sort=id 读取最稳定",
        "The record {value} is not in this list any more; begin again. Sorting by id is the steadiest",
    ),
    "problem.not_settable": ("{label}由系统给出，不能写入", "{label} is given by the app and cannot be set"),
    "problem.system_field": ("“{name}”由系统给出，不能写入", "“{name}” is given by the app and cannot be set"),
    "problem.state_by_transition": (
        "{label}只能通过流转改变：POST /api/v1/{entity}/…/transitions",
        "{label} is changed by transitions only: POST /api/v1/{entity}/…/transitions",
    ),
    "problem.not_asked": ("这一步不填写“{label}”", "This step does not ask for {label}"),
    "problem.not_a_text": ("应为文本", "Must be a text"),
    "problem.not_a_list": ("应为数组", "Must be a list"),
    "problem.not_an_object": ("应为对象", "Must be an object"),
    "problem.not_a_reference": (
        '应为记录的 id，或唯一字段，如 {{"name": "…"}}',
        'Must be the id of a record, or a unique field of it, such as {{"name": "…"}}',
    ),
    "problem.not_a_key": (
        "不能用“{name}”指明记录，可用：{known}",
        "A record cannot be named by “{name}”, only by {known}",
    ),
    "problem.choose_one_of": ("请给出其中之一：{known}", "Name one of these: {known}"),
    "problem.no_file": ("没有收到文件", "There is no file"),
    "origin.token": ("API 令牌“{label}”", "API token “{label}”"),
    "tokens.title": ("API 令牌", "API tokens"),
    "tokens.help": (
        "令牌让其他程序以您的身份、在您的权限之内访问本系统。请像密码一样保管。",
        "A token lets another program work here for you, within your rights. Keep it like a password.",
    ),
    "tokens.document": ("接口说明（OpenAPI）", "Description of the API (OpenAPI)"),
    "tokens.new": ("新建令牌", "New token"),
    "tokens.name": ("名称", "Name"),
    "tokens.name_help": (
        "例如使用它的系统；会出现在修改记录中。",
        "Such as the system that uses it; histories show it.",
    ),
    "tokens.scopes": ("权限范围", "Scopes"),
    "tokens.scope_read": ("读取：查看记录、审批和待办", "Read: see records, approvals and tasks"),
    "tokens.scope_write": (
        "写入：新建、修改、删除记录，上传文件",
        "Write: create, change and delete records, bring files",
    ),
    "tokens.scope_process": ("流程：流转、按钮、审批、完成任务", "Process: transitions, buttons, approvals, tasks"),
    "tokens.expiry": ("有效期", "Valid for"),
    "tokens.days_30": ("30 天", "30 days"),
    "tokens.days_90": ("90 天", "90 days"),
    "tokens.days_365": ("一年", "A year"),
    "tokens.forever": ("不过期", "As long as it is not revoked"),
    "tokens.make": ("新建", "Make it"),
    "tokens.made": (
        "令牌已建立。它只显示这一次，请立即复制保存：",
        "Here is the token. It is shown this once, so copy it now:",
    ),
    "tokens.copy": ("复制令牌", "Copy it"),
    "tokens.copied": ("已复制", "Copied"),
    "tokens.name_missing": ("请填写名称，最多 80 个字。", "Give it a name of at most 80 characters."),
    "tokens.scope_missing": ("请至少选择一个权限范围。", "Choose one scope at least."),
    "tokens.too_many": ("令牌太多，请先撤销不用的。", "There are too many; revoke those that nobody uses."),
    "tokens.yours": ("您的令牌", "Your tokens"),
    "tokens.none": ("还没有令牌。", "There are none yet."),
    "tokens.all": ("所有人的令牌", "Everybody's tokens"),
    "tokens.made_at": ("建立于 {when}", "Made {when}"),
    "tokens.used_at": ("最近使用：{when}，来自 {address}", "Last used {when} from {address}"),
    "tokens.never_used": ("从未使用", "Never used"),
    "tokens.expires": ("有效期至 {when}", "Valid until {when}"),
    "tokens.expired": ("已过期", "Expired"),
    "tokens.revoke": ("撤销", "Revoke"),
    "tokens.of_user": (
        "该用户有 {count} 个 API 令牌。重置密码不会使它们失效。",
        "This user has {count} API tokens. A new password does not end them.",
        "This user has {count} API token. A new password does not end it.",
    ),
    "tokens.revoke_all": ("撤销全部令牌", "Revoke all tokens"),
    "tokens.older": ("更早的", "Older ones"),
    "notice.token_revoked": ("令牌已撤销，从现在起不能再使用。", "The token is revoked and opens nothing any more."),
}
