"""When a build adds a revision, and which changes it refuses."""

from __future__ import annotations

import json
import re

import pytest

from lowcode.codegen.generator import PreviousState, generate
from lowcode.codegen.migrations.operations import RenameColumn, RenameInRows
from lowcode.codegen.migrations.phases import phase_of
from lowcode.codegen.migrations.planner import SNAPSHOT_PATH, VERSIONS_FOLDER, planned
from lowcode.codegen.migrations.snapshot import former_of, snapshot_from_json
from lowcode.compiler import check, sources_from
from tests.harness.projects import compile_text
from tests.migrations.planning import HEAD as HEAD_OF_TABLES
from tests.migrations.planning import change, project_of, snapshot_after, steps_of, thing

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


def test_what_comes_back_gets_its_archive() -> None:
    whole = thing("v: text(20); t: Tag; m: many of Color; l: rows { n: int }")
    gone = f'{HEAD_OF_TABLES}drop entity Thing "why"'
    first = snapshot_after(whole)
    second = snapshot_after(gone, first)
    third = planned(project_of(whole.replace("text(20)", "text(30)"), second), snapshot_from_json(second))
    assert steps_of(third)[:5] == (
        "create_table Thing: CreateTable AddIndex",
        "restore_table Thing: RestoreTable LeaveOrphans",
        "restore_table Thing: RestoreTable",
        "restore_table Thing.l: RestoreTable",
        "widen_column Thing.v: ChangeType",
    )
    kept = former_of(snapshot_after(whole, second))
    assert kept is not None
    assert kept.archives == ()


def test_a_field_that_comes_back_gets_its_archive_unless_it_is_of_another_type() -> None:
    first = snapshot_after(thing("v: text(20); m: many Tag"))
    gone = thing("", 'drop field Thing.v "why"\ndrop field Thing.m "why"')
    second = snapshot_after(gone, first)

    def back(fields: str) -> tuple[str, ...]:
        return steps_of(planned(project_of(thing(fields), second), snapshot_from_json(second)))

    assert back("v: text(20)")[0] == "restore_column Thing.v: AddColumn RestoreColumn"
    assert back("v: int") == ("add_column Thing.v: AddColumn",)
    assert back("m: many Tag") == ("restore_table Thing.m: RestoreTable",)
    assert back("m: many Other") == ("add_column Thing.m: CreateTable AddIndex",)


def test_rows_call_options_as_another_choice_does() -> None:
    letters = 'choice Letter "Letter" { x "Alpha"; y "Beta" }'
    found = change(
        thing('v: one of (a "Alpha", b "Beta"); w: many of (a "Alpha", y "Beta")'),
        thing("v: Letter; w: many of Letter", letters),
    )
    renamed = [(each.old, each.new, each.fields) for each in found.operations if isinstance(each, RenameInRows)]
    assert renamed == [
        ("a", "x", (("thing", "v"),)),
        ("b", "y", (("thing", "v"),)),
        ("a", "x", (("thing", "w"),)),
    ]


def test_words_of_the_past_are_carried_out_once() -> None:
    first = snapshot_after(thing("a: int; b: int"))
    swapped = thing("a: int was b; b: int was a")
    second = snapshot_after(swapped, first)
    assert steps_of(planned(project_of(swapped, second), snapshot_from_json(second))) == ()
    without = snapshot_after(thing("a: int; b: int"), second)
    again = planned(project_of(swapped, without), snapshot_from_json(without))
    assert [step.partition(":")[0] for step in steps_of(again)] == ["rename_column Thing.a", "rename_column Thing.b"]


def test_operations_come_in_phases() -> None:
    found = change(
        thing("a: int; b: int required; v: text(20); w: Tag"),
        thing("b: int was a; a: int required was b; v: int; n: int unique", 'drop field Thing.w "why"'),
    )
    phases = [phase_of(each) for each in found.operations]
    assert phases == sorted(phases)
    renames = [(each.old.name, each.new) for each in found.operations if isinstance(each, RenameColumn)]
    assert renames.index(("a", "former_a")) < renames.index(("b", "a")) < renames.index(("former_a", "b"))


def test_tables_of_the_first_format_are_matched_by_their_names() -> None:
    since = "since: int = days_between(created_at, now)"
    first = json.loads(snapshot_after(thing(f"v: text(20); t: Tag; d: int = 2; {since}")))
    old = json.dumps({"revisions": first["revisions"], "tables": first["tables"]})

    def steps(fields: str) -> tuple[str, ...]:
        return steps_of(planned(project_of(thing(f"{fields}; {since}"), old), snapshot_from_json(old)))

    system = ("system_tables : UpgradeSystemTables",)
    assert steps("v: text(20); t: Tag; d: int = 2") == system
    assert steps("v: text(30); t: Tag; d: int = 2")[0] == "widen_column Thing.v: ChangeType"
    assert steps("v: text(20); d: int = 2") == ("LC602",)


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


def test_archives_of_options_have_ascii_names_of_their_own() -> None:
    first = THING.replace("size", 'kind "Kind": one of (期 "期", 七 "七", 好 "好"); size')
    drops = 'drop option Thing.kind.期 to 好 "merged"\ndrop option Thing.kind.七 to 好 "merged"'
    second = THING.replace("size", 'kind "Kind": one of (好 "好"); size') + f"\n{drops}"
    files = compile_text(HEAD + second, compile_text(HEAD + first))
    (revision,) = (text for path, text in files.items() if path.startswith(VERSIONS_FOLDER))
    archives = set(re.findall(r'"(archive_0002_\w+)"', revision))
    assert len(archives) == 2
    assert all(each.isascii() for each in archives)


def test_values_that_stop_a_migration_are_told_by_the_names_of_the_specification() -> None:
    second = THING.replace("size", "height").replace(": int", ": bool was size")
    files = compile_text(HEAD + second, compile_text(HEAD + THING))
    (revision,) = (text for path, text in files.items() if path.startswith(VERSIONS_FOLDER))
    assert 'subject="Thing.height"' in revision
