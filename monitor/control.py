"""
A socket beside the store, by which commands of this machine ask the running daemon.

What the daemon knows of every device is more than its pages show, and has people's machines in it.
So it is told by no port: the socket is a file, and who may open it is whoever may open the store.

    GET /v1/devices          the names of the devices that have been read
    GET /v1/devices/NAME     what is known of one (`monitor.sources.known_json`)
    GET /v1/findings         the findings as of the last polls (`monitor.store.findings_json`)
    GET /v1/links            the links, as /api/v1/links tells them
    GET /v1/healthy          200 if the daemon is at work, 503 while it is starting
"""

import asyncio
import logging
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aiohttp import web

from exporters.api import encoded, links_json
from monitor.model.city import CityView
from monitor.model.known import Known
from monitor.sources.known_json import known_json
from monitor.store.findings_json import json_of_findings

log = logging.getLogger(__name__)
_SECONDS_TO_FINISH = 2.0
_OWNER_ONLY = 0o177
_READ = 0o444


_SUFFIX = ".sock"


def socket_of(store: Path) -> Path:
    """Return the socket that belongs to a store."""
    return store.with_name(store.name + _SUFFIX)


class Control:
    """Answers at the socket, from `start` to `stop`."""

    def __init__(
        self,
        path: Path,
        names: Callable[[], list[str]],
        known: Callable[[str], Known | None],
        view: Callable[[], CityView],
    ) -> None:
        self._path = path
        self._names, self._known, self._view = names, known, view
        app = web.Application()
        app.router.add_get("/v1/devices", self._devices)
        app.router.add_get("/v1/devices/{name}", self._device)
        app.router.add_get("/v1/findings", self._findings)
        app.router.add_get("/v1/links", self._links)
        app.router.add_get("/v1/healthy", self._healthy)
        self._is_listening = False
        self._runner = web.AppRunner(
            app,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=_SECONDS_TO_FINISH,
            auto_decompress=False,
        )

    async def start(self) -> None:
        """Listen. Where that is not possible the daemon works on without it, and says so."""
        await self._runner.setup()
        try:
            with _for_the_owner_only():
                await web.UnixSite(self._runner, str(self._path)).start()
            self._is_listening = True
            _open_as_the_store(self._path)
        except OSError as error:
            reason = error.strerror or str(error)
            log.warning(
                "%s cannot be listened on (%s): `opd-monitor what-if`, `findings`, `links` and"
                " `health` cannot ask this daemon."
                " Set `paths: store:` in monitor.yaml to a shorter path in a folder of its own.",
                self._path, reason,
            )  # fmt: skip

    async def stop(self) -> None:
        """Stop listening, and take the socket away."""
        await self._runner.cleanup()
        if self._is_listening:
            self._is_listening = False
            with suppress(OSError):
                self._path.unlink()

    async def _devices(self, _request: web.Request) -> web.Response:
        return web.json_response(self._names())

    async def _healthy(self, _request: web.Request) -> web.Response:
        if self._view().is_ready:
            return web.Response(text="The daemon is at work.\n")
        return web.Response(text="The daemon is starting and has not begun its work.\n", status=503)

    async def _findings(self, _request: web.Request) -> web.Response:
        findings = self._view().findings
        body = await asyncio.to_thread(json_of_findings, findings)
        return web.Response(body=body, content_type="application/json")

    async def _links(self, _request: web.Request) -> web.Response:
        city = self._view()
        body = await asyncio.to_thread(lambda: encoded(links_json(city)))
        return web.Response(body=body, content_type="application/json")

    async def _device(self, request: web.Request) -> web.Response:
        known = self._known(request.match_info["name"])
        if known is None:
            raise web.HTTPNotFound
        # Snapshots are frozen: they are written as they are, beside the loop.
        body = await asyncio.to_thread(known_json, known)
        return web.Response(body=body, content_type="application/json")


def _open_as_the_store(socket: Path) -> None:
    """
    Let whoever may read the store ask, and nobody else.

    Who may write to a socket may open it (unix(7)). Where the store is another user's to whom it
    cannot be given, it stays the daemon's alone.
    """
    with suppress(OSError):
        store = socket.with_name(socket.name.removesuffix(_SUFFIX)).stat()
        os.chown(socket, store.st_uid, store.st_gid, follow_symlinks=False)
        may_read = stat.S_IMODE(store.st_mode) & _READ
        socket.chmod(may_read | may_read >> 1)


@contextmanager
def _for_the_owner_only() -> Iterator[None]:
    before = os.umask(_OWNER_ONLY)
    try:
        yield
    finally:
        os.umask(before)
