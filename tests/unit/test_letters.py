"""What somebody typed makes no link in the app's letters, whatever it looks like."""

from __future__ import annotations

import pytest

from lowcode.runtime.process.channels.markdown import html_of, links_of
from lowcode.runtime.values import unlinked


@pytest.mark.parametrize(
    "typed",
    [
        "[重置密码](https://evil.example)",
        "[a][b]\n\n[b]: https://evil.example",
        "<https://evil.example>",
        "<boss@evil.example>",
        "![x](https://evil.example/x.png)",
        "[![x](https://evil.example)](https://evil.example)",
        "[[a]](https://evil.example)",
        "[a]\n(https://evil.example)",
        "[a\\](https://evil.example)](https://evil.example)",
    ],
)
def test_values_make_no_links(typed: str) -> None:
    text = f"Lead {unlinked(typed)} waits"
    assert links_of(text) == []
    assert "href" not in html_of(text)


@pytest.mark.parametrize("typed", ["a < b", "5 > 3 [x]", "价格（含税）", "", "a](b" * 3])
def test_other_texts_stay_readable(typed: str) -> None:
    assert (unlinked(typed) or "").replace("] (", "](") == typed
    assert unlinked(None) is None
