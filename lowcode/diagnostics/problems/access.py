"""LC8xx: grants."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem

PROBLEMS: tuple[type[Problem], ...] = ()
