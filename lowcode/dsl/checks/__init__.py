"""What can only be judged when the whole is known."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from lowcode.diagnostics.problem import Problem
from lowcode.dsl.checks.field_access import check_field_access
from lowcode.dsl.checks.field_rules import check_defaults
from lowcode.dsl.checks.required import check_required
from lowcode.dsl.checks.seed_rules import check_seed_rules
from lowcode.dsl.checks.seed_values import check_seeds
from lowcode.ir.application import Application
from lowcode.source import Span


def check_application(application: Application, incomplete: AbstractSet[Span]) -> Iterator[Problem]:
    """All problems of the model as a whole; nothing is concluded from what `incomplete` forms and records lack."""
    yield from check_required(application, incomplete)
    yield from check_field_access(application, incomplete)
    yield from check_defaults(application)
    yield from check_seeds(application, incomplete)
    yield from check_seed_rules(application)
