"""Building again over what somebody has written: nothing is lost, and what no longer fits is said with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from lowcode.runtime.pages.rendering import _loader
from lowcode.workspace import FolderContents
from tests.fleet.fleets import run, times_of, write_fleet

SPEC = """app shop "Shop" { locale en; timezone "UTC"; currency EUR }
entity Customer "Customer" {
  name "Name": text(40) required
  fax "Fax": phone
  phone "Phone": phone
}
access Customer { everyone all }
"""
HOOKS = """from lowcode.runtime.hooks import before_save


@before_save("customer")
def tidy(record, context):
    record.fax = record.phone
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "app.lc").write_text(SPEC, encoding="utf-8")
    assert build(tmp_path)[0] == 0
    (tmp_path / "out" / "custom" / "hooks.py").write_text(HOOKS, encoding="utf-8")
    assert build(tmp_path)[0] == 0
    return tmp_path


def build(folder: Path, *options: str) -> tuple[int, str]:
    return run("build", folder / "shop", "--out", folder / "out", *options)


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "shop" / "app.lc"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_hook_on_a_field_that_is_gone_stops_the_build_at_its_line(project: Path) -> None:
    before = times_of(project / "out")
    change(project, '  fax "Fax": phone\n', "")
    change(project, "access", 'drop field Customer.fax "Nobody has one"\naccess')
    code, said = build(project)
    assert (code, "error[LC924]: `customer` has no field `fax`" in said) == (1, True), said
    assert "custom/hooks.py:6:12" in said
    assert times_of(project / "out") == before
    hooks = project / "out" / "custom" / "hooks.py"
    hooks.write_text(HOOKS.replace("record.fax = record.phone", "record.phone = None"), encoding="utf-8")
    assert build(project)[0] == 0


def test_a_renamed_field_is_proposed(project: Path) -> None:
    change(project, 'fax "Fax": phone', 'telefax "Fax": phone was fax')
    code, said = build(project)
    assert (code, "did you mean `telefax`?" in said) == (1, True), said
    change(project, 'entity Customer "Customer"', 'entity Client "Customer" was Customer')
    change(project, "access Customer", "access Client")
    code, said = build(project)
    assert (code, "LC923" in said, "did you mean `client`?" in said) == (1, True, True), said


def test_a_change_of_custom_is_looked_at_though_the_specification_is_the_same(project: Path) -> None:
    template = project / "out" / "custom" / "templates" / "customer" / "form.html"
    template.parent.mkdir(parents=True)
    template.write_text('{% extends "generated/customer/form.html" %}{{ field("fox") }}', encoding="utf-8")
    code, said = build(project)
    assert (code, "did you mean `fax`?" in said) == (1, True), said


def test_only_custom_and_the_revisions_are_gone_through(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below, seen = FolderContents.below, set()

    def noted(disk: FolderContents, folder: str) -> Iterator[str]:
        seen.add(folder)
        return below(disk, folder)

    monkeypatch.setattr(FolderContents, "below", noted)
    change(project, '"Phone": phone', '"Telephone": phone')
    assert build(project)[0] == 0
    assert seen == {"custom/", "custom/templates/", "migrations/versions/"}


def test_an_edited_template_is_told_its_place_in_custom(project: Path) -> None:
    form = project / "out" / "shop" / "templates" / "customer" / "form.html"
    text = form.read_text(encoding="utf-8")
    form.write_text(text.replace('{{ field("fax") }}', "<hr>"), encoding="utf-8")
    change(project, '"Name"', '"Full name"')
    code, said = build(project)
    assert code == 1
    for part in (
        "custom/templates/customer/form.html",
        '{% extends "generated/customer/form.html" %}',
        '-{{ field("fax") }}',
        "+<hr>",
    ):
        assert part in said
    assert build(project, "--force")[0] == 0
    assert form.read_text(encoding="utf-8") == text


def test_what_stands_in_for_a_generated_template_can_extend_it(tmp_path: Path) -> None:
    for folder, text in (
        ("own", "{% block a %}one{% endblock %} {% block b %}two{% endblock %}"),
        ("custom", '{% extends "generated/customer/list.html" %}{% block b %}mine{% endblock %}'),
    ):
        (tmp_path / folder / "customer").mkdir(parents=True)
        (tmp_path / folder / "customer" / "list.html").write_text(text, encoding="utf-8")
    environment = Environment(loader=_loader((tmp_path / "custom", tmp_path / "own")), autoescape=True)
    assert environment.get_template("customer/list.html").render() == "one mine"


def test_migrations_are_known_again_after_the_manifest_was_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A merge often spoils the manifest; what is history stays history."""
    monkeypatch.chdir(tmp_path)
    file = write_fleet(tmp_path, "acme")
    assert run("fleet", "build", "--file", file)[0] == 0
    (tmp_path / "generated/acme/.lowcode/manifest.json").unlink()
    assert run("fleet", "build", "--file", file)[0] == 0
    (migration,) = (tmp_path / "generated/acme/migrations/versions").glob("0001_*.py")
    migration.write_text(f"{migration.read_text(encoding='utf-8')}# mine\n", encoding="utf-8")
    code, said = run("fleet", "build", "--file", file)
    assert (code, "LC912" in said) == (1, True)
