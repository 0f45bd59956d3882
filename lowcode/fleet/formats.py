"""How the state of a fleet is shown; apart from the rest, so that the command line knows it without loading that."""

from __future__ import annotations

from enum import StrEnum


class StatusFormat(StrEnum):
    """How the state of a fleet is shown."""

    TEXT = "text"
    JSON = "json"
    MATRIX = "matrix"
    """The strategy matrix of a workflow of GitHub, on one line."""
    GITLAB = "gitlab"
    """A child pipeline of GitLab with a job for each client."""


IMAGE = "python:3.12"
"""What jobs of GitLab run in."""
