"""
Basic authentication (RFC 7617) with bcrypt.

bcrypt is slow on purpose: a look at one password takes a tenth of a second or more of a core. So it
is done beside the event loop, one at a time, by a thread that everything else on the machine goes
before; few may wait for it, and who comes then is told to try again. What was right is remembered
by a keyed hash for as long as the user's bcrypt hash stays the same, so a scrape a minute costs
nothing. A wrong password is never remembered: a flood of them can push nobody out.
"""

import asyncio
import hashlib
import hmac
import os
import secrets
import threading
from base64 import b64decode
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import Enum

import bcrypt

from monitor.model.secret import Secret

_MOST_REMEMBERED = 100
_MOST_WAITING = 16
_BCRYPT_BYTES = 72
"""bcrypt looks at no more of a password; `htpasswd` and Go cut it there too."""
_NICE = 10
_NOBODY = "RFm0Z6u.7nXyJW2W7Rb8jOimIaC/WDLskyswdt5gDFeAswqfmtZi2"
"""Salt and hash of a random text that was thrown away."""


class Answer(Enum):
    """Why somebody is not let in."""

    WRONG = "credentials"
    BUSY = "busy"


class Passwords:
    """Looks at user names and passwords, and remembers who was right."""

    def __init__(self, most_waiting: int = _MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        self._salt = secrets.token_bytes(32)
        self._right: dict[bytes, None] = {}
        self._running: dict[bytes, asyncio.Future[bool]] = {}
        self._worker: ThreadPoolExecutor | None = None

    async def user_of(self, users: Mapping[str, Secret], header: str) -> str | Answer:
        """Return the user whose name and password an `Authorization:` header gives."""
        given = _credentials(header)
        if given is None:
            return Answer.WRONG
        user, password = given
        known = users.get(user)
        # Who is not known takes as long as who is.
        stored = known.reveal() if known is not None else _nobody(users)
        key = self._key(user, password, stored)
        if key in self._right:
            return user
        looked_at = self._running.get(key) or self._look(key, password, stored)
        if looked_at is None:
            return Answer.BUSY
        if not await asyncio.shield(looked_at) or known is None:
            return Answer.WRONG
        self._remember(key)
        return user

    def close(self) -> None:
        """Let the thread end."""
        if self._worker is not None:
            self._worker.shutdown(wait=False, cancel_futures=True)

    def _look(self, key: bytes, password: bytes, stored: str) -> asyncio.Future[bool] | None:
        if len(self._running) >= self._most_waiting:
            return None
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "passwords", initializer=_step_back)
        loop = asyncio.get_running_loop()
        looked_at = loop.run_in_executor(self._worker, _matches, password, stored)
        self._running[key] = looked_at
        looked_at.add_done_callback(lambda _: self._running.pop(key, None))
        return looked_at

    def _key(self, user: str, password: bytes, stored: str) -> bytes:
        parts = (user.encode(), stored.encode(), password)
        text = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(self._salt, text, hashlib.sha256)

    def _remember(self, key: bytes) -> None:
        self._right[key] = None
        if len(self._right) > _MOST_REMEMBERED:
            del self._right[next(iter(self._right))]


def _credentials(header: str) -> tuple[str, bytes] | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, found, password = b64decode(encoded.strip(), validate=True).partition(b":")
        return (user.decode(), password) if found else None
    except ValueError:
        return None


def _nobody(users: Mapping[str, Secret]) -> str:
    """Make a hash that nobody's password has, as costly as the costliest of the users'."""
    cost = max((one.reveal()[4:6] for one in users.values()), default="10")
    return f"$2b${cost}${_NOBODY}"


def _matches(password: bytes, stored: str) -> bool:
    try:
        return bcrypt.checkpw(password[:_BCRYPT_BYTES], stored.encode())
    except ValueError:
        return False


def _step_back() -> None:
    """Let every other thread of the machine go before this one: Linux counts niceness by thread."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
