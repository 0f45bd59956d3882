"""Which revision a person means: `0003`, the beginning of its name, `-1`, `base`."""

from __future__ import annotations

import re

from lowcode.runtime.schema_version import SchemaState

BASE = "base"
LAST = "-1"
"""Without the last one."""
_STEPS_BACK = re.compile(r"-[1-9][0-9]*")


class TargetError(Exception):
    """There is no such revision, or it lies on the other side; `code` is that of the text `target.<code>`."""

    def __init__(self, code: str, wanted: str, current: str | None) -> None:
        super().__init__(f"{code} {wanted}")
        self.code = code
        self.wanted = wanted
        self.current = current or BASE


def upgrade_target(state: SchemaState, wanted: str | None) -> str:
    """The revision to migrate to; None is the newest."""
    if wanted is None:
        return state.wanted
    found = _found(state, wanted)
    if state.current is not None and state.revisions.index(found) < state.revisions.index(state.current):
        raise TargetError("older", found, state.current)
    return found


def downgrade_target(state: SchemaState, wanted: str) -> str | None:
    """The revision that is the last one afterwards; None: not even the first tables are left.

    That, which takes every record, is only what `base` says. Somebody who takes "the last one" back, after a
    migration that has stopped for instance, does not mean it.
    """
    done = state.revisions[: state.revisions.index(state.current) + 1] if state.current is not None else ()
    if wanted == BASE:
        return None
    if _STEPS_BACK.fullmatch(wanted):
        back = int(wanted[1:])
        if back > len(done):
            raise TargetError("too_far", wanted, state.current)
        if back == len(done):
            raise TargetError("everything", wanted, state.current)
        return done[-back - 1]
    found = _found(state, wanted)
    if found not in done:
        raise TargetError("newer", found, state.current)
    return found


def _found(state: SchemaState, wanted: str) -> str:
    if wanted in state.revisions:
        return wanted
    found = [each for each in state.revisions if each.startswith(wanted)] if wanted else []
    if len(found) != 1:
        raise TargetError("several" if found else "unknown", wanted, state.current)
    return found[0]
