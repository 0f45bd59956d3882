"""Stars, colours and places as HTML."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from lowcode.catalog.field_types import place_of
from lowcode.runtime.locale.wording import Wording

Show = Callable[..., Markup]


def show_rating(wording: Wording, most: int) -> Show:
    """A function that shows a number of stars."""
    drawings = {
        value: Markup('<span class="stars" role="img" aria-label="{}">{}<i>{}</i></span>').format(
            wording.say("rating.of", count=value, most=most), "★" * value, "★" * (most - value)
        )
        for value in range(1, most + 1)
    }
    return lambda value: drawings.get(value) or Markup("{}").format(value)


def show_color(value: str) -> Markup:
    """A patch of the colour and its number; a drawing, because the policy forbids inline styles."""
    return Markup(
        '<span class="swatch"><svg viewBox="0 0 16 16" aria-hidden="true">'
        '<rect width="16" height="16" rx="3" fill="{0}"/></svg>{0}</span>'
    ).format(value)


def show_location(wording: Wording) -> Show:
    """A function that shows an address, with the point as a link that the device's own maps open."""

    def show(value: str) -> Markup:
        place = place_of(value)
        if not place.geo:
            return Markup("{}").format(place.address)
        point = place.geo.removeprefix("geo:")
        link = Markup('<a class="geo" href="{}" title="{}">{}</a>').format(
            place.geo, wording.say("location.open"), point
        )
        return Markup("{} {}").format(place.address, link) if place.address else link

    return show
