"""How clients stand, for people, for programs, and as pipelines of GitHub and GitLab."""

from __future__ import annotations

import json
from collections.abc import Sequence

from lowcode import __version__
from lowcode.diagnostics.problem import Language
from lowcode.fleet import words
from lowcode.fleet.definition import Client
from lowcode.fleet.formats import IMAGE, StatusFormat
from lowcode.fleet.state import ClientState
from lowcode.fleet.telling import VERSION, text_table


def states_shown(states: Sequence[ClientState], output: StatusFormat, language: Language) -> str:
    """The states in one format."""
    match output:
        case StatusFormat.TEXT:
            return _text(states, language)
        case StatusFormat.JSON:
            return _document({"version": VERSION, "clients": [_state_json(each) for each in states]})
        case StatusFormat.MATRIX:
            return json.dumps({"include": [_matrix_row(each.client) for each in states]}, ensure_ascii=False) + "\n"
        case StatusFormat.GITLAB:
            return _document(_pipeline([each.client for each in states]))


def _text(states: Sequence[ClientState], language: Language) -> str:
    heads = [each.text(language, {}) for each in (words.CLIENT, words.STATE)]
    rows = [heads, *([each.client.name, state_words(each, language)] for each in states)]
    files = "".join(f"    {path}\n" for path in dict.fromkeys(path for each in states for path in each.files))
    behind = sum(not each.is_current for each in states)
    total = words.STATE_TOTAL.text(language, {"clients": len(states), "behind": behind})
    return f"{text_table(rows)}{files}{total}\n"


def state_words(state: ClientState, language: Language) -> str:
    """What a client is behind of."""
    joiner = "、" if language is Language.CHINESE else ", "
    said = [words.STATES[each].text(language, {}) for each in state.reasons]
    return joiner.join(said) or words.CURRENT.text(language, {})


def _state_json(state: ClientState) -> dict[str, object]:
    return {
        "name": state.client.name,
        "spec": state.client.spec.as_posix(),
        "out": state.client.out.as_posix(),
        "behind": [each.value for each in state.reasons],
        "files": list(state.files),
    }


def _matrix_row(client: Client) -> dict[str, str]:
    return {"client": client.name, "spec": client.spec.as_posix(), "out": client.out.as_posix()}


def _pipeline(clients: Sequence[Client]) -> dict[str, object]:
    """JSON is YAML as well. Names of jobs with a space are no keywords; a pipeline needs at least one job."""
    usual = {"image": IMAGE, "before_script": [f"pip install 'lowcode~={__version__}'"]}
    jobs: dict[str, object] = {f"client {each.name}": {"script": _commands(each)} for each in clients}
    return {"default": usual, **(jobs or {"nothing": {"script": ["true"]}})}


def _commands(client: Client) -> list[str]:
    return [f"lowcode fleet build --check --only {client.name}", f"lowcode fleet test --only {client.name}"]


def _document(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
