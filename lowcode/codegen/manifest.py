"""`.lowcode/manifest.json`: which files of a project are ours, and what they looked like when we wrote them.

`written` is the hash of the file as it was written: another hash on disk means that somebody edited it. `raw` is
the hash of the text before formatting: the same one means that the file need not be formatted again.

`origins` gives the lines that generated code leaves out: `sales.lc: Contract.amount` → 42. `created` are the files that
were made once for the owner, who may change and delete them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from lowcode.source import SourceFile

MANIFEST_PATH = ".lowcode/manifest.json"


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One file of ours."""

    written: str
    raw: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of the last build by path, and what it was made by and from."""

    compiler: str
    """The version of lowcode."""
    sources: Mapping[str, str]
    """Hashes of the specification's files, and of the data files that they name, by path."""
    files: Mapping[str, ManifestEntry]
    created: frozenset[str] = frozenset()
    """Paths of the files that are the owner's since they were made."""
    origins: Mapping[str, int] = field(default_factory=dict)
    """The line of each declaration that generated code names as its origin."""

    def to_json(self) -> str:
        """The text of the manifest, sorted."""
        content = {
            "lowcode": self.compiler,
            "sources": dict(sorted(self.sources.items())),
            "files": {path: [entry.written, entry.raw] for path, entry in sorted(self.files.items())},
            "created": sorted(self.created),
            "origins": dict(sorted(self.origins.items())),
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def manifest_from_json(text: str) -> Manifest:
    """The manifest of a former build. ValueError if the text is none."""
    try:
        content = json.loads(text)
        files = {path: ManifestEntry(written, raw) for path, (written, raw) in content["files"].items()}
        return Manifest(
            str(content["lowcode"]),
            dict(content["sources"]),
            files,
            frozenset(content.get("created", ())),
            dict(content.get("origins", {})),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a manifest") from error


def text_hash(text: str) -> str:
    """What the manifest knows a text by."""
    return hashlib.sha256(text.encode()).hexdigest()


def source_hashes(sources: Mapping[str, SourceFile], data_files: Mapping[str, str]) -> dict[str, str]:
    """What the manifest knows the sources by."""
    texts = {**{path: source.text for path, source in sources.items()}, **data_files}
    return {path: text_hash(text) for path, text in texts.items()}
