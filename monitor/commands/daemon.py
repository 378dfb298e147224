"""What commands of this machine ask the running daemon, at the socket beside its store."""

import asyncio
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from monitor.commands.common import Failure, Kind
from monitor.control import socket_of
from monitor.model.finding import Finding
from monitor.model.known import Known
from monitor.sources.known_json import UnreadableError, known_of_json
from monitor.store.fields import CodecError
from monitor.store.findings_json import findings_of_json

_BASE = "http://daemon/v1/devices"
_FINDINGS = "http://daemon/v1/findings"
_LINKS = "http://daemon/v1/links"
_HEALTHY = "http://daemon/v1/healthy"
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=30)
_ONE_ANSWER_S = 10.0


class KnownDevices(Mapping[str, Known]):
    """What the daemon knows of each device, packed: thousands of snapshots are many."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = packed

    def __getitem__(self, name: str) -> Known:
        return known_of_json(zlib.decompress(self._packed[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def known_devices(store: Path, tell: Callable[[int, int], None]) -> KnownDevices:
    """Ask for all devices; `tell` is told how many of how many are there. Raises `Failure`."""
    path = socket_of(store)
    with _told(path):
        return KnownDevices(asyncio.run(_fetched(path, tell)))


def findings(store: Path) -> dict[str, Finding]:
    """Ask for the findings as of the last polls, by key. Raises `Failure`."""
    path = socket_of(store)
    with _told(path):
        _, body = asyncio.run(_answer(path, _FINDINGS, _ONE_ANSWER_S))
        try:
            return {finding.key: finding for finding in findings_of_json(body)}
        except CodecError as error:
            raise UnreadableError(str(error)) from None


def links(store: Path) -> dict[str, Any]:
    """Ask for the links as last seen, as `/api/v1/links` gives them. Raises `Failure`."""
    path = socket_of(store)
    with _told(path):
        _, body = asyncio.run(_answer(path, _LINKS, _ONE_ANSWER_S))
        told: dict[str, Any] = json.loads(body)
    return told


def health(store: Path, wait_s: float) -> str:
    """Ask whether the daemon is at work; return its sentence. Raises `Failure` if it is not."""
    path = socket_of(store)
    with _told(path):
        is_at_work, body = asyncio.run(_answer(path, _HEALTHY, wait_s, or_not=True))
    sentence = body.decode().strip()
    if not is_at_work:
        raise Failure(sentence, kind=Kind.DAEMON)
    return sentence


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in a sentence why a daemon gave no answer."""
    try:
        yield
    except (PermissionError, aiohttp.ClientConnectorError) as error:
        is_refused = isinstance(getattr(error, "os_error", error), PermissionError)
        raise Failure(_sentence(path, is_refused=is_refused), kind=Kind.DAEMON) from None
    except UnreadableError as error:
        raise Failure(
            f"the daemon at {path} is of another version of this program ({error}): restart it.",
            kind=Kind.DAEMON,
        ) from None
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise Failure(
            f"the daemon at {path} gave no whole answer ({reason}): try again.", kind=Kind.DAEMON
        ) from None


async def _answer(
    path: Path, url: str, wait_s: float, *, or_not: bool = False
) -> tuple[bool, bytes]:
    """Ask one thing; raises for what is no success, unless that is an answer too (`or_not`)."""
    connector = aiohttp.UnixConnector(str(path))
    timeout = aiohttp.ClientTimeout(total=wait_s)
    async with (
        aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
        session.get(url, raise_for_status=not or_not) as answer,
    ):
        return answer.ok, await answer.read()


async def _fetched(path: Path, tell: Callable[[int, int], None]) -> dict[str, bytes]:
    packed: dict[str, bytes] = {}
    connector = aiohttp.UnixConnector(str(path))
    async with aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session:
        async with session.get(_BASE, raise_for_status=True) as answer:
            names: list[str] = await answer.json()
        for number, name in enumerate(names):
            tell(number, len(names))
            url = URL(f"{_BASE}/{quote(name, safe='')}", encoded=True)
            async with session.get(url) as answer:
                if answer.status == HTTPStatus.NOT_FOUND:
                    continue  # A reload took it away meanwhile.
                answer.raise_for_status()
                text = await answer.read()
            if not packed:
                known_of_json(text)
            packed[name] = zlib.compress(text, 1)
    return packed


def _sentence(path: Path, *, is_refused: bool) -> str:
    if is_refused:
        return f"{path} may not be opened by this user: run this as the user of the daemon."
    return (
        f"no daemon answers at {path}: start it, or name the monitor.yaml of the one that runs"
        " with --config."
    )
