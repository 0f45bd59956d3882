"""When a build adds a revision, and which changes it refuses."""

from __future__ import annotations

import pytest

from lowcode.codegen.generator import PreviousState, generate
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH, VERSIONS_FOLDER
from lowcode.codegen.migrations.snapshot import former_of
from lowcode.compiler import check, sources_from
from tests.harness.projects import compile_text

HEAD = """
app planned "Planned" { locale en; timezone "UTC"; currency EUR }
role staff "Staff"
access Thing { staff all }
"""
THING = 'entity Thing "Thing" { name "Name": text(40) required; size "Size": int; other "Other": Thing }'


def problems_of(changed: str, first: str = THING) -> list[str]:
    """The codes of what a build of `changed` has to say after one of `first`."""
    former = compile_text(HEAD + first)[SNAPSHOT_PATH]
    return _codes(changed, former)


def _codes(changed: str, snapshot: str) -> list[str]:
    sources = sources_from({"app.lc": HEAD + changed})
    try:
        known = former_of(snapshot)
    except ValueError:
        known = None
    checked = check(sources, former=known)
    assert checked.application is not None, checked.problems
    return [problem.code for problem in generate(checked.application, sources, PreviousState(snapshot)).problems]


NAME = '"Name": text(40) required'
OTHER = 'other "Other": Thing'


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (f'entity Thing "Thing" {{ name {NAME}; {OTHER} }}', "LC602"),
        (f'entity Thing "Thing" {{ name {NAME}; height "Size": int; {OTHER} }}', "LC631"),
        (f'entity Thing "Thing" {{ name {NAME}; day "Day": date; {OTHER} }}', "LC602"),
        (f'entity Thing "Thing" {{ name {NAME}; size "Size": files; {OTHER} }}', "LC603"),
        (THING.replace("size", 'extra "Extra": date required; size'), "LC605"),
        (THING.replace("Thing }", "User }"), "LC606"),
    ],
)
def test_what_could_lose_data_needs_a_word(changed: str, code: str) -> None:
    assert problems_of(changed) == [code]


def test_a_renamed_entity_needs_a_word() -> None:
    first = f'{THING}\nentity Gone "Gone" {{ name {NAME} }}\naccess Gone {{ staff all }}'
    assert problems_of(first.replace("Gone", "Kept"), first) == ["LC630"]
    assert problems_of(THING, first) == ["LC601"]


def test_a_damaged_snapshot_is_a_problem() -> None:
    assert _codes(THING, "{}") == ["LC607"]
    assert _codes(THING, "no json") == ["LC607"]


def test_without_a_change_of_the_tables_there_is_no_revision() -> None:
    first = compile_text(HEAD + THING)
    relabelled = compile_text(HEAD + THING.replace('"Size"', '"Height"'), first)
    assert not [path for path in relabelled if path.startswith(VERSIONS_FOLDER)]


def test_revisions_follow_each_other_and_are_never_written_again() -> None:
    first = compile_text(HEAD + THING)
    second = compile_text(HEAD + THING.replace("size", 'day "Day": date; size'), first)
    (one,) = (path for path in first if path.startswith(VERSIONS_FOLDER))
    (two,) = (path for path in second if path.startswith(VERSIONS_FOLDER))
    assert one.startswith(f"{VERSIONS_FOLDER}/0001_")
    assert two.startswith(f"{VERSIONS_FOLDER}/0002_")
    identifier = one.rpartition("/")[2].removesuffix(".py")
    assert f'down_revision = "{identifier}"' in second[two]


def test_another_formula_has_stored_values_computed_anew() -> None:
    computed = THING.replace("other", 'double "Double": int = size * 2; other')
    first = compile_text(HEAD + computed)
    second = compile_text(HEAD + computed.replace("* 2", "* 3"), first)
    (revision,) = (text for path, text in second.items() if path.startswith(VERSIONS_FOLDER))
    assert 'recompute = "thing"' in revision
    assert "import sqlalchemy" not in revision
