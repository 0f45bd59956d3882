"""The no of a flow, an approval or a rule."""

from __future__ import annotations

from lowcode.runtime.definitions import Label
from lowcode.runtime.saving.outcome import Problem


class ProcessRefusal(Exception):  # noqa: N818 - it is no error: saying no is part of a process
    """Takes back whatever was being done. `message` are the specification's own words, else those for `code` count.

    `details` are the problems behind it, such as those of a record that a rule could not save.
    """

    def __init__(
        self, code: str, message: Label | None = None, *, details: tuple[Problem, ...] = (), **parameters: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.parameters = parameters
        self.details = details

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The refusal as saving tells it: about the record as a whole, then the details."""
        first = Problem(path="", code=self.code, parameters=self.parameters, message=self.message)
        return (first, *self.details)
