"""The log of a served app: one line per request, and every failure with its traceback, on standard error.

A line holds method, path, status, time and address. Queries, forms, cookies, names and tokens are in none.
"""

from __future__ import annotations

import logging
from typing import Final
from urllib.parse import quote

EMBED: Final = "/-/embed/"
"""Before the token of an embed link, which is a secret."""


def start_logging(*, requests: bool) -> None:
    """Writes what the loggers below `lowcode` say; `requests` False leaves out what went well."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    logger = logging.getLogger("lowcode")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.INFO if requests else logging.WARNING)


def logged_path(path: str) -> str:
    """The path as a line of the log has it."""
    is_secret = path.startswith(EMBED) and "/" not in path.removeprefix(EMBED)
    return f"{EMBED}*" if is_secret else quote(path)
