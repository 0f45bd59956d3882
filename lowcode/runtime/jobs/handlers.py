"""Everything that a timer can do. Importing this module registers the handlers of the runtime."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.jobs import housekeeping
from lowcode.runtime.process import clocked, clockwork, dashboard_mails, schedules, tasks
from lowcode.runtime.process.approvals import timing
from lowcode.runtime.reports import snapshots

KINDS: Final = (
    tasks.DUE,
    schedules.OCCURRENCE,
    clocked.LOOK,
    housekeeping.TIDY,
    dashboard_mails.DASHBOARD_MAIL,
    snapshots.SNAPSHOT,
    *clockwork.KINDS,
    *timing.KINDS,
)
"""Kinds of timers, for those who look whether all are there."""
