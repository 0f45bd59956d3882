"""Makes the app in each worker process of the server."""

from __future__ import annotations

import importlib
import os

from starlette.applications import Starlette

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.hooks import load_hooks
from lowcode.runtime.http.application import build_application
from lowcode.runtime.http.logs import start_logging
from lowcode.runtime.http.settings import Settings
from lowcode.runtime.schema_version import project_folder

PACKAGE_VARIABLE = "LOWCODE_APPLICATION"
"""The environment variable in which the parent process tells its workers which package to serve."""


def make_application() -> Starlette:
    """The app of the package that `PACKAGE_VARIABLE` names, with the settings of the environment."""
    package = os.environ[PACKAGE_VARIABLE]
    application: ApplicationDefinition = importlib.import_module(f"{package}.application").APPLICATION
    return serve_application(application)


def serve_application(application: ApplicationDefinition) -> Starlette:
    """The app with its owner's hooks, on the database of the environment."""
    folder = project_folder(application)
    load_hooks(application, folder / "custom")
    settings = Settings.from_environment(os.environ, folder, application.name)
    start_logging(requests=settings.logs_requests)
    return build_application(application, settings)
