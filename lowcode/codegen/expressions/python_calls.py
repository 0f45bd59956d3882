"""What the two targets written in Python have in common: calls of helpers with the same names and arguments."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.codegen.expressions.target import Target
from lowcode.codegen.python_source import literal
from lowcode.ir.expressions import Expression
from lowcode.ir.types import DateType, ValueType


class PythonSource(Target):
    """Values of records (`lowcode.runtime.values`) and of columns (`lowcode.runtime.values.columns`)."""

    def numeric(self, name: str, expression: Expression, *arguments: str) -> str:
        """Decimals and the types of columns know their scale."""
        return self.helper(name, self.value(expression), *arguments)

    def quotient(self, left: Expression, right: Expression, scale: int) -> str:
        """Helper `divide`."""
        return self.helper("divide", self.value(left), self.value(right), str(scale))

    def rounded_product(self, source: str, found: int, scale: int) -> str:
        """Helper `rounded`."""
        del found
        return self.helper("rounded", source, str(scale))

    def whole(self, source: str) -> str:
        """Helper `whole`."""
        return self.helper("whole", source)

    def option_text(self, source: str, choice: str) -> str:
        """Helper `option_text` on the choice of the app."""
        if self.scope.is_apart:
            options = self.application.choice(choice).all_options
            labels = ", ".join(f"{literal(each.name)}: {literal(each.label.texts[0])}" for each in options)
            return self.helper("labelled", f"{{{labels}}}", source)
        return self.helper("option_text", "context", literal(self.application.choice(choice).identifier), source)

    def shift(self, source: str, of: ValueType, amounts: Mapping[str, str]) -> str:
        """Helper `shift_date` or `shift_instant`."""
        named = [f"{unit}={amount}" for unit, amount in amounts.items()]
        if isinstance(of, DateType):
            return self.helper("shift_date", source, *named)
        return self.helper("shift_instant", source, self.timezone(), *named)
