"""`lowcode explain NAME --spec SPEC` and what generated code says about layers."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowcode.checking import check
from lowcode.cli.main import app
from lowcode.compiler import build
from lowcode.ir.uses import uses
from tests.clients.layers import BASE, files_of, made

CLIENT = """
extend app acme "永信" / "Acme"
extend Customer.name { label "企业" / "Company" required "必填" / "Say it"; not search }
replace rule Tell "提醒" / "Tell" for Customer on create { notify boss "{name}" }
remove Customer.fax "没人用" / "nobody has one"
"""


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clients")
    for path, text in {"base/app.lc": BASE, "acme/client.lc": f'import "../base"\n{CLIENT}'}.items():
        (folder / path).parent.mkdir()
        (folder / path).write_text(text, encoding="utf-8")
    return folder / "acme"


def explained(name: str, spec: Path, *options: str, code: int = 0) -> str:
    ran = CliRunner().invoke(app, ["explain", name, "--spec", str(spec), *options])
    assert ran.exit_code == code, ran.output
    return ran.output.replace(f"{spec.parent.as_posix()}/", "")


def test_a_field(acme: Path) -> None:
    lines = [line.strip() for line in explained("Customer.name", acme, "--lang", "en").splitlines()]
    assert lines[0] == "field Customer.name"
    assert lines[1].split("  ")[0] == "declared"
    assert lines[1].endswith("base/app.lc:10  (" + lines[1].rpartition("(")[2])
    assert any(line.startswith("label") and "企业" in line and "acme/client.lc:4" in line for line in lines)
    assert any(line.startswith("changed") and "`required`, before: required" in line for line in lines)
    assert any(line.startswith("table") and line.endswith("customer.name") for line in lines)
    assert any(line.startswith("read by") and "sales: sales read, create, update" in line for line in lines)
    used = {line.split()[2] + " " + line.split()[3] for line in lines if line.startswith("used in")}
    assert used == {"entity Customer", "rule Tell", "view Customer"}


def test_in_chinese(acme: Path) -> None:
    text = explained("Customer.name", acme, "--lang", "zh")
    assert "声明于" in text
    assert '`label`，原为："名称" / "Name"' in text


def test_other_things(acme: Path) -> None:
    assert "replaced" in explained("Tell", acme, "--lang", "en")
    removed = explained("Customer.fax", acme, "--lang", "en")
    assert "removed" in removed
    assert "nobody has one" in removed
    assert "table" in explained("User.phone", acme, "--lang", "en")
    assert explained("额度", acme, "--lang", "en").startswith("field Customer.credit")
    assert explained("credit", acme, "--lang", "en").startswith("field Customer.credit")
    assert (
        "did you mean Customer.name,"
        in CliRunner().invoke(app, ["explain", "Customer.nmae", "--spec", str(acme), "--lang", "en"]).stderr
    )


def test_what_stood_there_before(acme: Path) -> None:
    said = explained("Tell", acme, "--lang", "en")
    assert 'replaced, before: rule Tell "提醒" / "Tell" for Customer on create' in said
    assert "(base/app.lc:30)" in said


def test_parts_are_told_with_the_whole(acme: Path) -> None:
    lines = [line.strip() for line in explained("Customer", acme, "--lang", "en").splitlines()]
    changed = [line for line in lines if line.startswith("changed")]
    assert any("field Customer.name: `label`, before:" in line for line in changed)
    assert any("field Customer.fax: removed" in line and "acme/client.lc:6" in line for line in changed)
    assert "字段 Customer.fax: 移除" in explained("Customer", acme, "--lang", "zh")


def test_things_without_a_name(acme: Path) -> None:
    assert "`label`" in explained("app", acme, "--lang", "en")
    assert explained("menu", acme, "--lang", "zh").startswith("菜单\n")


def test_uses_of_fields() -> None:
    application = made("")
    found = {
        (each.kind, each.name) for each in uses(application) if (each.entity, each.field) == ("Customer", "credit")
    }
    assert found == {("rule", "Tell"), ("report", "Credit"), ("view", "Customer")}
    stage = {(each.kind, each.name) for each in uses(application) if (each.entity, each.field) == ("Customer", "stage")}
    assert ("flow", "Pipeline") in stage


def test_generated_code_names_the_layers() -> None:
    files = files_of(CLIENT)
    application = check(files).application
    assert application is not None
    written = build(application, files, {}).plan.writes
    entity = written["acme/entities/customer.py"]
    assert "../base/app.lc: entity Customer; changed in client.lc" in entity.replace("\n", " ")
    assert 'source="../base/app.lc: Customer.name; changed in client.lc"' in entity
    assert 'source="../base/app.lc: Customer.credit"' in entity
    assert '"client.lc: changes field Customer.name label": 4' in written[".lowcode/manifest.json"]
