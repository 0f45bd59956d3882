"""Upgrades one project: rewrites, builds, and tells what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lowcode import __version__
from lowcode.building.projects import OUTPUT, build_project
from lowcode.checking import check
from lowcode.codegen.manifest import MANIFEST_PATH, manifest_from_json
from lowcode.diagnostics.problem import Severity, Wording
from lowcode.quick_dataclass import dataclass
from lowcode.reporting import Report
from lowcode.source import SourceFile
from lowcode.upgrading.rewriting import REWRITINGS, Rewriting, rewritten
from lowcode.upgrading.versions import Notes, Version, notes_between, version_of
from lowcode.workspace import Sources, apply, read_sources
from lowcode.write_plan import is_migration


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What an upgrade comes to, or would come to."""

    folder: Path
    package: str
    former: str | None
    """The version that made the project; None if there is none yet."""
    notes: tuple[Notes, ...] = ()
    rewritings: tuple[Wording, ...] = ()
    rewritten: tuple[str, ...] = ()
    """Files of the specification."""
    reports: tuple[Report, ...] = ()
    written: int = 0
    removed: int = 0
    revisions: tuple[str, ...] = ()
    """New migrations, which every database of the app still needs."""
    is_from_later: bool = False
    """A later lowcode has made it: nothing was done."""
    is_done: bool = True
    """Whether it was done, not only looked at."""

    @property
    def has_errors(self) -> bool:
        """Whether nothing was built."""
        return any(each.severity is Severity.ERROR for report in self.reports for each in report.problems)


def upgrade_project(
    spec: Path, out: Path | None, *, write: bool = True, rewritings: Sequence[Rewriting] = REWRITINGS
) -> Upgrade:
    """Brings the project of a specification to this version of lowcode; with `write=False` only says how."""
    read = read_sources(spec)
    texts, said = rewritten(read.files, rewritings)
    sources = Sources(read.folder, {**read.files, **_files(texts)}, read.data_files, read.problems)
    checked = check(sources.files, sources.data_files, sources.problems)
    package = checked.application.identifier if checked.application is not None else ""
    folder = out or OUTPUT / package
    former = _former_version(folder) if package or out else None
    notes = _notes(former)
    if former is not None and former.numbers > version_of(__version__).numbers:
        return Upgrade(folder=folder, package=package, former=former.text, is_from_later=True)
    shown = tuple((read.folder / path).as_posix() for path in texts)
    if checked.application is None:
        report = Report(sources.folder, sources.files, checked.problems)
        return Upgrade(
            folder=folder, package="", former=former.text if former else None, notes=notes, reports=(report,)
        )
    built = build_project(sources, out, write=write)
    upgrade = Upgrade(
        folder=built.folder,
        package=package,
        former=former.text if former is not None else None,
        notes=notes,
        rewritings=said,
        rewritten=shown,
        reports=tuple(built.reports),
        written=len(built.plan.writes),
        removed=len(built.plan.removals),
        revisions=tuple(Path(path).stem for path in built.plan.writes if is_migration(path)),
        is_done=write,
    )
    if write and not upgrade.has_errors:
        apply(read.folder, texts, ())
    return upgrade


def _files(texts: dict[str, str]) -> dict[str, SourceFile]:
    return {path: SourceFile(path, text) for path, text in texts.items()}


def _former_version(folder: Path) -> Version | None:
    try:
        return version_of(manifest_from_json((folder / MANIFEST_PATH).read_text(encoding="utf-8")).compiler)
    except (OSError, ValueError):
        return None


def _notes(former: Version | None) -> tuple[Notes, ...]:
    return notes_between(former, version_of(__version__)) if former is not None else ()


# --- telling ---

_FROM = Wording(
    en="{out}: made by lowcode {former}, this is lowcode {now}",
    zh="{out}：由 lowcode {former} 生成，当前为 lowcode {now}",
)
_NEW = Wording(en="{out}: there is no project yet; it is built anew", zh="{out}：尚无项目，将全新构建")
_SAME = Wording(en="{out}: made by this version of lowcode ({now})", zh="{out}：由当前版本的 lowcode（{now}）生成")
_LATER = Wording(
    en="{out}: made by lowcode {former}, which is later than this one ({now}); install that version or a later one",
    zh="{out}：由 lowcode {former} 生成，比当前版本（{now}）新，请安装该版本或更新的版本",
)
_CHANGED = Wording(en="  {version}: {note}", zh="  {version}：{note}")
_REWRITTEN = Wording(en="  rewritten in {files}: {note}", zh="  已改写 {files}：{note}")
_TO_REWRITE = Wording(en="  would be rewritten in {files}: {note}", zh="  将改写 {files}：{note}")
_BUILT = Wording(en="  files written: {written}, removed: {removed}", zh="  写入 {written} 个文件，删除 {removed} 个")
_TO_BUILD = Wording(
    en="  files that would be written: {written}, removed: {removed}",
    zh="  将写入 {written} 个文件，删除 {removed} 个",
)
_NOT_BUILT = Wording(en="  nothing was written: correct the errors first", zh="  未写入任何文件：请先修正错误")
_LEFT = Wording(
    en="  left to do: `python -m {package} migrate` for each database ({revisions})",
    zh="  尚需：对每个数据库运行 `python -m {package} migrate`（{revisions}）",
)
_DONE = Wording(en="  nothing is left to do", zh="  无需其他操作")


def told(upgrade: Upgrade) -> Iterator[tuple[Wording, dict[str, object]]]:
    """The lines for people."""
    facts: dict[str, object] = {
        "out": upgrade.folder, "former": upgrade.former, "now": __version__, "package": upgrade.package,
        "written": upgrade.written, "removed": upgrade.removed, "files": ", ".join(upgrade.rewritten),
        "revisions": ", ".join(upgrade.revisions),
    }  # fmt: skip
    yield _head(upgrade), facts
    if upgrade.is_from_later:
        return
    for version in upgrade.notes:
        for note in version.notes:
            yield _with_note(_CHANGED, note), {**facts, "version": version.version.text}
    for note in upgrade.rewritings:
        yield _with_note(_REWRITTEN if upgrade.is_done else _TO_REWRITE, note), facts
    if upgrade.has_errors:
        yield _NOT_BUILT, facts
        return
    if upgrade.written or upgrade.removed:
        yield (_BUILT if upgrade.is_done else _TO_BUILD), facts
    yield (_LEFT if upgrade.revisions else _DONE), facts


def _head(upgrade: Upgrade) -> Wording:
    if upgrade.is_from_later:
        return _LATER
    if upgrade.former is None:
        return _NEW
    return _SAME if upgrade.former == __version__ else _FROM


def _with_note(wording: Wording, note: Wording) -> Wording:
    """The wording with a text in it that is itself in two languages."""
    en, zh = (text.replace("{", "{{").replace("}", "}}") for text in (note.en, note.zh))
    return Wording(en=wording.en.replace("{note}", en), zh=wording.zh.replace("{note}", zh))
