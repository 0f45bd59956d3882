"""The bundles of the pages' scripts and styles: complete, described, the same from the same sources."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from build_hooks.bundle import BundleError, Layout, bundle, icon_symbol, inputs_digest, is_current

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = Layout(ROOT)
LARGEST_SCRIPT = 100_000
"""Compressed bytes of all scripts outside chart pages, as the interface promises."""
CHART_SCRIPTS = {"charts.js": 320_000, "china.js": 60_000, "picture.js": 340_000}
"""What is fetched where a page has a chart, or a map, or draws on the server, and how large it may become."""


def copy_of_sources(target: Path) -> Path:
    """A checkout as far as the bundler looks, elsewhere; installed packages are shared."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, target / name)
    shutil.copytree(LAYOUT.sources, Layout(target).sources)
    (target / "node_modules").symlink_to(LAYOUT.packages)
    return target


def bundled_files(layout: Layout) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(layout.output.iterdir())}


def test_assets_are_current() -> None:
    assert is_current(LAYOUT, inputs_digest(LAYOUT)), "run `make assets`"


def test_manifest_names_files_that_lie_there_compressed_too() -> None:
    manifest = json.loads(LAYOUT.manifest.read_text(encoding="utf-8"))
    assert {"app.js", "app.css", "icons.svg"} <= manifest["files"].keys()
    for name in manifest["files"].values():
        content = (LAYOUT.output / name).read_bytes()
        assert gzip.decompress((LAYOUT.output / f"{name}.gz").read_bytes()) == content


def test_scripts_stay_small() -> None:
    manifest = json.loads(LAYOUT.manifest.read_text(encoding="utf-8"))
    files = manifest["files"].items()
    scripts = [hashed for name, hashed in files if name.endswith(".js") and name not in CHART_SCRIPTS]
    assert sum((LAYOUT.output / f"{name}.gz").stat().st_size for name in scripts) <= LARGEST_SCRIPT


@pytest.mark.parametrize(("name", "largest"), CHART_SCRIPTS.items())
def test_scripts_of_charts_are_apart_and_hold_what_is_used(name: str, largest: int) -> None:
    hashed = json.loads(LAYOUT.manifest.read_text(encoding="utf-8"))["files"][name]
    assert (LAYOUT.output / f"{hashed}.gz").stat().st_size <= largest
    content = (LAYOUT.output / hashed).read_text(encoding="utf-8")
    assert "eval(" not in content


def test_bundling_elsewhere_gives_the_same_bytes(tmp_path: Path) -> None:
    elsewhere = Layout(copy_of_sources(tmp_path))
    assert bundle(elsewhere.root)
    assert bundled_files(elsewhere) == bundled_files(LAYOUT)
    assert not bundle(elsewhere.root)


def test_a_changed_source_makes_the_assets_stale(tmp_path: Path) -> None:
    elsewhere = Layout(copy_of_sources(tmp_path))
    before = inputs_digest(elsewhere)
    with (elsewhere.sources / "css" / "app.css").open("a", encoding="utf-8") as style:
        style.write("\n.new { color: red }\n")
    assert inputs_digest(elsewhere) != before


def test_an_unknown_icon_is_named() -> None:
    with pytest.raises(BundleError, match="no-such-icon"):
        icon_symbol(LAYOUT, "no-such-icon")


def test_icons_used_by_templates_are_in_the_sprite() -> None:
    listed = {line.strip() for line in (LAYOUT.sources / "icons.txt").read_text(encoding="utf-8").splitlines()}
    templates = (ROOT / "lowcode" / "runtime" / "templates").rglob("*.html")
    used = {
        name
        for template in templates
        for part in template.read_text(encoding="utf-8").split('icon("')[1:]
        if (name := part.partition('"')[0]) and part.partition('"')[2].startswith(")")
    }
    assert used <= listed
