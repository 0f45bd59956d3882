"""LC5xx: names that clash in what is generated."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem

PROBLEMS: tuple[type[Problem], ...] = ()
