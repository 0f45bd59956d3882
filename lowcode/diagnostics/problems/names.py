"""LC2xx: names that are not declared, or declared twice."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem

PROBLEMS: tuple[type[Problem], ...] = ()
