"""`worker`: does what waits, in a process of its own; any number of them on PostgreSQL."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from types import FrameType

from lowcode.runtime.commands.console import Console
from lowcode.runtime.commands.migrate import take_part
from lowcode.runtime.database.engine import reports_database_url
from lowcode.runtime.http.logs import start_logging
from lowcode.runtime.jobs.once import work_once
from lowcode.runtime.jobs.runner import WORKER, Runner, Work
from lowcode.runtime.reports.desk import REPORTS, open_desk

_ENDING = (signal.SIGTERM, signal.SIGINT)
_SHUTDOWN_SECONDS = 30.0
"""What is being done may take so long when the worker is asked to end; what is not done by then others will do."""

_LONGEST_SECONDS = _SHUTDOWN_SECONDS + 10
"""After so long the process ends wherever it is, and says where that was."""

_LOOK_EVERY = 1.0


def run_worker(console: Console, *, senders: int, once: bool) -> None:
    """Works until it is stopped, or until nothing is due. Logs like a server.

    While a migration under load is on its way to this code, its share of that comes first.
    """
    take_part(console)
    console.require_current()
    desk = open_desk(console.database, reports_database_url(os.environ))
    work = Work(
        application=console.application, database=console.database, environment=os.environ, options={REPORTS: desk}
    )
    start_logging(requests=False)
    if once:
        console.print("worker.done", count=work_once(work))
        return
    runner = Runner(work, WORKER, senders=senders)
    ends = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        """Asks it to end. A second signal does not ask, and whatever holds it up does so for a while only."""
        for each in _ENDING:
            signal.signal(each, signal.SIG_DFL)
        faulthandler.dump_traceback_later(_LONGEST_SECONDS, exit=True)
        ends.set()

    for number in _ENDING:
        signal.signal(number, end)
    runner.start()
    console.print("worker.running", label=console.application.label.texts[0])
    while not ends.wait(_LOOK_EVERY):
        continue  # a signal that comes just before the wait begins would not end one without a limit
    if not runner.stop(_SHUTDOWN_SECONDS):
        console.print("worker.unfinished")
