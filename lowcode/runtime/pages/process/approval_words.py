"""What becomes of requests, steps and signatures, in words."""

from __future__ import annotations

from typing import Final

REQUEST: Final = {
    "running": "approval.is_running",
    "approved": "approval.is_approved",
    "rejected": "approval.is_rejected",
    "returned": "approval.is_returned",
    "withdrawn": "approval.is_withdrawn",
    "cancelled": "approval.is_cancelled",
}
STEP: Final = {
    "waiting": "approval.step_waiting",
    "active": "approval.step_active",
    "approved": "approval.step_approved",
    "rejected": "approval.step_rejected",
    "returned": "approval.step_returned",
    "skipped": "approval.step_skipped",
    "cancelled": "approval.step_cancelled",
}
SIGNER: Final = {
    "waiting": "approval.signer_waiting",
    "active": "approval.signer_active",
    "approved": "approval.signer_approved",
    "rejected": "approval.signer_rejected",
    "returned": "approval.signer_returned",
    "transferred": "approval.signer_transferred",
    "obsolete": "approval.signer_obsolete",
}
NOTE: Final = {
    "condition_not_met": "approval.note.condition_not_met",
    "skipped_submitter": "approval.note.skipped_submitter",
    "skipped_duplicate": "approval.note.skipped_duplicate",
    "nobody_to_sign": "approval.note.nobody_to_sign",
    "timed_out": "approval.note.timed_out",
    "record_deleted": "approval.note.record_deleted",
    "approval_removed": "approval.note.approval_removed",
    "step_removed": "approval.note.step_removed",
    "nobody_signed": "approval.note.nobody_signed",
}
REASON: Final = {
    "chosen": "approval.reason_chosen",
    "transferred": "approval.reason_transferred",
    "before": "approval.reason_before",
    "after": "approval.reason_after",
    "beside": "approval.reason_beside",
    "escalated": "approval.reason_escalated",
    "administrator": "approval.reason_administrator",
}
"""Why somebody is among the signers, where the specification does not name him."""

COLORS: Final = {
    "running": "blue",
    "active": "blue",
    "approved": "green",
    "rejected": "red",
    "returned": "orange",
}
"""Classes of tags; what is not here stays grey."""
