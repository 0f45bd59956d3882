"""Text files of the project from Jinja templates: contexts hold final texts, templates lay out.

The delimiters differ from those of the pages that an app has, so that both can be read in one file. What the
spec says passes a filter for the language it is written into; there is no other way to print it.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from lowcode.codegen.python_source import comment, docstring, literal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def render_text(template: str, context: DataclassInstance) -> str:
    """The template of that name with the fields of the context."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return _environment().get_template(template).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("lowcode.codegen", "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - no HTML is made here; the filters below write into their languages
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
    filters: dict[str, Any] = {
        "python": literal,
        "docstring": docstring,
        "line": comment,
        "toml": _toml,
        "markdown": _markdown,
    }
    environment.filters.update(filters)
    return environment


def _toml(text: str) -> str:
    """A TOML basic string; its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _markdown(text: str) -> str:
    """Words within a Markdown line: nothing in them is markup."""
    return "".join(f"\\{each}" if each in "\\`*_{}[]<>()#+-.!|&~" else each for each in comment(text))
