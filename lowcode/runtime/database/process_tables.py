"""The runtime's tables of everything that takes time: states, timers, deliveries, approvals, tasks, notifications.

Rows are the truth and engines only run them: whatever is written here is written in the transaction of the business
change that it belongs to.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

from lowcode.runtime.database.types import Text, UtcDateTime

_convention = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s"}
_metadata = MetaData(naming_convention=_convention)

state = Table(
    "system_state",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("flow", String(63), nullable=False),
    Column("entity", String(63), nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("state", String(120), nullable=False),
    Column("previous", String(120)),
    Column("transition", String(200)),
    Column("entered_at", UtcDateTime(), nullable=False),
    Column("left_at", UtcDateTime()),
    Column("user_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("origin", Text(200)),
    Index("ix_system_state_entity_record_id_id", "entity", "record_id", "id"),
    Index("ix_system_state_flow_state_left_at", "flow", "state", "left_at"),
    Index("ix_system_state_flow_state_record_id", "flow", "state", "record_id"),
    Index("ix_system_state_user_id", "user_id"),
)
"""One row per stay in a state: the state history, time in state, and (`id`) the generation that timers of a stay carry.
Reports ask which records were ever in a state, in the order of their ids.

`transition` None: how the record began. `origin`: what moved it if no person did (`timer`, `rule …`, `approval …`)."""

timer = Table(
    "system_timer",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("entity", String(63)),
    Column("record_id", Integer),
    Column("payload", Text(), nullable=False),
    Column("due_at", UtcDateTime(), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text()),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("finished_at", UtcDateTime()),
    UniqueConstraint("key", name="uq_system_timer_key"),
    Index("ix_system_timer_status_due_at_id", "status", "due_at", "id"),
    Index("ix_system_timer_entity_record_id", "entity", "record_id"),
)
"""A wait. `status`: waiting, done, cancelled, failed. `kind` names the handler, `payload` is JSON.

Arming a key again moves the timer and raises its generation."""

delivery = Table(
    "system_delivery",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("address", Text()),
    Column("user_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("entity", String(63)),
    Column("record_id", Integer),
    Column("message", String(63)),
    Column("payload", Text(), nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime()),
    Column("last_error", Text()),
    Column("response", Text()),
    Column("origin", Text(200)),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("sent_at", UtcDateTime()),
    Column("opened_at", UtcDateTime()),
    Column("clicked_at", UtcDateTime()),
    UniqueConstraint("key", name="uq_system_delivery_key"),
    Index("ix_system_delivery_status_next_attempt_at_id", "status", "next_attempt_at", "id"),
    Index("ix_system_delivery_entity_record_id", "entity", "record_id"),
    Index("ix_system_delivery_user_id", "user_id"),
)
"""What leaves the app: a mail, a chat message, a call. `channel` is email, sms, wecom, …, or `call:<connection>`.

`key` is the idempotency key that the receiver gets and the token of tracked mails. `status`: waiting, sent, dead,
cancelled, digest (kept for the receiver's next digest)."""

circuit = Table(
    "system_circuit",
    _metadata,
    Column("channel", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("open_until", UtcDateTime()),
)
"""Failures in a row per channel or connection; while it is open nothing is tried."""

notification = Table(
    "system_notification",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
    Column("text", Text(), nullable=False),
    Column("entity", String(63)),
    Column("record_id", Integer),
    Column("origin", Text(200)),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("read_at", UtcDateTime()),
    Index("ix_system_notification_user_id_read_at_id", "user_id", "read_at", "id"),
)
"""Messages inside the app."""

task = Table(
    "system_task",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text(), nullable=False),
    Column("entity", String(63)),
    Column("record_id", Integer),
    Column("due_at", UtcDateTime()),
    Column("status", String(12), nullable=False),
    Column("origin", Text(200)),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("created_by_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("done_at", UtcDateTime()),
    Column("done_by_id", ForeignKey("user.id", ondelete="SET NULL")),
    Index("ix_system_task_entity_record_id", "entity", "record_id"),
    Index("ix_system_task_status_due_at", "status", "due_at"),
    Index("ix_system_task_created_by_id", "created_by_id"),
    Index("ix_system_task_done_by_id", "done_by_id"),
)
"""Things to do. `status`: open, done, cancelled. Whoever of its people does it first has done it for all."""

task_person = Table(
    "system_task_person",
    _metadata,
    Column("task_id", ForeignKey("system_task.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_system_task_person_user_id_task_id", "user_id", "task_id"),
)
"""Who has a task on his list."""

approval = Table(
    "system_approval",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("approval", String(63), nullable=False),
    Column("fingerprint", Text(), nullable=False),
    Column("entity", String(63), nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("title", Text(), nullable=False),
    Column("submitter_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("status", String(12), nullable=False),
    Column("stage", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("resume_stage", Integer),
    Column("transition", String(200)),
    Column("asked", Text()),
    Column("content", Text(), nullable=False),
    Column("record_version", Integer, nullable=False),
    Column("started_at", UtcDateTime(), nullable=False),
    Column("finished_at", UtcDateTime()),
    Column("note", Text()),
    Index("ix_system_approval_entity_record_id_id", "entity", "record_id", "id"),
    Index("ix_system_approval_submitter_id_status_id", "submitter_id", "status", "id"),
    Index("ix_system_approval_status", "status"),
)
"""A request. `status`: running, approved, rejected, returned, withdrawn, cancelled (its record was deleted).

`transition` is made when it is approved, with the `asked` values (JSON). `content` (JSON) is what was submitted;
a submission after a return is the next `round` of the same request and `resume_stage` says where it goes on."""

approval_step = Table(
    "system_approval_step",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("approval_id", ForeignKey("system_approval.id", ondelete="CASCADE"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("step", String(120), nullable=False),
    Column("status", String(12), nullable=False),
    Column("needed", Integer, nullable=False),
    Column("activated_at", UtcDateTime()),
    Column("finished_at", UtcDateTime()),
    Column("note", Text()),
    Index("ix_system_approval_step_approval_id_id", "approval_id", "id"),
)
"""A step of a round. `status`: waiting, active, approved, rejected, skipped, cancelled.

`needed`: how many must agree."""

approval_signer = Table(
    "system_approval_signer",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("approval_step_id", ForeignKey("system_approval_step.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("on_behalf_of_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("added_by_id", ForeignKey("user.id", ondelete="SET NULL")),
    Column("opinion", Text()),
    Column("content", Text()),
    Column("activated_at", UtcDateTime()),
    Column("decided_at", UtcDateTime()),
    Column("read_at", UtcDateTime()),
    Column("origin", Text(200)),
    Index("ix_system_approval_signer_user_id_status_id", "user_id", "status", "id"),
    Index("ix_system_approval_signer_approval_step_id_position", "approval_step_id", "position"),
    Index("ix_system_approval_signer_on_behalf_of_id", "on_behalf_of_id"),
    Index("ix_system_approval_signer_added_by_id", "added_by_id"),
)
"""Somebody who signs. `status`: waiting (not his turn), active, approved, rejected, returned, transferred, obsolete.

`reason`: declared, chosen, transferred, before, after, beside, escalated, delegated, administrator (nobody was to be
found). `content` (JSON): the values of the shown fields when he decided.
`origin`: what decided for him (`token ERP`)."""

approval_copy = Table(
    "system_approval_copy",
    _metadata,
    Column("approval_id", ForeignKey("system_approval.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("read_at", UtcDateTime()),
    Index("ix_system_approval_copy_user_id", "user_id"),
)
"""Who is told about a request (cc)."""

absence = Table(
    "system_absence",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
    Column("delegate_id", ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
    Column("starts_at", UtcDateTime(), nullable=False),
    Column("ends_at", UtcDateTime()),
    Index("ix_system_absence_user_id_starts_at", "user_id", "starts_at"),
    Index("ix_system_absence_delegate_id", "delegate_id"),
)
"""Who signs for whom, and when."""

schedule = Table(
    "system_schedule",
    _metadata,
    Column("name", Text(200), primary_key=True),
    Column("last_run_at", UtcDateTime(), nullable=False),
)
"""When each scheduled rule has run last, so that what was missed while the app stood still runs once."""

mark = Table(
    "system_mark",
    _metadata,
    Column("name", Text(200), primary_key=True),
    Column("record_id", Integer, primary_key=True),
)
"""Records for which a clocked condition (`on close_on < today`) is true already."""

worker = Table(
    "system_worker",
    _metadata,
    Column("name", Text(200), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("started_at", UtcDateTime(), nullable=False),
    Column("seen_at", UtcDateTime(), nullable=False),
    Column("handled", Integer, nullable=False),
    Column("stopping", Boolean(create_constraint=False), nullable=False),
)
"""Processes that do the work; `seen_at` is a sign of life."""

ALL = (
    state, timer, delivery, circuit, notification, task, task_person, approval, approval_step, approval_signer,
    approval_copy, absence, schedule, mark, worker,
)  # fmt: skip
