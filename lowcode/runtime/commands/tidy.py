"""`tidy`: removes what nobody needs any more: files that were never attached, and old entries of the recycle bin."""

from __future__ import annotations

import datetime

from lowcode.runtime.commands.console import Console
from lowcode.runtime.files import remove_stray_files
from lowcode.runtime.recycle_bin import empty_bin


def run_tidy(console: Console, *, bin_days: int | None) -> None:
    """Removes stray files; with `bin_days` first what has lain in the recycle bin for longer, with its files."""
    with console.writing() as context:
        emptied = empty_bin(context, datetime.timedelta(days=bin_days)) if bin_days is not None else 0
        removed = remove_stray_files(context)
    if emptied:
        console.print("tidy.emptied", count=emptied)
    console.print("tidy.removed", count=removed)
