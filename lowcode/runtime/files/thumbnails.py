"""Small pictures of images, made when they are first wanted."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from lowcode.runtime.files.store import FileStore

LARGEST_SIDE: Final = 320
"""Pixels: twice what pages show, for dense screens."""
MOST_PIXELS: Final = 60_000_000
"""Larger pictures get no small one: a few kilobytes can claim to hold gigabytes."""
_one_at_a_time = threading.Lock()


def thumbnail(store: FileStore, sha256: str) -> Path | None:
    """The small picture of a content; None if that is no picture, or too large a one."""
    place = store.thumbnail_path(sha256)
    if place.exists():
        return place
    with _one_at_a_time:
        return place if place.exists() or _make(store.path(sha256), place) else None


def _make(source: Path, place: Path) -> bool:
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f"{secrets.token_hex(8)}.unfinished")
    try:
        with Image.open(source, formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return False
            picture.draft("RGB", (LARGEST_SIDE * 2, LARGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            upright.convert("RGBA" if "A" in upright.getbands() else "RGB").save(unfinished, "WEBP", quality=80)
        unfinished.replace(place)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        unfinished.unlink(missing_ok=True)
        return False
    return True
