"""The app that processes are measured on, and how an app is opened to be measured."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lowcode.runtime.database.engine import database_url, open_engine
from lowcode.runtime.database.session import Database
from lowcode.runtime.definitions import ApplicationDefinition
from tests.harness.apps import GeneratedApp, add_user
from tests.harness.specs import SpecCompiler

SPEC = """
app measured "测量" / "Measured" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role clerk "文员" / "Clerk"
entity Thing "事项" / "Thing" {
  name  "名称" / "Name": text(60) required
  owner "负责人" / "Owner": User
  count "次数" / "Count": int default 0
}
access Thing { clerk all }
rule Nightly "每晚" / "Nightly" for Thing every day at 03:00 {
  when count < 1_000_000
  set count = count + 1
  notify owner "{name}"
}
"""


@dataclass(frozen=True, slots=True)
class App:
    """The built app on a migrated database."""

    project: GeneratedApp
    url: str
    application: ApplicationDefinition
    database: Database

    def add_person(self, name: str, role: str) -> int:
        """Somebody with a role."""
        return add_user(self.application, self.database, name, [role])

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A process that works."""
        command = [sys.executable, "-m", self.project.package, "worker"]
        environment = {**os.environ, "DATABASE_URL": self.url}
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=self.project.folder, env=environment, stdout=quiet, stderr=quiet)


def open_app(folder: Path, url: str, spec: str = SPEC) -> App:
    """Builds the app below the folder."""
    project = SpecCompiler(folder)(spec)
    project.run(url, "migrate")
    database = Database(open_engine(database_url({"DATABASE_URL": url}, project.folder, project.package)))
    return App(project, url, project.definition(), database)
