"""Templates escape by our own function; it has to give what markupsafe gives."""

from __future__ import annotations

import pytest
from jinja2 import Environment
from markupsafe import Markup
from markupsafe import escape as reference

from lowcode.runtime.pages.escaping import EscapingCodeGenerator, escape

VALUES = ("华星", "", "a & b", "<script>", '"quoted"', "it's", Markup("<b>bold</b>"), 12, None, ["<"])


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_escape_agrees_with_markupsafe(value: object) -> None:
    assert str(escape(value)) == str(reference(value))
    assert str(reference(escape(value))) == str(reference(value))


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_templates_escape_each_value_once(value: object) -> None:
    environment = Environment(autoescape=True)
    environment.code_generator_class = EscapingCodeGenerator
    template = environment.from_string("{% macro cell(v) %}<td>{{ v }}{% endmacro %}{{ cell(value) }}{{ value }}")
    assert template.render(value=value) == f"<td>{reference(value)}{reference(value)}"
