"""`python -m lowcode.runtime.scenarios FOLDER PACKAGE LANGUAGE [TEXT]`: scenarios as JSON, for `lowcode test`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import msgspec

from lowcode.runtime.scenarios.running import run_scenarios


def main(folder: str, package: str, language: str, only: str | None = None) -> None:
    """Runs and prints."""
    run = run_scenarios(Path(folder), package, only=only, language=language)
    answer = {
        "results": [asdict(each) for each in run.results],
        "touched": len(run.items) - len(run.untouched),
        "items": len(run.items),
        "untouched": [asdict(each) for each in run.untouched],
    }
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
