"""What the description of the API says about operations, parameters and refusals, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

Texts: TypeAlias = tuple[str, str]

_ABOUT_CHINESE: Final = (
    "本系统的 JSON 接口：与网页相同的记录、权限、规则和流程。金额等精确数字是文本（写入时也可以是数字），时间是 UTC，"
    "日期为 ISO 格式，选项用名称，引用用 id 或唯一字段。POST 可以带 Idempotency-Key：24 小时内重复发送只执行一次。"
)
_ABOUT_ENGLISH: Final = (
    "The JSON interface of this app: the same records, rights, rules and processes as its pages. Exact numbers are "
    "texts (and may be sent as numbers), moments are UTC, days are ISO, options are names, references an id or a "
    "unique field. A POST may carry an Idempotency-Key: sent again within 24 hours, it is done once."
)
ABOUT: Final[Texts] = (_ABOUT_CHINESE, _ABOUT_ENGLISH)
TOKEN: Final[Texts] = (
    "令牌，在“个人设置 → API 令牌”中建立，有各自的权限范围",
    "A token, made in “Your settings → API tokens”, with scopes of its own",
)

OPERATION_WORDS: Final[Mapping[str, Texts]] = {
    "list_records": ("{label}：列表", "{label}: list"),
    "create_record": ("{label}：新建", "{label}: create"),
    "show_record": ("{label}：读取", "{label}: read"),
    "change_record": ("{label}：修改给出的字段", "{label}: change the fields that are named"),
    "delete_record": ("{label}：移入回收站", "{label}: move to the recycle bin"),
    "show_deletion": ("{label}：删除会有什么后果", "{label}: what deleting would do"),
    "show_history": ("{label}：修改记录", "{label}: history"),
    "show_transitions": (
        "{label}：现在可以和不可以执行的流转、原因、要填写的内容，以及经过的状态",
        "{label}: which transitions are possible now and which are not, why not, what they ask for, where it was",
    ),
    "make_transition": (
        "{label}：执行流转；需要审批时先提交审批（202）",
        "{label}: make a transition; where it needs approval, submit it (202)",
    ),
    "show_buttons": ("{label}：按钮", "{label}: buttons"),
    "press_button": ("{label}：按下按钮", "{label}: press a button"),
    "show_requests": ("{label}：审批单，以及可以提交的审批", "{label}: requests, and what it may be submitted to"),
    "submit_record": ("{label}：提交审批", "{label}: submit for approval"),
    "list_approvals": (
        "我的审批：待我审批、退回、发起、已审、抄送",
        "My approvals: to sign, returned, started, signed, copied",
    ),
    "show_approval": (
        "一张审批单：步骤、签字人、意见、我能做什么",
        "A request: steps, signers, opinions, what I may do",
    ),
    "approve": ("同意", "Approve"),
    "reject": ("驳回", "Reject"),
    "return": ("退回给提交人或前面的步骤", "Return to the submitter or to an earlier step"),
    "transfer": ("转交他人审批", "Let somebody else decide"),
    "add_signer": ("加签：在我之前、之后或并行", "Add a signer before, after or beside me"),
    "withdraw": ("撤回", "Withdraw"),
    "list_tasks": ("我的任务", "My tasks"),
    "finish_task": ("完成任务", "A task is done"),
    "reopen_task": ("重新打开任务", "A task is to be done again"),
    "upload_files": (
        "上传文件；返回的 id 写入记录的文件字段或审批意见",
        "Bring files; their ids go into a field of a record or an opinion",
    ),
    "download_file": ("下载文件", "Read a file"),
    "show_me": ("我是谁，能做什么", "Who I am and what I may do"),
    "show_openapi": ("本说明", "This description"),
}

PARAMETER_WORDS: Final[Mapping[str, Texts]] = {
    "id": ("记录的编号", "The number of the record"),
    "if_match": ('要修改的版本，如 "3"；* 表示任何版本', 'The version that is to be changed, such as "3"; * is any'),
    "idempotency_key": ("24 小时内相同的键只执行一次", "Within 24 hours the same key is done once"),
    "language": ("提示信息的语言", "The language of messages"),
    "q": ("搜索", "Search"),
    "sort": (
        "排序字段，逗号分隔，前面加 - 为降序",
        "Fields to sort by, with commas between; - before one is descending",
    ),
    "fields": ("要读取的字段和路径，如 name,owner.name", "Fields and paths to read, such as name,owner.name"),
    "limit": ("每页条数", "Records of one page"),
    "after": ("从这条记录之后继续（上一页的 next）", "Go on after this record (next of the page before)"),
    "count": ("是否计数，最多数到一万", "Whether to count, up to ten thousand"),
    "empty": ("是否为空", "Whether it is empty"),
    "has": ("包含的文字", "A part of the text"),
    "from": ("不小于", "This or more"),
    "to": ("不大于", "This or less"),
    "in": ("时间段", "A period"),
    "before": ("更早的：此编号之前", "Older ones, before this number"),
    "list": ("哪些审批单", "Which requests"),
    "status": ("状态", "Status"),
}

_REFUSED_CHINESE: Final = (
    "其他情况：400 请求、参数或 JSON 有误；401 没有令牌，或令牌无效、过期、已撤销；"
    "403 没有权限，或令牌没有所需的权限范围；404 不存在，或无权查看；"
    "429 请求过于频繁，见 Retry-After；503 数据库暂时不可用"
)
_REFUSED_ENGLISH: Final = (
    "Otherwise: 400 the request, a parameter or the JSON makes no sense; 401 no token, or one that is unknown, expired "
    "or revoked; 403 not allowed, or the token lacks the scope; 404 not there, or not to be seen; 429 too many "
    "requests, see Retry-After; 503 the database does not answer"
)
REFUSED: Final[Texts] = (_REFUSED_CHINESE, _REFUSED_ENGLISH)

REFUSAL_WORDS: Final[Mapping[int, Texts]] = {
    409: ("现在不可能：状态、审批或其他记录不允许", "Not possible as things stand"),
    412: ("记录已被他人修改；给出双方的值", "Somebody else has changed it; both values are given"),
    413: ("请求正文或文件太大", "The body or a file is too large"),
    415: ("请求正文不是 JSON（或表单）", "The body is no JSON (or form)"),
    422: ("内容不符合要求，problems 逐项说明", "What was sent cannot be taken; problems say why"),
    428: ("没有说明要修改的版本", "The version is missing"),
}

SCOPE_WORDS: Final[Mapping[str, Texts]] = {
    "read": ("read：查看记录、审批、任务", "read: see records, approvals, tasks"),
    "write": ("write：新建、修改、删除记录，上传文件", "write: create, change and delete records, bring files"),
    "process": ("process：流转、按钮、审批、任务", "process: transitions, buttons, approvals, tasks"),
}

SESSION: Final[Texts] = ("浏览器的登录状态，只能用于 GET", "The session of a browser, for GET only")
