"""Files of records: brought, attached, read by whom, refused, copied, kept with history and recycle bin, removed."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from starlette.testclient import TestClient

from lowcode.runtime.context import Context, make_context, utc_now
from lowcode.runtime.database.system_tables import file
from lowcode.runtime.files import FileStore, remove_stray_files
from lowcode.runtime.files.store import OPTION
from lowcode.runtime.recycle_bin import empty_bin
from tests.conftest import Boot
from tests.harness.apps import AppUnderTest, csrf_token
from tests.harness.specs import SpecCompiler

SPEC = """
app papers "Papers" { locale en; timezone "Asia/Shanghai"; currency CNY; color blue }
role clerk "Clerk"
role guest "Guest"
entity Paper "Paper" {
  name "Name": text(80) required unique search
  owner "Owner": User default me
  minutes "Minutes": files(3) accept "pdf", "docx", "txt" max_size 20KB
  scan "Scan": file required when grade is not empty
  photo "Photo": image
  secret "Secret": file hidden
  grade "Grade": rating(5)
  tint "Colour": color
  place "Place": location
  body "Body": markdown
  lines "Lines": rows { text "Text": text(50) required; proof "Proof": file; stars "Stars": rating }
}
access Paper { clerk read, create, update, delete where owner == me; guest read where name == "open" }
access User { everyone read }
view Paper { list name, minutes, photo, grade, tint, place filter grade, tint, place }
menu { Paper }
"""

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(color: str = "red", size: tuple[int, int] = (600, 400)) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, color).save(content, "PNG")
    return content.getvalue()


def document() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return content.getvalue()


@pytest.fixture
def app(compile_spec: SpecCompiler, boot: Boot) -> AppUnderTest:
    found = boot(compile_spec(SPEC), key="papers")
    for name, role in (("ann", "clerk"), ("bob", "clerk"), ("gil", "guest")):
        found.add_user(name, [role])
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def ann(app: AppUnderTest, folder: Path) -> TestClient:
    return app.client("ann", files=folder)


def token_of(client: TestClient) -> str:
    return csrf_token(
        client.get("/paper/new").text if client.get("/paper/new").status_code == 200 else client.get("/").text
    )


def bring(client: TestClient, field: str, name: str, content: bytes, claimed: str = "application/pdf") -> Any:
    """Sends a file before its form."""
    data = {"csrf_token": token_of(client), "field": f"paper.{field}"}
    return client.post("/-/files", data=data, files={"file": (name, content, claimed)})


def brought(client: TestClient, field: str, name: str, content: bytes) -> str:
    answer = bring(client, field, name, content)
    assert answer.status_code == 201, answer.text
    line: str = answer.json()["files"][0]["line"]
    return line


def create(client: TestClient, **values: Any) -> Any:
    files = values.pop("files", None)
    return client.post("/paper/new", data={"csrf_token": token_of(client), "name": "a", **values}, files=files)


def change(client: TestClient, address: str, **values: Any) -> Any:
    files = values.pop("files", None)
    page = client.get(f"{address}/edit").text
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    data = {"csrf_token": csrf_token(page), "version": version, **values}
    return client.post(f"{address}/edit", data=data, files=files)


def contents(folder: Path) -> list[Path]:
    return [path for path in (folder / "content").rglob("*") if path.is_file()]


def links(page: str) -> list[str]:
    return re.findall(r'href="(/-/files/[^"]+)"', page)


def context_of(app: AppUnderTest, connection: Any, folder: Path) -> Context:
    made = make_context(app.definition, connection)
    return replace(made, options={OPTION: FileStore(folder)})


def test_a_file_is_brought_attached_and_read(app: AppUnderTest, ann: TestClient, folder: Path) -> None:
    line = brought(ann, "minutes", "会议纪要.pdf", PDF)
    assert line.endswith(f" {len(PDF)} application/pdf 会议纪要.pdf")
    saved = create(ann, minutes=["", line])
    assert saved.status_code == 303
    page = ann.get(saved.headers["location"]).text
    (address,) = links(page)
    answer = ann.get(address)
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert ann.get("/paper").text.count("会议纪要.pdf") == 1
    assert len(contents(folder)) == 1


def test_without_scripts_files_come_with_the_form(ann: TestClient) -> None:
    sent = [
        ("minutes", ("one.pdf", PDF, "text/html")),
        ("minutes", ("two.txt", "二".encode(), "x/y")),
        ("scan", ("", b"", "")),
    ]
    saved = create(ann, minutes="", scan="", files=sent)
    assert saved.status_code == 303, saved.text
    page = ann.get(saved.headers["location"]).text
    assert [each.rpartition("/")[2] for each in links(page)] == ["one.pdf", "two.txt"]


def test_a_refused_form_keeps_the_files_that_came_with_it(ann: TestClient) -> None:
    refused = create(ann, name="", minutes="", files={"minutes": ("one.pdf", PDF, "application/pdf")})
    assert refused.status_code == 422
    lines = re.findall(r'name="minutes" value="([^"]+)"', refused.text)
    assert len(lines) == 1
    assert create(ann, minutes=lines).status_code == 303


def test_a_new_file_takes_the_place_of_the_only_one(ann: TestClient) -> None:
    address = create(ann, scan=["", brought(ann, "scan", "old.pdf", PDF)]).headers["location"]
    kept = re.findall(r'name="scan" value="([^"]+)"', ann.get(f"{address}/edit").text)
    assert change(ann, address, scan=["", *kept]).status_code == 303
    assert len(links(ann.get(address).text)) >= 1
    changed = change(ann, address, scan=["", *kept], files={"scan": ("new.pdf", PDF, "")})
    assert changed.status_code == 303
    page = ann.get(address).text
    assert [each.rpartition("/")[2] for each in links(page)] == ["new.pdf"]
    assert change(ann, address, scan="").status_code == 303
    assert links(ann.get(address).text) == []


def test_inputs_say_for_which_field_files_are(ann: TestClient) -> None:
    page = ann.get("/paper/new").text
    assert 'enctype="multipart/form-data"' in page
    assert re.findall(r'data-files="([^"]+)"', page) == [
        "paper.minutes",
        "paper.scan",
        "paper.photo",
        "paper.lines.proof",
    ]
    assert 'accept=".pdf,.docx,.txt"' in page


def test_who_may_not_read_the_record_may_not_read_its_files(app: AppUnderTest, ann: TestClient, folder: Path) -> None:
    saved = create(ann, minutes=brought(ann, "minutes", "a.pdf", PDF), photo=brought(ann, "photo", "p.png", picture()))
    addresses = links(ann.get(saved.headers["location"]).text)
    assert len(addresses) == 2
    bob, gil = app.client("bob", files=folder), app.client("gil", files=folder)
    thumbnail = re.findall(r'src="(/-/thumbnails/\d+)"', ann.get(saved.headers["location"]).text)[0]
    assert ann.get(thumbnail).headers["content-type"] == "image/webp"
    for address in (*addresses, thumbnail):
        assert bob.get(address).status_code == 404
        assert gil.get(address).status_code == 404
        assert app.visitor(files=folder).get(address).status_code == 303
    assert change(ann, saved.headers["location"], name="open").status_code == 303
    assert gil.get(addresses[0]).status_code == 200


def test_files_of_others_cannot_be_attached(app: AppUnderTest, ann: TestClient, folder: Path) -> None:
    line = brought(ann, "minutes", "a.pdf", PDF)
    bob = app.client("bob", files=folder)
    assert bob.get(f"/-/files/{line.split()[0]}/a.pdf").status_code == 404
    refused = create(bob, minutes=line)
    assert refused.status_code == 422
    assert "is not there any more" in refused.text
    saved = create(ann, minutes=line)
    assert saved.status_code == 303
    assert create(bob, name="b", minutes=line).status_code == 422


@pytest.mark.parametrize(
    "sent", ["abc", "99999999999999", "-1", "12 5 x/y", "0 5 whatever a.pdf", "999 5 application/pdf a.pdf"]
)
def test_made_up_lines_are_refused(ann: TestClient, sent: str) -> None:
    assert create(ann, minutes=sent).status_code == 422


def test_what_a_form_says_about_a_file_is_not_believed(app: AppUnderTest, ann: TestClient) -> None:
    number = brought(ann, "minutes", "a.pdf", PDF).split()[0]
    saved = create(ann, minutes=f"{number} 1 image/png <b>evil</b>.png")
    page = ann.get(saved.headers["location"]).text
    assert "evil" not in page
    assert links(page) == [f"/-/files/{number}/a.pdf"]


def test_kinds_are_told_by_the_content(ann: TestClient) -> None:
    refused = bring(ann, "minutes", "really.pdf", b"MZ\x90\x00" + bytes(300))
    assert refused.status_code == 422
    assert refused.json()["problems"] == ["Minutes: “really.pdf” is none of the kinds that are taken (pdf, docx, txt)"]
    assert bring(ann, "photo", "photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>").status_code == 422
    assert brought(ann, "minutes", "renamed.bin", document()).split()[2].endswith("wordprocessingml.document")
    with_form = create(ann, minutes="", files={"minutes": ("page.pdf", picture(), "application/pdf")})
    assert with_form.status_code == 422
    assert "none of the kinds" in with_form.text


def test_limits_of_the_field_and_of_the_installation(app: AppUnderTest, ann: TestClient, folder: Path) -> None:
    assert "at most 20.0 KB" in bring(ann, "minutes", "b.txt", b"x" * 21_000).json()["problems"][0]
    small = app.client("ann", files=folder, file_limit=50_000)
    refused = create(small, name="kept", minutes="", files={"minutes": ("huge.txt", b"x" * 60_000, "text/plain")})
    assert refused.status_code == 422
    assert "larger than this system takes" in refused.text
    assert 'value="kept"' in refused.text
    assert "larger" in bring(small, "minutes", "huge.txt", b"x" * 60_000).json()["problems"][0]
    assert create(small, minutes="", files={"minutes": ("a", b"x" * 6_000_000, "")}).status_code == 413
    lines = [brought(ann, "minutes", f"{each}.txt", b"x") for each in range(4)]
    assert "may have 3 files, it has 4" in create(ann, minutes=lines).text
    assert not list((folder / "incoming").glob("*"))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("x\u202etxt.exe.txt", "xtxt.exe.txt"),
        ("长" * 300 + ".txt", "长" * 116 + ".txt"),
        ("  .. ", "file"),
        ("<b>.txt", "b.txt"),
        ('50% "q"#?.txt', "50% %22q%22#.txt"),
    ],
)
def test_hostile_names_are_cleaned(ann: TestClient, sent: str, kept: str) -> None:
    line = brought(ann, "minutes", sent, b"text")
    assert line.split(" ", 3)[3] == kept
    saved = create(ann, minutes=line)
    (address,) = links(ann.get(saved.headers["location"]).text)
    assert ann.get(address).content == b"text"


def test_equal_contents_lie_there_once_and_copies_are_files_of_their_own(
    app: AppUnderTest, ann: TestClient, folder: Path
) -> None:
    first = create(ann, minutes=brought(ann, "minutes", "a.pdf", PDF)).headers["location"]
    second = create(ann, name="b", minutes=brought(ann, "minutes", "b.pdf", PDF)).headers["location"]
    page = ann.get(f"/paper/new?copy={first.rpartition('/')[2]}").text
    lines = re.findall(r'name="minutes" value="([^"]+)"', page)
    third = create(ann, name="c", minutes=lines).headers["location"]
    assert len(contents(folder)) == 1
    found = [links(ann.get(each).text)[0] for each in (first, second, third)]
    assert len(set(found)) == 3
    with app.database().reading() as connection:
        owners = {row.record_id for row in connection.execute(select(file))}
    assert owners == {int(each.rpartition("/")[2]) for each in (first, second, third)}


def test_history_names_files_and_the_bin_gives_them_back(app: AppUnderTest, ann: TestClient, folder: Path) -> None:
    address = create(ann, minutes=brought(ann, "minutes", "old.pdf", PDF)).headers["location"]
    (old,) = links(ann.get(address).text)
    assert change(ann, address, minutes=["", brought(ann, "minutes", "new.txt", b"new")]).status_code == 303
    page = ann.get(address).text
    assert "<del>old.pdf</del>" in page
    assert "new.txt" in page
    assert ann.get(old).content == PDF
    token = token_of(ann)
    assert ann.post(f"{address}/delete", data={"csrf_token": token}).status_code == 303
    assert ann.get(old).status_code == 404
    with app.database().writing() as connection:
        assert remove_stray_files(context_of(app, connection, folder), datetime.timedelta(0)) == 0
    assert len(contents(folder)) == 2
    restored = ann.post("/-/recycle-bin/1", data={"csrf_token": token})
    assert restored.status_code == 303
    assert ann.get(links(ann.get(address).text)[0]).content == b"new"


def test_what_nobody_attached_is_removed_after_a_day(app: AppUnderTest, ann: TestClient, folder: Path) -> None:
    kept = brought(ann, "minutes", "kept.pdf", PDF)
    create(ann, minutes=kept)
    brought(ann, "minutes", "stray.txt", b"stray")
    unfinished = FileStore(folder).incoming()
    with app.database().writing() as connection:
        context = context_of(app, connection, folder)
        assert remove_stray_files(context) == 0
        assert len(contents(folder)) == 2
        later = replace(context, now=utc_now() + datetime.timedelta(days=1, minutes=1))
        assert remove_stray_files(later) == 1
    assert len(contents(folder)) == 1
    assert not list((folder / "incoming").glob("*"))
    unfinished.discard()


def test_rows_have_files_that_belong_to_the_record(app: AppUnderTest, ann: TestClient, folder: Path) -> None:
    line = brought(ann, "lines.proof", "proof.pdf", PDF)
    saved = create(ann, **{"lines": "", "lines[0].text": "one", "lines[0].proof": line, "lines[0].stars": "4"})
    assert saved.status_code == 303, saved.text
    page = ann.get(saved.headers["location"]).text
    (address,) = links(page)
    assert "★★★★<i>★</i>" in page
    assert ann.get(address).status_code == 200
    assert app.client("bob", files=folder).get(address).status_code == 404
    again = create(ann, name="b", **{"lines": "", "lines[0].text": "one", "lines[0].stars": "6"})
    assert again.status_code == 422


def test_files_are_taken_from_nobody_and_for_no_other_field(app: AppUnderTest, ann: TestClient, folder: Path) -> None:
    visitor = app.visitor(files=folder)
    token = csrf_token(visitor.get("/-/login").text)
    data = {"csrf_token": token, "field": "paper.minutes"}
    assert visitor.post("/-/files", data=data, files={"file": ("a.pdf", PDF, "")}).status_code in (303, 401)
    assert not (folder / "incoming").exists()
    for field in ("name", "secret", "nothing", "lines", "lines.text"):
        assert bring(ann, field, "a.pdf", PDF).status_code == 400
    answer = ann.post(
        "/-/files", data={"field": "paper.minutes", "csrf_token": "x"}, files={"file": ("a.pdf", PDF, "")}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body", [b"", b"--b\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", b"\0" * 99]
)
def test_broken_bodies_are_refused(ann: TestClient, body: bytes) -> None:
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert ann.post("/-/files", content=body, headers=headers).status_code in (400, 403)


def test_conditions_and_checks_see_files(ann: TestClient) -> None:
    refused = create(ann, grade="5")
    assert refused.status_code == 422
    assert "Scan is required" in refused.text
    assert create(ann, grade="5", scan=brought(ann, "scan", "any.bin", bytes(range(256)))).status_code == 303


def test_ratings_colours_places_and_texts(ann: TestClient) -> None:
    values = {
        "tint": "#17F",
        "place": "３１.２３０４，121.47370 上海市 <黄浦区>",
        "body": "# Plan\n\n[x](javascript:alert(1)) <script>1</script>\n\n- **a**",
    }
    saved = create(ann, **values)
    assert saved.status_code == 303, saved.text
    page = ann.get(saved.headers["location"]).text
    assert 'fill="#1177ff"' in page
    assert 'href="geo:31.2304,121.47370"' in page
    assert "&lt;黄浦区&gt;" in page
    assert "<h3>Plan</h3>" in page
    assert "<strong>a</strong>" in page
    assert "<script>1" not in page
    assert 'href="javascript' not in page
    edit = ann.get(saved.headers["location"] + "/edit").text
    assert 'value="31.2304,121.47370 上海市 &lt;黄浦区&gt;"' in edit
    for wrong in ({"tint": "blau"}, {"place": "91,5"}, {"grade": "0"}, {"grade": "6"}, {"grade": "x"}):
        assert create(ann, name="b", **wrong).status_code == 422
    assert "<td class=m>" in ann.get("/paper?place.has=黄浦").text
    assert "<td class=m>" not in ann.get("/paper?place.has=浦东").text
    assert ann.get("/paper?grade.from=1&grade.to=5").status_code == 200


def test_a_text_is_previewed_as_it_will_be_shown(ann: TestClient) -> None:
    token = token_of(ann)
    answer = ann.post(
        "/-/markdown?field=body", data={"csrf_token": token, "body": "**a** <img src=x onerror=alert(1)>"}
    )
    assert answer.text == '<div class="prose"><p><strong>a</strong> &lt;img src=x onerror=alert(1)&gt;</p>\n</div>'


def test_samples_have_files_and_the_bin_lets_go_of_them(
    compile_spec: SpecCompiler, boot: Boot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "files"
    monkeypatch.setenv("LOWCODE_FILES", str(folder))
    app = boot(compile_spec(SPEC), key="samples")
    app.add_user("ann", ["clerk"])
    app.app.run(app.url, "sample", "paper", "30", "--force")
    with app.database().reading() as connection:
        rows = connection.execute(select(file)).all()
    attached = [row for row in rows if row.record_id is not None]
    assert {row.field for row in attached} >= {"minutes", "photo", "lines.proof"}
    assert {row.media_type for row in attached} >= {"application/pdf", "image/png", "text/plain"}
    assert len(contents(folder)) <= 24
    app.app.run(app.url, "check")
    client = app.client("ann", files=folder)
    mine = client.get("/paper?owner=me").text
    (first, *_) = re.findall(r"href=(/paper/\d+)", mine)
    assert all(client.get(each).status_code == 200 for each in links(client.get(first).text))
    app.app.run(app.url, "tidy")
    assert client.post(f"{first}/delete", data={"csrf_token": token_of(client)}).status_code == 303
    with app.database().writing() as connection:
        context = replace(context_of(app, connection, folder), now=utc_now() + datetime.timedelta(days=31))
        assert empty_bin(context, datetime.timedelta(days=30)) == 1
        number = int(first.rpartition("/")[2])
        assert not connection.execute(select(file).where(file.c.record_id == number)).all()


FIELD_SPEC = """
app vault "Vault" { locale en; timezone "UTC"; currency CNY; color blue }
role clerk "Clerk"
role boss "Boss"
entity Deed "Deed" {
  name "Name": text(80) required
  open "Open": file
  closed "Closed": file
  lines "Lines": rows { text "Text": text(50) required; proof "Proof": file }
}
access Deed {
  clerk read, create, update
  boss all
  field closed { read boss; update boss }
  field lines { read boss; update boss }
}
access User { everyone read }
menu { Deed }
"""


def test_who_may_not_read_the_field_may_not_read_its_files(
    compile_spec: SpecCompiler, boot: Boot, folder: Path
) -> None:
    app = boot(compile_spec(FIELD_SPEC), key="vault")
    for name in ("clerk", "boss"):
        app.add_user(name, [name])
    boss, clerk = app.client("boss", files=folder), app.client("clerk", files=folder)
    data = {
        "csrf_token": csrf_token(boss.get("/deed/new").text),
        "name": "a",
        "open": "",
        "closed": "",
        "lines": "",
        "lines[0].text": "x",
    }
    sent = {name: (f"{number}.pdf", PDF, "") for number, name in enumerate(("open", "closed", "lines[0].proof"))}
    saved = boss.post("/deed/new", data=data, files=sent)
    assert saved.status_code == 303, saved.text
    addresses = sorted(links(boss.get(saved.headers["location"]).text))
    assert [boss.get(each).status_code for each in addresses] == [200, 200, 200]
    assert [clerk.get(each).status_code for each in addresses] == [200, 404, 404]
    assert links(clerk.get(saved.headers["location"]).text) == addresses[:1]
    line = addresses[1].split("/")[3]
    stolen = {"csrf_token": csrf_token(clerk.get("/deed/new").text), "name": "b", "open": line}
    assert clerk.post("/deed/new", data=stolen).status_code == 422
