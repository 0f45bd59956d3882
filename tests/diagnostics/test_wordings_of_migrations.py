"""What is said of an option, a state, a role or a step that is gone offers nothing that would be refused."""

from __future__ import annotations

import pytest

from lowcode.diagnostics.description import describe
from lowcode.diagnostics.problem import Language, Problem
from lowcode.diagnostics.problems.migrations import OptionGone, OptionPerhapsRenamed
from lowcode.source import Span

SPAN = Span("app.lc", 0, 1)
OPTION = OptionGone(span=SPAN, choice="Source", option="expo", kind="option")
STATE = OptionGone(span=SPAN, choice="Pipeline", option="demo", kind="option", needs_another=True)
ROLE = OptionGone(span=SPAN, choice="Role", option="boss", kind="role")
RENAMED_ROLE = OptionPerhapsRenamed(span=SPAN, choice="Role", old="boss", new="chief", kind="role")
RENAMED_STEP = OptionPerhapsRenamed(span=SPAN, choice="Big", old="law", new="legal", kind="step")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OPTION, '`drop option Source.expo to … "why"`, or without `to`: nothing'),
        (STATE, 'must have something: `drop option Pipeline.demo to … "why"`'),
        (ROLE, '`drop role boss to … "why"`, or without'),
        (RENAMED_ROLE, '`drop role boss to … "why"`'),
        (RENAMED_STEP, '`drop step Big.law "why"`, or with `to`'),
    ],
)
def test_the_way_on(problem: Problem, said: str) -> None:
    assert said in str(describe(problem, Language.ENGLISH).help)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("problem", [ROLE, RENAMED_ROLE])
def test_roles_are_not_called_by_a_word_of_the_compiler(problem: Problem, language: Language) -> None:
    assert "Role" not in describe(problem, language).message
