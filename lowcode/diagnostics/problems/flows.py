"""LC7xx: flows, approvals and rules."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem

PROBLEMS: tuple[type[Problem], ...] = ()
