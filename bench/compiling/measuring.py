"""Checks and builds specs in fresh processes and compares times, memory and touched files with the targets."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.compiling.sizes import change_one_field, entity_name, write_spec
from bench.processes import Cost, best, measure
from bench.targets import Measurement

ROOT = Path(__file__).resolve().parents[2]
IMPORTS = "import lowcode.cli.main, lowcode.checking, lowcode.reporting, lowcode.workspace"
LOWCODE = Path(sys.executable).with_name("lowcode")
CHECK_LIMIT = 0.35
BUILD_LIMITS = {10: (1.0, None), 100: (4.0, 150.0), 1000: (35.0, 600.0)}
NO_CHANGE_LIMIT = 0.4
ONE_FIELD_LIMIT = 1.5
MIDDLE = 100
CHANGED_ENTITY = 57


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of a project: content and time of change."""

    files: dict[str, tuple[str, int]]

    def changes_since(self, before: Snapshot) -> list[str]:
        """The files that are new, gone, or were written again."""
        names = self.files.keys() | before.files.keys()
        return sorted(name for name in names if self.files.get(name) != before.files.get(name))


def measure_compiling(sizes: tuple[int, ...]) -> Iterator[Measurement]:
    """All lines of the compile side."""
    yield from _checking_crm()
    for size in sizes:
        yield from _building(size)


def where_the_time_goes() -> list[tuple[str, float]]:
    """Milliseconds of a cold `lowcode check specs/crm`: Python itself, our imports, the work."""
    python = _repeated([sys.executable, "-c", ""], ROOT).seconds
    imports = _repeated([sys.executable, "-c", IMPORTS], ROOT).seconds
    everything = _repeated([LOWCODE, "check", "specs/crm"], ROOT).seconds
    return [
        ("the interpreter", python * 1000),
        ("importing the compiler", (imports - python) * 1000),
        ("reading, parsing and checking", (everything - imports) * 1000),
    ]


def _checking_crm() -> Iterator[Measurement]:
    cost = _repeated([LOWCODE, "check", "specs/crm"], ROOT)
    yield Measurement("check specs/crm, cold", cost.seconds, "s", CHECK_LIMIT)
    yield Measurement("check specs/crm, memory", cost.peak_mebibytes, "MiB")


def _building(size: int) -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory(prefix="lowcode-bench-") as scratch:
        folder = Path(scratch)
        spec = folder / "specs" / "sized"
        write_spec(spec, size)
        yield Measurement(f"check, {size} entities", measure([LOWCODE, "check", spec], folder).seconds, "s")
        cost = measure([LOWCODE, "build", spec], folder)
        seconds, mebibytes = BUILD_LIMITS.get(size, (None, None))
        yield Measurement(f"build, {size} entities", cost.seconds, "s", seconds)
        yield Measurement(f"build, {size} entities, memory", cost.peak_mebibytes, "MiB", mebibytes)
        yield Measurement(f"build, {size} entities, per entity", cost.seconds / size * 1000, "ms")
        if size == MIDDLE:
            yield from _building_again(folder, spec)


def _building_again(folder: Path, spec: Path) -> Iterator[Measurement]:
    built = _snapshot(folder / "generated")
    unchanged = _repeated([LOWCODE, "build", spec], folder)
    yield Measurement("nothing changed, 100 entities", unchanged.seconds, "s", NO_CHANGE_LIMIT)
    touched = _snapshot(folder / "generated").changes_since(built)
    yield Measurement("nothing changed, files touched", len(touched), "", 0)
    change_one_field(spec, CHANGED_ENTITY)
    cost = measure([LOWCODE, "build", spec], folder)
    yield Measurement("one field changed, 100 entities", cost.seconds, "s", ONE_FIELD_LIMIT)
    changed = _snapshot(folder / "generated").changes_since(built)
    strangers = [name for name in changed if not _belongs_to_change(name)]
    migrations = [name for name in changed if "/versions/" in name]
    yield Measurement("one field changed, files written", len(changed), "")
    yield Measurement(f"one field changed, other files {' '.join(strangers[:3])}".rstrip(), len(strangers), "", 0)
    yield Measurement("one field changed, migrations beyond one", abs(len(migrations) - 1), "", 0)


def _belongs_to_change(name: str) -> bool:
    """The entity's own files, the migration and its name, and what lists the whole app a line per field: state, API."""
    own = entity_name(CHANGED_ENTITY).lower()
    is_own = own in name or own.replace("entity", "entity_") in name
    return is_own or "/versions/" in name or "/.lowcode/" in name or name.endswith(("/openapi.json", "/revision.py"))


def _repeated(command: list[str | Path], directory: Path) -> Cost:
    return best([measure(command, directory) for _ in range(5)])


def _snapshot(directory: Path) -> Snapshot:
    files = {
        path.relative_to(directory.parent).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in directory.rglob("*")
        if path.is_file()
    }
    return Snapshot(files)


def _main() -> None:
    sizes = tuple(int(argument) for argument in sys.argv[1:]) or (10, MIDDLE)
    for each in measure_compiling(sizes):
        print(f"{each.name:50} {each.value_text:>12} {each.limit_text:>12} {each.verdict}")
    print(json.dumps(dict(where_the_time_goes()), indent=2))


if __name__ == "__main__":
    _main()
