"""Gives every expression a type, or says why it has none."""

from __future__ import annotations

from lowcode.dsl.type_checker.checker import Checker, forbidding
from lowcode.dsl.type_checker.context import Scope, is_error
from lowcode.dsl.type_checker.kinds import type_name

__all__ = ["Checker", "Scope", "forbidding", "is_error", "type_name"]
