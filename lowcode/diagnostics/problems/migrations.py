"""LC6xx: changes that the database cannot follow without a word in the spec."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem

PROBLEMS: tuple[type[Problem], ...] = ()
