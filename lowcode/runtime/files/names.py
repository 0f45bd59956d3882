"""Names of files as people may see and keep them."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 120
_LONGEST_EXTENSION = 12
_NAMELESS = "file"
_BLANKS = re.compile(r"\s+")
_UNWANTED_IN_NAMES = frozenset('<>:"|?*')
"""What Windows allows in no name."""


def clean_name(name: str) -> str:
    """The name without folders, signs that no file system takes, and characters that make it look like another.

    `../../etc/passwd` becomes `passwd`; an override of the writing direction, which shows `exe.pdf` for `fdp.exe`, is
    dropped. A name that is too long is cut before its extension.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(each for each in last if _is_shown(each))
    plain = _BLANKS.sub(" ", shown).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > _LONGEST_EXTENSION:
        stem, dot, extension = plain, "", ""
    kept = stem[: MOST_CHARACTERS - len(dot) - len(extension)].rstrip(" .")
    return f"{kept or _NAMELESS}{dot}{extension}"


def extension_of(name: str) -> str:
    """The extension in small letters without its dot, empty without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_shown(character: str) -> bool:
    """Blanks and everything that leaves ink; controls, directions and what has no width are not."""
    return character not in _UNWANTED_IN_NAMES and (
        character in " \t\u3000" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
