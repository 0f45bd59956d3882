"""Words of approvals: messages to the people concerned, and why something is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

APPROVAL_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "process.approval_asks": (
        "请您审批“{title}”（{approval}）",
        "“{title}” waits for your signature ({approval})",
    ),
    "process.approval_reminds": (
        "提醒：“{title}”仍在等您审批（{approval}）",
        "Reminder: “{title}” still waits for your signature ({approval})",
    ),
    "process.approval_escalated": (
        "“{title}”的审批超时未处理，已升级（{approval}）",
        "Nobody decided on “{title}” in time; others have been asked as well ({approval})",
    ),
    "process.approval_timed_out": (
        "“{title}”的审批已到时限，按规定自动处理（{approval}）",
        "Time was up for “{title}”; it was decided as laid down ({approval})",
    ),
    "process.approval_approved": ("“{title}”已审批通过（{approval}）", "“{title}” is approved ({approval})"),
    "process.approval_rejected": ("“{title}”的审批被驳回（{approval}）", "“{title}” was rejected ({approval})"),
    "process.approval_returned": (
        "“{title}”的审批被退回，请修改后重新提交（{approval}）",
        "“{title}” was returned: change it and submit it again ({approval})",
    ),
    "process.approval_withdrawn": ("“{title}”的审批已被撤回（{approval}）", "“{title}” was withdrawn ({approval})"),
    "process.approval_cancelled": (
        "“{title}”已被删除，审批随之取消（{approval}）",
        "“{title}” was deleted, and its request cancelled ({approval})",
    ),
    "process.approval_removed": (
        "应用已不再有该审批（{approval}），“{title}”的审批随之取消",
        "The app no longer has the approval {approval}: the request for “{title}” was cancelled",
    ),
    "process.approval_sent_back": (
        "“{title}”的审批被退回到前面的步骤重新审批（{approval}）",
        "“{title}” was sent back to an earlier step, which decides again ({approval})",
    ),
    "process.approval_nobody_signed": (
        "“{title}”的审批步骤全部被跳过，无人签字即已通过（{approval}）",
        "“{title}” is approved without a signature: every step was skipped ({approval})",
    ),
    "process.approval_copied": ("抄送给您：“{title}”（{approval}）", "For your information: “{title}” ({approval})"),
    "process.approval_passed_on": (
        "原审批人已离职或停用，“{title}”转由您审批（{approval}）",
        "A signer is no longer active: “{title}” has come to you ({approval})",
    ),
    "problem.approval_gone": (
        "审批单或其记录已不存在",
        "The request or its record no longer exists",
    ),
    "problem.approval_unknown": (
        "应用中已没有该审批流程，请联系管理员",
        "The app no longer has this approval: ask an administrator",
    ),
    "problem.approval_not_yours": ("您不能提交这项审批", "You may not submit this approval"),
    "problem.approval_finished": ("该审批已经结束，请刷新页面查看结果", "This request has ended: reload to see how"),
    "problem.approval_running": (
        "该记录正在审批中，请等待结束或先撤回",
        "The record is being approved: wait for the end, or withdraw the request first",
    ),
    "problem.signers_not_chosen": (
        "请为步骤“{step}”选择有资格的审批人",
        "Choose signers for the step “{step}” who may sign it",
    ),
    "problem.not_your_turn": ("现在不由您审批", "It is not your turn to sign"),
    "problem.decided_already": (
        "已由他人处理或您已处理过，请刷新页面",
        "This has been decided already: reload to see by whom",
    ),
    "problem.not_your_request": ("只有提交人可以撤回", "Only the submitter can withdraw it"),
    "problem.approval_right_missing": ("该审批不允许此操作", "This approval does not allow that"),
    "problem.opinion_required": ("请填写审批意见", "Give your opinion"),
    "problem.edit_not_allowed": (
        "审批时只能修改该步骤允许的字段",
        "While signing only the fields that the step names can be changed",
    ),
    "problem.edit_refused": ("修改的内容未通过检查", "What you changed cannot be saved as it is"),
    "problem.edit_conflict": (
        "记录刚刚被他人修改，请刷新后再审批",
        "Somebody has just changed the record: reload, then decide",
    ),
    "problem.no_such_step": ("不能退回到步骤“{step}”", "It cannot be returned to the step “{step}”"),
    "problem.no_such_way": ("请选择加签方式：之前、之后或同时", "Say whether before, after or beside you"),
    "problem.absence_wrong": (
        "请选择另一位在职同事，并检查起止时间",
        "Choose an active colleague other than yourself, and check the times",
    ),
    "problem.signs_already": ("该同事已在本步骤的审批人中", "That person signs this step already"),
    "problem.submitter_does_not_sign": (
        "该审批不由提交人本人审批",
        "In this approval the submitter does not sign",
    ),
    "problem.user_signs": (
        "该用户是审批人，不能删除；请将其停用",
        "This user is among the signers of requests and cannot be deleted: make the user inactive instead",
    ),
    "problem.user_not_active": ("该用户已停用", "That user is no longer active"),
    "approval.note.condition_not_met": ("条件不满足", "its condition does not hold"),
    "approval.note.skipped_submitter": ("审批人即提交人", "the submitter would have signed"),
    "approval.note.skipped_duplicate": ("审批人已签过", "the same people have signed before"),
    "approval.note.nobody_to_sign": (
        "没有找到审批人，转由系统管理员处理",
        "Nobody was to be found who signs; it went to the administrators",
    ),
    "approval.note.timed_out": ("超过时限", "Time was up"),
    "approval.note.nobody_signed": (
        "全部步骤被跳过，无人签字",
        "Every step was skipped: nobody has signed",
    ),
    "approval.note.step_removed": ("新版本已取消该步骤", "A new version of the app no longer has this step"),
    "approval.note.approval_removed": ("应用已不再有该审批", "The app no longer has this approval"),
    "approval.note.record_deleted": ("记录已删除", "The record was deleted"),
}
