"""Which of two versions of lowcode is the later one."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+")


def version_numbers(text: str) -> tuple[int, ...]:
    """`1.10.2` comes after `1.9`; what is no number does not count.

    >>> version_numbers("1.10.2") > version_numbers("1.9")
    True
    """
    return tuple(int(each) for each in _NUMBER.findall(text))
