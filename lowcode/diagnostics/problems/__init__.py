"""All problems that lowcode can find, one class per code, one module per family.

| family | module | about |
|---|---|---|
| LC1xx | `syntax` | characters, punctuation, statements, what is not supported yet |
| LC2xx | `names` | what is not declared or declared twice |
| LC3xx | `types` | expressions and values whose types do not fit |
| LC4xx | `structure` | declarations that are incomplete or contradict each other |
| LC5xx | `generated_names` | names that clash in what is generated |
| LC6xx | `migrations`, `online`, `clients`, `fleet` | changes that a database cannot follow without a word |
| LC7xx | `flows`, `reports` | flows, approvals, rules; reports |
| LC8xx | `access` | grants |
| LC9xx | `files` | files and folders |

To add a problem, write one class in the family's module, add it to the `PROBLEMS` tuple at its end, and
add a folder `tests/diagnostics/cases/<code>/` with `spec.lc`; `pytest tests/diagnostics --update-golden` writes
the expected output beside it, `lowcode explain all` the page `docs/diagnostics.md`. `names.UnknownField` is a class to
start from: facts as fields, then `code`, `message`, and what else applies.

* The docstring is the manual: meaning, `Example:` with an indented piece of spec, `How to fix:`. The same in Chinese
  goes into `lowcode/diagnostics/chinese_manual/<family>.py`.
* `span` is the wrong token. Another place goes into `related()`.
* Names stand in backticks. A fact that is a tuple is shown as a list of names.
* A single suggestion becomes an unsafe fix by itself. Override `fix()` for more.
* The tone: short, calm, concrete; what was seen, why it cannot be, how to go on. No "invalid", no exclamation mark.

Checkers only create problems and collect them in a list: `problems.append(UnknownField(span=…, entity=…, …))`.
"""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import (
    access,
    clients,
    files,
    fleet,
    flows,
    generated_names,
    migrations,
    names,
    online,
    past,
    reports,
    structure,
    syntax,
    three_way,
    types,
)

ALL_PROBLEMS: tuple[type[Problem], ...] = (
    *syntax.PROBLEMS,
    *names.PROBLEMS,
    *types.PROBLEMS,
    *structure.PROBLEMS,
    *generated_names.PROBLEMS,
    *migrations.PROBLEMS,
    *online.PROBLEMS,
    *past.PROBLEMS,
    *clients.PROBLEMS,
    *three_way.PROBLEMS,
    *fleet.PROBLEMS,
    *flows.PROBLEMS,
    *reports.PROBLEMS,
    *access.PROBLEMS,
    *files.PROBLEMS,
)


def problem_by_code() -> dict[str, type[Problem]]:
    """The problem classes by code; a code used twice is our bug."""
    found: dict[str, type[Problem]] = {}
    for problem in ALL_PROBLEMS:
        if problem.code in found:
            message = f"{problem.code} is used by {found[problem.code].__name__} and {problem.__name__}"
            raise ValueError(message)
        found[problem.code] = problem
    return found
