"""A base as it was, as it is, and a client: what is orphaned, shadowed, clashing, redundant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowcode.checking import check
from lowcode.cli.main import app
from lowcode.diagnostics.problem import Language, Problem
from lowcode.source import SourceFile
from lowcode.three_way import ThreeWay, own_files, three_way
from tests.clients.layers import BASE, files_of
from tests.clients.test_layers import INDUSTRY


def compared(client: str, new_base: str) -> ThreeWay:
    files = files_of(client, new_base)
    old = {path: source for path, source in files_of("").items() if path.startswith("../")}
    own, folder = own_files(files)
    assert folder == "../base"
    new = {path: source for path, source in files.items() if path not in own}
    return three_way(old, new, own, check(files).problems)


def codes(found: ThreeWay) -> list[str]:
    return [each.code for each in found.problems if each.severity.value == "error" or each.code.startswith("LC67")]


DEMO = (
    ('demo "演示" / "Demo"', 'show "演示" / "Demo" was demo'),
    ("new -> demo", "new -> show"),
    ("new, demo", "new, show"),
)
FAX = (
    ('  fax    "传真" / "Fax": text(40)\n', ""),
    ("list name, fax,", "list name,"),
    ("{ name, fax }", "{ name }"),
    ("index (fax, name)", "index (name)"),
    ("; field fax { read boss }", ""),
    ('fax = "1", ', ""),
    ("scenario", 'drop field Customer.fax "nobody has one"\nscenario'),
)
TELL = 'rule Tell "提醒" / "Tell" for Customer on create { when credit > 100; notify boss "New {name}" }\n'
LINES = (
    ('lines  "明细"', 'items  "明细"'),
    ('note "备注" / "Note": text }', 'note "备注" / "Note": text } was lines'),
    ("source, lines", "source, items"),
    ("sh, lines", "sh, items"),
)
CASES = [
    ("nothing has changed", "extend Customer.name { required }", (), ["LC673"]),
    ("a change beside the base's", 'extend Customer.name { help "x" }', (("Name", "Full name"),), []),
    ("the same part", 'extend Customer.name { label "x" }', (("Name", "Full name"),), ["LC672"]),
    ("the same words", 'extend Customer.name { label "名称" / "Full name" }', (("Name", "Full name"),), ["LC673"]),
    ("renamed", "extend Customer.fax { required }", (("fax    ", "telefax was_ "),), ["LC670"]),
    ("a state", 'extend Pipeline.demo { label "x" }', (('"Demo"', '"Show"'),), ["LC672"]),
    ("an option", 'extend choice Source { fair "x" }', (("other ", 'fair "展"; other '),), ["LC671"]),
    (
        "a state that a transition of the client's leads from",
        "extend flow Pipeline { demo -> new by sales }",
        DEMO,
        ["LC670"],
    ),
    (
        "a report on a dashboard",
        "dashboard Own { row Count }",
        (("report Count", "report Number"), ("Count, Cr", "Number, Cr")),
        ["LC670"],
    ),
    ("removed by both", 'remove Customer.fax "x"', FAX, ["LC673"]),
    ("removed by both, without a word", "remove rule Tell", ((TELL, ""),), ["LC670"]),
    ("changed and dropped", "extend Customer.fax { required }", FAX, ["LC670"]),
    ("in a sub-table of another name", 'remove Customer.lines.note "x"', LINES, ["LC670"]),
    ("an option removed", 'extend Source.expo { label "x" }', (('expo "展会" / "Fair"; ', ""),), ["LC670"]),
    (
        "a report",
        "report Sum from Customer { chart number show count() }",
        (
            ("report Credit", "report Sum"),
            ("row Count, Credit", "row Count"),
        ),
        ["LC671"],
    ),
    (
        "a rule replaced",
        'replace rule Tell for Customer on create { notify boss "x" }',
        (("> 100", "> 200"),),
        ["LC672"],
    ),
    (
        "a modifier taken away",
        "extend Customer.name { not search }",
        ((" required search", " required"),),
        ["LC658", "LC673"],
    ),
    ("more roles", "role third\nextend role sales includes third", (), []),
    ("a setting", "extend app { currency USD }", (("home Cockpit", "currency CNY; home Cockpit"),), ["LC672"]),
    ("a list", "extend view Customer { list name }", (("list name, fax", "list fax, name"),), ["LC672"]),
]


@pytest.mark.parametrize(("client", "edits", "expected"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_case(client: str, edits: tuple[tuple[str, str], ...], expected: list[str]) -> None:
    base = BASE
    for old, new in edits:
        assert old in base
        base = base.replace(old, new)
    base = base.replace("telefax was_ ", "telefax ").replace(
        'telefax "传真" / "Fax": text(40)', 'telefax "传真" / "Fax": text(40) was fax'
    )
    if "telefax" in base:
        base = base.replace("fax = ", "telefax = ").replace("name, fax", "name, telefax").replace("(fax,", "(telefax,")
        base = base.replace("field fax", "field telefax")
    if "expo" not in base.partition("entity")[0]:
        base = base.replace("source = expo, ", "")
    found = compared(client, base)
    assert codes(found) == expected, [(each.code, each.facts()) for each in found.problems]


def test_both_places_are_named() -> None:
    (problem,) = (
        each
        for each in compared('extend Customer.name { label "x" }', BASE.replace('"Name"', '"N"')).problems
        if each.code == "LC672"
    )
    assert [each.span.path for each in problem.related()] == ["../base/app.lc", "was:../base/app.lc"]


def written(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def test_the_command_line(tmp_path: Path) -> None:
    written(
        tmp_path,
        {
            "base/app.lc": BASE.replace('"Name"', '"Full name"'),
            "was/app.lc": BASE,
            "acme/client.lc": 'import "../base"\nextend Customer.name { label "名" / "Company" }',
        },
    )
    arguments = ["check", str(tmp_path / "acme"), "--base-was", str(tmp_path / "was"), "--format", "json"]
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code == 0, ran.output
    found = [each for each in json.loads(ran.output)["diagnostics"] if each["code"] == "LC672"]
    assert [each["severity"] for each in found] == ["warning"]
    alone = CliRunner().invoke(app, ["check", str(tmp_path / "base"), "--base-was", str(tmp_path / "was")])
    assert alone.exit_code == 2


def test_problems_are_in_order() -> None:
    found: tuple[Problem, ...] = compared(
        'extend Customer.name { label "x" }\nextend choice Source { fair "x" }',
        BASE.replace('"Name"', '"N"').replace("other ", 'fair "展"; other '),
    ).problems
    assert list(found) == sorted(found, key=lambda each: (each.span, each.code))


def test_the_base_may_be_of_several_layers() -> None:
    old = {"../base/app.lc": BASE, "../retail/retail.lc": INDUSTRY}
    new = {
        "../base/app.lc": BASE.replace('"Credit": int', '"Limit": int'),
        "../retail/retail.lc": INDUSTRY.replace('area "面积" / "Area": int', 'surface "面积" / "Area": int was area'),
    }
    client = 'import "../retail"\nextend Customer.credit { label "y" }\nextend Customer.area { min 1 }'
    own = {"client.lc": SourceFile("client.lc", client)}
    old_base, new_base = ({path: SourceFile(path, text) for path, text in each.items()} for each in (old, new))
    assert own_files({**new_base, **own})[1] == "../retail"
    found = three_way(old_base, new_base, own, check({**new_base, **own}).problems)
    assert codes(found) == ["LC672", "LC670"]
    assert [each.span.path for each in found.problems[0].related()] == ["../base/app.lc", "was:../base/app.lc"]


def test_what_the_base_has_dropped_is_told_with_its_place() -> None:
    """Without the old base as well: its `drop` is there to be read."""
    base = BASE
    for old, new in FAX:
        base = base.replace(old, new)
    found = check(files_of("extend Customer.fax { required }", base)).problems
    (problem,) = (each for each in found if each.code == "LC650")
    assert [each.span.path for each in problem.related()] == ["../base/app.lc"]
    wording = problem.help_wording()
    assert wording is not None
    assert "declare it in this layer (`extend entity … { … }`)" in wording.text(Language.ENGLISH, problem.facts())


def test_a_successor_of_the_client_s_own_goes_before_the_base_s() -> None:
    base = BASE.replace('expo "展会" / "Fair"; ', "").replace("source = expo, ", "")
    base += 'drop option Source.expo to web "few"\n'
    for successor in ("web", "other"):
        checked = check(files_of(f'remove Source.expo to {successor} "none"', base))
        assert checked.application is not None
        (drop,) = checked.application.changes.drops
        assert drop.replacement == successor
        assert [each.code for each in checked.problems].count("LC673") == (successor == "web")
