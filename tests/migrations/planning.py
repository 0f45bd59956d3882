"""A specification before and after a change, and what the differ makes of it: for tables of cases."""

from __future__ import annotations

from dataclasses import dataclass

from lowcode.checking import check
from lowcode.codegen.migrations.differ import Difference
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH, plan_migration, planned
from lowcode.codegen.migrations.snapshot import former_of, snapshot_from_json
from lowcode.codegen.migrations.steps import Loss
from lowcode.codegen.project import Project
from lowcode.compiler import sources_from

HEAD = """
app planned "Planned" { locale en; timezone "Asia/Shanghai"; currency EUR }
role staff "Staff"
role boss "Boss"
choice Color "Color" { red "Red"; green "Green"; blue "Blue" }
choice Hue "Hue" { red "Red"; green "Green"; blue "Blue"; pink "Pink" }
choice Tree "Tree" { oak "Oak"; elm "Elm" }
entity Tag "Tag" { name "Name": text(40) required }
entity Other "Other" { name "Name": text(40) required }
access Tag { staff all }
access Other { staff all }
"""
"""What all cases have."""
FOLLOWING = ("add_index", "drop_index", "recompute")
"""Steps that follow from others and are looked at by cases of their own."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is in `entity Thing` before and after, and the steps from the one to the other, as `steps_of` says them."""

    title: str
    before: str
    after: str
    steps: tuple[str, ...]
    words: str = ""
    """Declarations that stand beside the entity afterwards."""


def thing(fields: str, words: str = "") -> str:
    """A specification with these fields in `Thing`."""
    entity = f'entity Thing "Thing" {{ name "Name": text(40) required; {fields} }}'
    return f"{HEAD}{entity}\naccess Thing {{ staff all }}\n{words}"


def project_of(spec: str, snapshot: str | None = None) -> Project:
    """The project of a specification; `snapshot`: what the build before left behind."""
    sources = sources_from({"app.lc": spec})
    checked = check(sources, former=former_of(snapshot) if snapshot is not None else None)
    assert checked.application is not None, checked.problems
    return Project(checked.application, sources)


def snapshot_after(spec: str, before: str | None = None) -> str:
    """What a build of the specification leaves behind, over what the one before did."""
    plan = plan_migration(project_of(spec, before), before)
    assert not plan.problems, plan.problems
    return next(each.text for each in plan.files if each.path == SNAPSHOT_PATH)


def change(before: str, after: str) -> Difference:
    """From one specification to the other."""
    snapshot = snapshot_after(before)
    return planned(project_of(after, snapshot), snapshot_from_json(snapshot))


def planned_steps(before: str, after: str, *, all_of_them: bool = False) -> tuple[str, ...]:
    """The steps in short, or the codes of what is refused."""
    return steps_of(change(before, after), all_of_them=all_of_them)


def steps_of(found: Difference, *, all_of_them: bool = False) -> tuple[str, ...]:
    """`kind subject: operations`, `(recoverable)` where something is set aside; codes if there are problems."""
    if found.problems:
        return tuple(sorted(problem.code for problem in found.problems))
    lines = []
    for step in found.steps:
        if step.kind.value in FOLLOWING and not all_of_them:
            continue
        loss = "" if step.loss is Loss.NONE else f" ({step.loss.value})"
        done = " ".join(dict.fromkeys(type(each).__name__ for each in step.operations))
        lines.append(f"{step.kind.value} {step.subject}{loss}: {done}")
    return tuple(lines)
