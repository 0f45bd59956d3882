"""Who may do what: the predicates, the menus' question, and code of the app's owner."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lowcode.runtime.access import can, is_denied, is_unconditional, may, predicate
from lowcode.runtime.context import EVERYONE, Identity, make_context
from lowcode.runtime.definitions import Verb
from lowcode.runtime.hooks import hooks_of, load_hooks
from tests.apps.trading import SPEC, Office


@pytest.fixture
def office(boot: Callable[..., Any], compile_spec: Callable[[str], Any]) -> Office:
    app = boot(compile_spec(SPEC))
    found = Office(app, app.database())
    found.employ("li", "seller")
    found.employ("wang", "seller")
    found.employ("he", "chief")
    found.employ("guest")
    found.employ("root", "admin")
    return found


def readable(office: Office, who: str, entity: str) -> int:
    with office.acting(who) as context:
        definition = context.application.entity_by_name[entity]
        model: Any = definition.model
        return len(context.connection.execute(select(model.id).where(predicate(definition, Verb.READ, context))).all())


def test_everyone_sees_what_his_grants_say(office: Office) -> None:
    product = office.saved("he", "product", {"name": "网关", "price": "1"})
    for seller in ("li", "wang"):
        firm = office.saved(seller, "firm", {"name": seller})
        office.saved(seller, "deal", {"firm": firm, "name": "甲", "lines[0].product": product})

    assert [readable(office, who, "firm") for who in ("li", "wang", "he", "guest", "root")] == [1, 1, 2, 0, 0]
    assert [readable(office, who, "deal_lines") for who in ("li", "he", "guest")] == [1, 2, 0]
    assert [readable(office, who, "sector") for who in ("li", "guest")] == [1, 1]
    assert [readable(office, who, "user") for who in ("li", "guest", "root")] == [5, 5, 5]


def test_menus_ask_without_a_query(office: Office) -> None:
    def verbs(who: str, entity: str) -> set[str]:
        with office.acting(who) as context:
            definition = context.application.entity_by_name[entity]
            return {verb.value for verb in Verb if may(definition, verb, context)}

    assert verbs("li", "firm") == {"read", "create", "update"}
    assert verbs("he", "firm") == {"read", "create", "update", "delete", "export"}
    assert verbs("guest", "firm") == set()
    assert verbs("guest", "sector") == {"read"}
    assert verbs("root", "user") == {"read", "create", "update", "delete", "export"}
    assert verbs("root", "firm") == set()
    assert verbs("li", "deal_lines") == {"read", "create", "update", "delete"}


def test_nobody_may_do_nothing(office: Office) -> None:
    firm = office.saved("li", "firm", {"name": "甲"})
    with office.database.reading() as connection:
        context = make_context(office.app.definition, connection, Identity(roles=frozenset({EVERYONE, "chief"})))
        definition = context.application.entity_by_name["firm"]
        assert is_denied(predicate(definition, Verb.READ, context))
        assert not can(definition, Verb.READ, firm, context)
    with office.acting("he") as context:
        assert is_unconditional(predicate(definition, Verb.READ, context))
        assert can(definition, Verb.DELETE, firm, context)
    with office.acting("li") as context:
        assert can(definition, Verb.UPDATE, firm, context)
        assert not can(definition, Verb.DELETE, firm, context)
    with office.acting("wang") as context:
        assert not can(definition, Verb.READ, firm, context)


def test_code_of_the_owner_is_loaded(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lowcode.runtime.hooks._loaded", {})
    (tmp_path / "templates").mkdir()
    (tmp_path / "hooks.py").write_text(
        "from lowcode.runtime.hooks import before_save, route\n"
        "@before_save('firm')\n"
        "def shout(record, context):\n"
        "    record.name = record.name.upper()\n"
        "@route('GET', '/custom/hello')\n"
        "def hello(request):\n"
        "    return None\n",
        encoding="utf-8",
    )
    hooks = load_hooks(office.app.definition, tmp_path)
    assert hooks_of(office.app.definition) is hooks
    assert [(each.method, each.path) for each in hooks.routes] == [("GET", "/custom/hello")]
    assert hooks.templates == tmp_path / "templates"
    assert office.value("firm", office.saved("li", "firm", {"name": "abc"}), "name") == "ABC"

    (tmp_path / "hooks.py").write_text(
        "from lowcode.runtime.hooks import after_save\n@after_save('frim')\ndef x(record, context): ...\n",
        encoding="utf-8",
    )
    with pytest.raises(LookupError, match="frim"):
        load_hooks(office.app.definition, tmp_path)
