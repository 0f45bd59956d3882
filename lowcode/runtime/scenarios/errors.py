"""What can go wrong in a scenario: an expectation that is not met, a step that the app refuses."""

from __future__ import annotations


class ScenarioError(AssertionError):
    """A scenario did not go as it says. `line` counts within the scenario, from 0; `history` is what happened."""

    def __init__(self, text: str, line: int, history: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.line = line
        self.history = history

    def __str__(self) -> str:
        return "\n".join((self.text, *(f"    {each}" for each in self.history)))


class StepRefused(Exception):  # noqa: N818 - a scenario may expect to be refused
    """The app said no. `texts` are the words that its user would read."""

    def __init__(self, texts: tuple[str, ...], line: int) -> None:
        super().__init__("; ".join(texts))
        self.texts = texts
        self.line = line
