"""Which names statements read, as generated functions need to know before they take them out of the run."""

from __future__ import annotations

import pytest

from lowcode.codegen.python_source import names_in


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("run.set(this, context=1)", {"run", "this"}),
        ("run.notify((this.context,), 'context')", {"run", "this"}),
        ("if old.state == 'new':\n    run.stop(None)", {"if", "old", "run", "None"}),
        ("return values.differ(context.today, x)", {"return", "values", "context", "x"}),
    ],
)
def test_names(source: str, names: set[str]) -> None:
    assert names_in(source) == names
