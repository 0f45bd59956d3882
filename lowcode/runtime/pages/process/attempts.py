"""Trying something that a process may refuse: what was written until then is taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.http.errors import ForbiddenError, NotFoundError
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.problem_words import ProblemWords
from lowcode.runtime.process.errors import ProcessRefusal
from lowcode.runtime.process.index import index_of
from lowcode.runtime.saving.outcome import Conflict, NotAllowedError, Problem, RecordNotFoundError, Refused

Answer = TypeVar("Answer")


def attempt(context: Context, action: Callable[[], Answer]) -> Answer | ProcessRefusal:
    """What the action answers, or its refusal, after which nothing of it is left in the transaction."""
    savepoint = context.session.begin_nested()
    answer: Answer | ProcessRefusal | None = None
    is_done = False
    try:
        answer = action()
        is_done = not isinstance(answer, Refused | Conflict)
    except ProcessRefusal as refusal:
        answer = refusal
    except RecordNotFoundError as error:
        raise NotFoundError from error
    except NotAllowedError as error:
        raise ForbiddenError from error
    finally:
        if is_done:
            savepoint.commit()
        else:
            savepoint.rollback()
            context.session.expire_all()
    return answer


def refusal_texts(
    presentation: Presentation, context: Context, entity: EntityDefinition, problems: tuple[Problem, ...]
) -> tuple[str, ...]:
    """Problems in words, each once, without the inputs that they stand beside."""
    words = ProblemWords(presentation, entity, context)
    return tuple(dict.fromkeys(words.view(named_step(context, each)).summary for each in problems))


def named_step(context: Context, problem: Problem) -> Problem:
    """A problem about a step names it by its label."""
    name = problem.parameters.get("step")
    index = index_of(context.application)
    if name is None or index is None:
        return problem
    steps = (step for each in index.processes.approvals for stage in each.stages for step in stage)
    label = next((context.text(step.label) for step in steps if step.name == name), name)
    parameters = {**problem.parameters, "step": label}
    return Problem(path=problem.path, code=problem.code, parameters=parameters, message=problem.message)
