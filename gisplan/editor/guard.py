"""Who may come in: one-time links, read-only links, a password kept as its Argon2 hash, and sessions."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal

from gisplan_errors import GisplanError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Role = Literal["editor", "reader"]

SESSIONS: Final = 32
"""Browsers at once; beyond it the one that has been silent longest is let go, readers first."""
IDLE_S: Final = 12 * 3600.0
"""How long a browser may be silent, seconds."""
TRIES: Final = 5
"""Wrong passwords before everybody waits."""
WAIT_S: Final = 60.0
"""How long everybody waits then, seconds."""
LEAST: Final = 10
"""Characters of a password at least."""
_MOST: Final = 1_000


class Refused(GisplanError):  # noqa: N818 - the name says what was found
    """Somebody may not do what was asked; ``status`` is HTTP's number for it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(message(code))
        self.status = status


@dataclass(eq=False)
class Visitor:
    """One browser that was let in.

    Attributes
    ----------
    role
        ``editor`` may change and save, ``reader`` may look.
    csrf
        What every change must repeat, so that no other page can ask for one.
    seen
        When it asked last, seconds of `Guard.clock`.
    """

    role: Role
    csrf: str
    seen: float


@dataclass(eq=False)
class Guard:
    """Lets browsers in.

    Parameters
    ----------
    password_hash
        Argon2 hash of the password; empty where none is asked for.
    clock
        Gives seconds; for tests.
    """

    password_hash: str = ""
    clock: Callable[[], float] = time.monotonic
    _invited: dict[str, tuple[Role, bool]] = field(default_factory=dict)
    _visitors: dict[str, Visitor] = field(default_factory=dict)
    _failed: int = 0
    _until: float = 0.0
    _alone: Lock = field(default_factory=Lock)

    def invite(self, role: Role, *, once: bool) -> str:
        """Give a token that lets a browser in: one browser only, or all who have it."""
        token = secrets.token_urlsafe(32)
        with self._alone:
            self._invited[_digest(token)] = (role, once)
        return token

    def enter(self, token: str) -> str:
        """Let a browser in by its token, and give the secret of its cookie.

        Raises
        ------
        Refused
            Nobody was given the token, it was used already, or there is no room for one more reader.
        """
        with self._alone:
            found = self._invited.get(_digest(token))
            if found is None:
                raise Refused(403, "editor-bad-link")
            role, once = found
            if once:
                del self._invited[_digest(token)]
            return self._let_in(role)

    def log_in(self, password: str) -> str:
        """Let a browser in by the password, and give the secret of its cookie.

        Raises
        ------
        Refused
            The password is wrong, none is asked for, or there were too many wrong ones.
        """
        from argon2 import PasswordHasher  # noqa: PLC0415 - the extra [editor]
        from argon2.exceptions import VerificationError  # noqa: PLC0415

        with self._alone:  # one at a time: each takes memory and time on purpose
            if not self.password_hash:
                raise Refused(403, "editor-bad-link")
            if self.clock() < self._until:
                raise Refused(429, "editor-too-many")
            try:
                PasswordHasher().verify(self.password_hash, password[:_MOST])
            except VerificationError:
                self._failed += 1
                if self._failed % TRIES == 0:
                    self._until = self.clock() + WAIT_S
                raise Refused(403, "editor-bad-password") from None
            self._failed = 0
            return self._let_in("editor")

    def visitor(self, secret: str) -> Visitor | None:
        """Give the browser that a cookie is of; None where it is of none."""
        with self._alone:
            found = self._visitors.get(_digest(secret))
            if found is None or not self._awake(found):
                return None
            found.seen = self.clock()
            return found

    def _awake(self, visitor: Visitor) -> bool:
        return self.clock() - visitor.seen <= IDLE_S

    def _let_in(self, role: Role) -> str:
        if len(self._visitors) >= SESSIONS:
            # who may only read keeps nobody from editing
            held = self._visitors
            silent = min(held, key=lambda name: (held[name].role == "editor", held[name].seen))
            if role == "reader" and held[silent].role == "editor" and self._awake(held[silent]):
                raise Refused(429, "editor-full")
            del held[silent]
        secret = secrets.token_urlsafe(32)
        self._visitors[_digest(secret)] = Visitor(role, secrets.token_urlsafe(32), self.clock())
        return secret


def hash_of(password: str) -> str:
    """Give the Argon2 hash of a password.

    Raises
    ------
    GisplanError
        It is too short.
    """
    from argon2 import PasswordHasher  # noqa: PLC0415 - the extra [editor]

    if len(password) < LEAST:
        raise GisplanError(message("editor-password-short", least=LEAST))
    return PasswordHasher().hash(password)


def read_hash(path: Path) -> str:
    """Read the Argon2 hash of a password from a file.

    Raises
    ------
    GisplanError
        The file holds no such hash.
    """
    from argon2 import extract_parameters  # noqa: PLC0415 - the extra [editor]
    from argon2.exceptions import InvalidHashError  # noqa: PLC0415

    text = path.read_text(encoding="utf-8").strip()
    try:
        extract_parameters(text)
    except InvalidHashError:
        raise GisplanError(message("editor-no-hash", path=str(path))) from None
    return text


def _digest(secret: str) -> str:
    # looked up by its sum, so that the time of a look-up tells nothing of a secret
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
