"""All that is due at one moment, in this thread, then it is over: for machines where something else keeps the time."""

from __future__ import annotations

from lowcode.runtime.jobs.housekeeping import keep_house
from lowcode.runtime.jobs.pass_of_time import do_what_is_due
from lowcode.runtime.jobs.runner import Work
from lowcode.runtime.process.channels import Channels
from lowcode.runtime.process.sending import send_due


def work_once(work: Work) -> int:
    """Does it; how much there was."""
    now = work.clock()
    count = keep_house(work.database, work.application, now, work.options)
    while done := do_what_is_due(work.database, work.application, now, options=work.options):
        count += done
    return count + send_due(work.database, Channels(work.application, work.environment), now)
