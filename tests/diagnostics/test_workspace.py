"""Reading projects from disk, and deciding what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from lowcode.codegen.files import GeneratedFile, Ownership
from lowcode.codegen.manifest import Manifest, ManifestEntry, text_hash
from lowcode.workspace import FolderContents, apply, read_sources
from lowcode.write_plan import WritePlan, plan_writes

MIGRATION = "migrations/versions/0001_a.py"


def project(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root / "main"


def test_a_folder_is_a_project(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "main/b.lc": "role b",
            "main/a.lc": "role a",
            "main/sales/c.lc": "role c",
            "main/.hidden/d.lc": "role d",
            "main/generated/e.lc": "role e",
            "main/notes.txt": "nothing",
        },
    )
    assert list(read_sources(folder).files) == ["a.lc", "b.lc", "sales/c.lc"]


def test_a_file_is_a_project(tmp_path: Path) -> None:
    folder = project(tmp_path, {"main/a.lc": "role a", "main/b.lc": "role b"})
    assert list(read_sources(folder / "a.lc").files) == ["a.lc"]


def test_imports_bring_in_files_and_folders_once(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "main/app.lc": 'import "../base"\nimport "../shared/roles.lc"\n# import "../nowhere.lc"\n',
            "base/base.lc": 'import "../main/app.lc"\nchoice City from "data/cities.yaml"\n',
            "base/data/cities.yaml": "rome: Rome",
            "shared/roles.lc": 'import "../base"',
            "shared/unused.lc": "role unused",
        },
    )
    sources = read_sources(folder)
    assert list(sources.files) == ["../base/base.lc", "../shared/roles.lc", "app.lc"]
    assert sources.data_files == {"../base/data/cities.yaml": "rome: Rome"}
    assert sources.problems == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('import "../bass/base.lc"', "LC903"),
        ('import "../base/notes.txt"', "LC903"),
        ('import "../../elsewhere/app.lc"', "LC904"),
        ('import "/etc/passwd"', "LC904"),
        ('choice City from "/etc/passwd"', "LC904"),
        ('choice City from "../../../../etc/passwd"', "LC904"),
        ('import "../link/app.lc"', "LC904"),
    ],
)
def test_what_cannot_be_read_has_a_place(tmp_path: Path, line: str, code: str) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "app.lc").write_text("role x", encoding="utf-8")
    root = tmp_path / "projects"
    folder = project(root, {"main/app.lc": f"app x\n{line}\n", "base/base.lc": "", "base/notes.txt": ""})
    (root / "link").symlink_to(outside)
    sources = read_sources(folder)
    (problem,) = sources.problems
    assert problem.code == code
    assert sources.files["app.lc"].line_and_column(problem.span.start)[0] == 2


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfrole a", "role a"),
        (b"role a\r\nrole b\r\n", "role a\nrole b\n"),
        (b"role a\rrole b\r", "role a\nrole b\n"),
        ("角色".encode("gb18030"), None),
        (b"role a\x00", None),
        (b"\xff\xfer\x00o\x00", None),
    ],
)
def test_text_of_files(tmp_path: Path, content: bytes, text: str | None) -> None:
    sources = read_sources(project(tmp_path, {"main/a.lc": content}))
    if text is None:
        assert [problem.code for problem in sources.problems] == ["LC901"]
        assert sources.files == {}
    else:
        assert sources.files["a.lc"].text == text


def plan(files: list[GeneratedFile], former: dict[str, str], disk: dict[str, str], *, force: bool = False) -> WritePlan:
    entries = {path: ManifestEntry(text_hash(text), "") for path, text in former.items()}
    return plan_writes(files, Manifest("0", {}, entries), disk, force=force)


def summary(found: WritePlan) -> tuple[dict[str, str], list[str], list[tuple[str, str]]]:
    problems = [(problem.code, problem.span.path) for problem in found.problems]
    return found.writes, found.removals, problems


@pytest.mark.parametrize(
    ("former", "disk", "expected"),
    [
        ({}, {}, ({"a.py": "new"}, [], [])),
        ({"a.py": "old"}, {"a.py": "old"}, ({"a.py": "new"}, [], [])),
        ({"a.py": "new"}, {"a.py": "new"}, ({}, [], [])),
        ({"a.py": "old"}, {}, ({"a.py": "new"}, [], [])),
        ({"a.py": "old"}, {"a.py": "edited"}, ({}, [], [("LC910", "a.py")])),
        ({}, {"a.py": "foreign"}, ({}, [], [("LC911", "a.py")])),
        ({}, {"a.py": "new"}, ({}, [], [])),
        ({"b.py": "old"}, {"b.py": "old"}, ({"a.py": "new"}, ["b.py"], [])),
        ({"b.py": "old"}, {}, ({"a.py": "new"}, [], [])),
        ({"b.py": "old"}, {"b.py": "edited"}, ({"a.py": "new"}, [], [("LC910", "b.py")])),
        ({}, {"b.py": "foreign"}, ({"a.py": "new"}, [], [])),
        ({MIGRATION: "old"}, {MIGRATION: "old"}, ({"a.py": "new"}, [], [])),
        ({MIGRATION: "old"}, {MIGRATION: "edited"}, ({"a.py": "new"}, [], [("LC912", MIGRATION)])),
        ({MIGRATION: "old"}, {}, ({"a.py": "new"}, [], [("LC912", MIGRATION)])),
    ],
)
def test_plan_of_a_generated_file(
    former: dict[str, str], disk: dict[str, str], expected: tuple[object, object, object]
) -> None:
    assert summary(plan([GeneratedFile("a.py", "new")], former, disk)) == expected


def test_what_a_build_remembers_is_written_last() -> None:
    paths = (".lowcode/schema.json", "migrations/versions/0001_a.py", "z.py")
    files = [GeneratedFile(path, '{"revisions": ["0001_a"]}') for path in paths]
    assert list(plan(files, {}, {}).writes) == [*paths[1:], paths[0]]


@pytest.mark.parametrize("disk", [{"a.py": "edited"}, {"a.py": "foreign"}])
def test_force_replaces(disk: dict[str, str]) -> None:
    assert summary(plan([GeneratedFile("a.py", "new")], {}, disk, force=True)) == ({"a.py": "new"}, [], [])


def test_the_owner_s_files_are_created_once() -> None:
    files = [GeneratedFile("custom/hooks.py", "new", Ownership.CREATED)]
    assert summary(plan(files, {}, {})) == ({"custom/hooks.py": "new"}, [], [])
    assert summary(plan(files, {}, {"custom/hooks.py": "mine"}, force=True)) == ({}, [], [])


def test_migrations_are_never_replaced() -> None:
    files = [GeneratedFile(MIGRATION, "new", Ownership.APPENDED)]
    assert summary(plan(files, {}, {MIGRATION: "other"}, force=True)) == ({}, [], [("LC912", MIGRATION)])


def test_apply_writes_removes_and_cleans_up(tmp_path: Path) -> None:
    apply(tmp_path, {"a/b/c.txt": "客户\n", "a/d.txt": "d"}, ())
    assert (tmp_path / "a/b/c.txt").read_bytes() == "客户\n".encode()
    apply(tmp_path, {}, ["a/b/c.txt"])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "d.txt"]


def test_contents_of_a_folder(tmp_path: Path) -> None:
    apply(tmp_path, {"a.txt": "a", "b/c.txt": "c"}, ())
    contents = FolderContents(tmp_path)
    assert dict(contents) == {"a.txt": "a", "b/c.txt": "c"}
    assert contents.get("nothing.txt") is None
    assert len(contents) == 2


@pytest.mark.parametrize("force", [False, True])
def test_a_migration_of_another_branch_is_refused(*, force: bool) -> None:
    schema = GeneratedFile(".lowcode/schema.json", '{"revisions": ["0001_create"]}')
    own, other = (f"migrations/versions/{name}.py" for name in ("0001_create", "0001_other"))
    disk = {own: "", "migrations/versions/__pycache__/0001_create.cpython-311.pyc": "", "migrations/env.py": ""}
    assert summary(plan([schema], {own: ""}, disk, force=force))[2] == []
    assert summary(plan([schema], {own: ""}, {**disk, other: ""}, force=force))[2] == [("LC913", other)]
