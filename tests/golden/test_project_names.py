"""What installers call a project is a name that they accept, and nobody else's."""

from __future__ import annotations

import tomllib

import pytest

from tests.harness.projects import compile_text


@pytest.mark.parametrize(
    ("name", "expected"), [("tool_shop", "tool-shop"), ("lowcode", "lowcode-app"), ("class", "class-app")]
)
def test_the_name_of_the_distribution(name: str, expected: str) -> None:
    files = compile_text(f"app {name} {{}}\nentity Tag {{ name: text }}\naccess Tag {{ everyone all }}\n")
    assert tomllib.loads(files["pyproject.toml"])["project"]["name"] == expected
