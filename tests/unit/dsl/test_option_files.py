"""Choices out of YAML files."""

from __future__ import annotations

import pytest

from tests.harness.checking import application, checked

SPEC = 'choice Region from "data/regions.yaml"'

FILE = """
# regions
east:
  label: [华东, East]
  options: {shanghai: 上海, no: {label: 挪威, color: red}}
north: 华北
"""


def test_labels_branches_and_colors() -> None:
    region = application(SPEC, {"data/regions.yaml": FILE}).choice("Region")
    assert [each.name for each in region.all_options] == ["east", "shanghai", "no", "north"]
    assert region.options[0].label.texts == ("华东", "East")
    assert region.all_options[1].label.texts == ("上海", "Shanghai")
    assert region.all_options[2].color == "red"
    assert region.branch("east") == ("east", "shanghai", "no")


REASONS = {
    "missing": None,
    "syntax": "a: [\nb: c",
    "not_a_mapping": "[a, b]",
    "name": "1: one",
    "label": "a: [[x]]",
    "key": "a: {labl: x}",
    "empty": "# nothing",
    "duplicate": "a: {options: {b: x}}\nb: y",
}


@pytest.mark.parametrize(("reason", "text"), REASONS.items())
def test_reasons(reason: str, text: str | None) -> None:
    files = {} if text is None else {"data/regions.yaml": text}
    problems = checked(SPEC, files).problems
    assert [(each.code, each.facts()["reason"]) for each in problems] == [("LC418", reason)]


HOSTILE = {
    "recursive": "a: &x {options: *x}",
    "deep": "a: " + "{options: {a: " * 3000 + "1" + "}}" * 3000,
    "python": "a: !!python/object/apply:os.system ['ls']",
    "binary": "a: \x00",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_end_in_problems(text: str) -> None:
    result = checked(SPEC, {"data/regions.yaml": text})
    assert result.application is not None or {each.code for each in result.problems} == {"LC418"}
