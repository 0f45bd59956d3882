"""Doing what waits: the embedded runner, the `worker` command, and what the clock of a scenario moves.

Rows are the truth (`lowcode.runtime.process.timers`, `deliveries`, `schedules`); what is here only runs them, and
nothing else knows how.
"""
