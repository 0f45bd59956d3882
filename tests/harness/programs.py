"""A program that talks to an app's API with a token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.testclient import TestClient

from lowcode.catalog.api import PREFIX, SCOPES
from lowcode.runtime.api.tokens import Tokens
from lowcode.runtime.context import utc_now
from tests.harness.apps import AppUnderTest


class Program:
    """Sends JSON in somebody's name."""

    def __init__(self, client: TestClient, token: str | None) -> None:
        self.client = client
        self.token = token

    def send(
        self,
        method: str,
        path: str,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Any:
        """The answer to a request below the prefix."""
        known = {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        if json is not None:
            more["json"] = json
        return self.client.request(method, f"{PREFIX}{path}", headers={**known, **(headers or {})}, **more)

    def get(self, path: str, status: int = 200, **more: Any) -> Any:
        """What is read; the status is as expected."""
        return self._checked(self.send("GET", path, **more), status)

    def post(self, path: str, json: Any = None, status: int = 200, **more: Any) -> Any:
        """What a POST answers."""
        return self._checked(self.send("POST", path, json, **more), status)

    def patch(self, path: str, json: Any, status: int = 200, **more: Any) -> Any:
        """What a PATCH answers."""
        return self._checked(self.send("PATCH", path, json, **more), status)

    def delete(self, path: str, status: int = 200, **more: Any) -> Any:
        """What a DELETE answers."""
        return self._checked(self.send("DELETE", path, **more), status)

    def _checked(self, answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.text
        is_problem = answer.headers["content-type"] == "application/problem+json"
        assert is_problem == (status >= 400), answer.headers
        return answer.json()


def token_for(app: AppUnderTest, user_id: int, *scopes: str, name: str = "ERP", **more: Any) -> str:
    """A new token of a user, with all scopes unless some are named."""
    database = app.database()
    with database.writing() as connection:
        return Tokens(app.definition).make(
            connection, user_id, name, scopes or SCOPES, more.get("now", utc_now()), more.get("expires_at")
        )


def program(app: AppUnderTest, user_id: int, *scopes: str, client: TestClient | None = None, **more: Any) -> Program:
    """A program with a new token of the user."""
    return Program(client or app.visitor(), token_for(app, user_id, *scopes, **more))
