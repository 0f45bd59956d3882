"""Where the app of a single specification lies, if a fleet lists it: no client gets a second app by accident."""

from __future__ import annotations

import os
from pathlib import Path


def app_folder(spec: Path, out: Path | None) -> Path | None:
    """The folder that was asked for, else that of the client in `lowcode.yaml`; None: the usual one.

    A `lowcode.yaml` that cannot be read is for `lowcode fleet` to complain about.
    """
    from lowcode.workspace import FLEET_FILE

    folder = spec.resolve()
    root = next((each for each in folder.parents if (each / FLEET_FILE).is_file()), None)
    if out is not None or root is None:
        return out
    from lowcode.fleet.reading import read_fleet

    fleet = read_fleet(Path(os.path.relpath(root)) / FLEET_FILE).fleet
    clients = fleet.clients if fleet is not None else ()
    return next((each.out for each in clients if each.spec.resolve() == folder), None)
