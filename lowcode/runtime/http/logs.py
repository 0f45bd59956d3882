"""The log of a served app: one line per request, and every failure with its traceback, on standard error.

A line holds method, path, status, time and address. Queries, forms, cookies and names are in none.
"""

from __future__ import annotations

import logging


def start_logging(*, requests: bool) -> None:
    """Writes what the loggers below `lowcode` say; `requests` False leaves out what went well."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    logger = logging.getLogger("lowcode")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.INFO if requests else logging.WARNING)
