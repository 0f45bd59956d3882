"""What a page may know of the request, and what it needs from the server around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from lowcode.runtime.context import Context

if TYPE_CHECKING:
    from starlette.responses import Response

    from lowcode.runtime.pages.rendering import Renderer

Pairs: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """One request as the pages see it: no sockets, no cookies."""

    context: Context
    """Who asks, in which language and when; its connection is inside a transaction."""
    renderer: Renderer
    """The app's templates, made once at start."""
    method: str
    path: str
    """The address without the query: `/customer/12`."""
    path_values: Mapping[str, str]
    """What the route matched: `entity`, `id`, `field`."""
    query: Pairs = ()
    """The parameters of the address in their order."""
    form: Pairs = ()
    """The fields of the form in their order; empty texts included."""
    is_fragment: bool = False
    """htmx asks for a part of the page (`HX-Request`), not for restoring history."""
    csrf_token: str = ""
    theme: str = "auto"
    """`auto`, `light` or `dark`, as the user chose."""
    is_narrow: bool = False
    """Whether the user folded the navigation (cookie `narrow`)."""
    messages: Sequence[tuple[str, str]] = ()
    """What the page before wants said: (kind, text), kind is `good` or `bad`."""
    say_next: Callable[[str, str], None] = field(default=lambda _kind, _text: None)
    """`say_next("good", text)`: the page that the answer redirects to shows it."""

    def first(self, name: str, default: str = "") -> str:
        """The first value of the query parameter `name`."""
        return next((value for key, value in self.query if key == name), default)

    def sent(self, name: str, default: str = "") -> str:
        """The first value of the form field `name`."""
        return next((value for key, value in self.form if key == name), default)

    def sent_all(self, name: str) -> list[str]:
        """All values of the form field `name`."""
        return [value for key, value in self.form if key == name]


Handler: TypeAlias = "Callable[[PageRequest], Response]"
