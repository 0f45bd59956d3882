"""Passwords: hashed with argon2id, verified in the same time whether the account exists or not.

t=2, m=19 MiB, p=1 is the least that OWASP recommends: about 25 ms of a core, and 19 MiB for the moment that it takes.
Requests that hash are served one at a time: a crowd at the door takes neither from those who are inside.
"""

from __future__ import annotations

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH: Final = 8
MAXIMUM_LENGTH: Final = 200
"""Longer ones are refused: hashing must not become a way to keep the server busy."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class _Decoy:
    """A hash of a password that nobody knows, made when it is first needed."""

    def __init__(self) -> None:
        self._hash: str | None = None

    def value(self) -> str:
        if self._hash is None:
            self._hash = _hasher.hash(secrets.token_hex(16))
        return self._hash


_decoy = _Decoy()


def hash_password(password: str) -> str:
    """The text to keep in the account."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one. `stored` None (no such account) takes as long and is false."""
    try:
        _hasher.verify(stored or _decoy.value(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_new_hash(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def password_problem(password: str, login: str) -> str | None:
    """Why the password cannot be taken: a key below `password.` in the wording, or None.

    Length is what matters; rules about signs make people write passwords down.
    """
    if len(password) < MINIMUM_LENGTH:
        return "password.too_short"
    if len(password) > MAXIMUM_LENGTH:
        return "password.too_long"
    if password.strip().lower() in {login.lower(), login.split("@", 1)[0].lower()} or len(set(password)) < 4:
        return "password.too_simple"
    return None


def temporary_password() -> str:
    """A password to hand over once, free of signs that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))
