"""What can only be judged when the whole is known."""

from __future__ import annotations

from lowcode.dsl.lowering.context import Lowering
from lowcode.ir.application import Application


def check_symbols(lowering: Lowering) -> None:
    """Checks that need nothing but the declarations."""
    del lowering


def check_application(lowering: Lowering, application: Application) -> None:
    """Checks of the model."""
    del lowering, application
