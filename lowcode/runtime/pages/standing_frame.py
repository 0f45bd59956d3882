"""The navigation and the top bar as texts that are drawn once: they are a fourth of the work of a page.

Drawn once for a language, a set of roles and a place: the navigation; once more for a session: the top bar. What is
different on every page, its address and what waits for the reader, stands in the kept text as marks that nobody can
guess.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable
from dataclasses import replace
from pathlib import Path
from typing import Final

from jinja2 import Environment
from markupsafe import Markup, escape

from lowcode.runtime.pages.shell import Shell

_TEMPLATES: Final = ("navigation.html", "top_bar.html", "shortcuts.html")
_MOST_KEPT: Final = 1_000
"""Texts of some four kilobytes."""


class StandingFrame:
    """The frames of one app. A project with templates of its own for them gets each frame drawn anew."""

    def __init__(self, environment: Environment, own_templates: Path) -> None:
        self._environment = environment
        self._own_templates = own_templates
        self._texts: dict[Hashable, str] = {}
        self._is_ours: bool | None = None
        self._mark = f"here-{secrets.token_hex(16)}"
        self._todo_mark = f"todo-{secrets.token_hex(16)}"
        self._unread_mark = f"unread-{secrets.token_hex(16)}"

    def draw(self, shell: Shell, roles: frozenset[str], say: Callable[..., str]) -> Markup:
        """Navigation and top bar of a page for who is signed in."""
        if self._is_ours is None:
            self._is_ours = all(self._comes_from_us(name) for name in _TEMPLATES)
        if not self._is_ours:
            return Markup(self._drawn(_TEMPLATES[0], shell, say) + self._drawn(_TEMPLATES[1], shell, say))  # noqa: S704 - HTML of templates
        place = "/".join(shell.path.split("/")[:3]) if shell.current == "-" else shell.current
        marked = replace(shell, here=self._mark, todo_badge=self._todo_mark, unread_badge=self._unread_mark)
        navigation = self._kept(("navigation.html", shell.language, roles, place), marked, say)
        own = (shell.user, shell.csrf_token, shell.theme, shell.search_text)
        top_bar = self._kept(("top_bar.html", shell.language, roles, *own), marked, say)
        text = navigation + top_bar.replace(self._mark, escape(shell.here))
        return Markup(  # noqa: S704 - HTML of templates
            text.replace(self._todo_mark, shell.todo_badge).replace(self._unread_mark, shell.unread_badge)
        )

    def _comes_from_us(self, name: str) -> bool:
        filename = self._environment.get_template(name).filename
        return filename is not None and Path(filename).parent == self._own_templates

    def _kept(self, key: tuple[Hashable, ...], shell: Shell, say: Callable[..., str]) -> str:
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= _MOST_KEPT:
                self._texts.clear()
            found = self._texts[key] = self._drawn(str(key[0]), shell, say)
        return found

    def _drawn(self, name: str, shell: Shell, say: Callable[..., str]) -> str:
        return self._environment.get_template(name).render(shell=shell, say=say)
