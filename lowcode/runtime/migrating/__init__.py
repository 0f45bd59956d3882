"""Migrations of generated apps: running them, and what their revisions call.

`running` runs revisions. The functions named here are what revisions are written with: a revision that was written once
is run for ever, so that they stay as they are once they are released.
"""

from lowcode.runtime.migrating.running import run_environment

__all__ = ["run_environment"]
