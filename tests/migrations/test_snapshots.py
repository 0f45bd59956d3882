"""What a build leaves behind for the next one: `.lowcode/schema.json`."""

from __future__ import annotations

import json

import pytest

from lowcode.codegen.migrations.model import model_of
from lowcode.codegen.migrations.snapshot import Snapshot, former_of, snapshot_from_json
from lowcode.codegen.project import Project
from lowcode.compiler import check, sources_from
from lowcode.ir.application import (
    AutonumberFieldType,
    ChoiceFieldType,
    ManyChoiceFieldType,
    ManyReferenceFieldType,
    OnDelete,
    ReferenceFieldType,
    ReverseFieldType,
    RowsFieldType,
    ScalarType,
)
from lowcode.ir.former import Archive, FormerProcess

SPEC = """
app kept "Kept" { locale en; timezone "UTC"; currency EUR }
role staff "Staff"
choice Source "Source" { web "Web"; fair "Fair" { expo "Expo" } }
entity Tag "Tag" { name "Name": text(20) required }
entity Thing "Thing" {
  code "Code": autonumber("T-{seq:4}")
  name "Name": text(40) required
  price "Price": money
  source "Source": Source
  marks "Marks": many of Source
  tags "Tags": many Tag
  parent "Parent": Thing on delete cascade
  parts "Parts": many Thing by parent
  state "State": Life
  lines "Lines": rows { note "Note": text(10) }
  double "Double": money = price * 2
  since "Since": int = days_between(created_at, now)
}
flow Life "Life" for Thing {
  fresh "Fresh" start; old "Old" end
  fresh -> old "Age" by staff
  on enter old { set name = "x" }
}
approval Check "Check" for Thing { step one "One": any of staff }
rule Remind "Remind" for Thing on create {
  after 2d { set name = "y" }
}
access Thing { staff all }
access Tag { staff all }
"""


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    sources = sources_from({"app.lc": SPEC})
    checked = check(sources)
    assert checked.application is not None, checked.problems
    project = Project(checked.application, sources)
    return Snapshot(project.schema, ("0001_a", "0002_b"), model_of(project), 2)


def test_a_snapshot_is_read_as_it_was_written(snapshot: Snapshot) -> None:
    assert snapshot_from_json(snapshot.to_json()) == snapshot
    assert former_of(snapshot.to_json()) == snapshot.model


def test_every_type_of_field_is_kept(snapshot: Snapshot) -> None:
    assert snapshot.model is not None
    thing = snapshot.model.entity_by_name["Thing"].field_by_name
    assert thing["code"].type == AutonumberFieldType("T-{seq:4}")
    assert thing["price"].type == ScalarType("money", precision=18, scale=2)
    assert thing["source"].type == ChoiceFieldType("Source")
    assert (thing["marks"].type, thing["marks"].link_table) == (ManyChoiceFieldType("Source"), "thing_marks")
    assert thing["tags"].type == ManyReferenceFieldType("Tag")
    assert thing["parent"].type == ReferenceFieldType("Thing", OnDelete.CASCADE)
    assert thing["parent"].column == "parent_id"
    assert thing["parts"].type == ReverseFieldType("Thing", "parent")
    assert thing["lines"].type == RowsFieldType("Thing.lines")
    assert (thing["double"].is_computed, thing["double"].column) == (True, "double")
    assert (thing["since"].is_computed, thing["since"].column) == (True, None)
    assert not thing["name"].is_nullable


def test_choices_states_roles_and_processes_are_kept(snapshot: Snapshot) -> None:
    assert snapshot.model is not None
    choices = {each.name: [option.name for option in each.options] for each in snapshot.model.choices}
    assert choices["Source"] == ["web", "fair", "expo"]
    assert choices["Life"] == ["fresh", "old"]
    assert choices["Role"] == ["admin", "staff"]
    assert snapshot.model.processes == (
        FormerProcess("flow", "Life", "life", "Thing", ("fresh_to_old", "on_enter_old"), ("Life",)),
        FormerProcess("approval", "Check", "check", "Thing", ("one",), ("Check",)),
        FormerProcess("rule", "Remind", "remind", "Thing", ("after_1",), ("Remind",)),
    )


def test_archives_and_answers_are_kept(snapshot: Snapshot) -> None:
    assert snapshot.model is not None
    archive = Archive("archive_0002_thing_fax", "Thing.fax", "field", "0002_b", ScalarType("text", length=40))
    model = type(snapshot.model)(
        snapshot.model.entities, archives=(archive,), answered=frozenset({"drop field Thing.fax"})
    )
    assert former_of(Snapshot(snapshot.schema, (), model).to_json()) == model


def test_each_thing_has_a_line_of_its_own(snapshot: Snapshot) -> None:
    lines = snapshot.to_json().splitlines()
    starts = [line.partition(":")[0] for line in lines]
    for name in ("Thing", "Tag", "Source", "thing", "thing_tags"):
        assert starts.count(f'"{name}"') == 1
    assert sum('"kind": "flow"' in line for line in lines) == 1


def test_the_first_format_is_read_still(snapshot: Snapshot) -> None:
    content = json.loads(snapshot.to_json())
    old = snapshot_from_json(json.dumps({"revisions": content["revisions"], "tables": content["tables"]}))
    assert (old.schema, old.revisions) == (snapshot.schema, snapshot.revisions)
    assert (old.model, old.system) == (None, 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"revisions": [], "tables": {}, "entities": {"A": {}}}'])
def test_what_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"snapshot|Expecting"):
        snapshot_from_json(text)
