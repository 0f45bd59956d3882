"""What can only be judged when the whole is known."""

from __future__ import annotations

from collections.abc import Iterator

from lowcode.diagnostics.problem import Problem
from lowcode.dsl.checks.required import check_required
from lowcode.dsl.checks.seed_values import check_seeds
from lowcode.ir.application import Application


def check_application(application: Application) -> Iterator[Problem]:
    """All problems of the model as a whole."""
    yield from check_required(application)
    yield from check_seeds(application)
