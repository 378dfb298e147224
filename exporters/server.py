"""
Where the pages are listened for.

ListenError     the address cannot be listened on: a sentence for whoever started the daemon
"""

import asyncio
import errno
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from yarl import URL

from exporters.connection import MOST_HEAD_BYTES, Connection, Patience
from exporters.doorman import Doorman
from exporters.listener import Listener, Room
from monitor.model.web import WebConfig

_SECONDS_TO_FINISH = 2.0
_PATIENCE = Patience()
_ROOM = Room()


class ListenError(Exception):
    """The address in `listen:` cannot be used; the text says why and what to do."""


_LOG = logging.getLogger(__name__)
_Answer = Callable[[Any], Awaitable[web.StreamResponse]]


class Server:
    """Serves an application on one address, from `start` to `stop`."""

    def __init__(
        self,
        app: web.Application,
        config: Callable[[], WebConfig] = WebConfig,
        *,
        hosts: Callable[[], Collection[str]] = frozenset,
        patience: Patience = _PATIENCE,
        room: Room = _ROOM,
    ) -> None:
        self._doorman = Doorman(config, hosts)
        self._options: dict[str, Any] = {
            "access_log": None,
            "logger": _LOG,
            "keepalive_timeout": patience.idle_s,
            "max_line_size": MOST_HEAD_BYTES,
            "max_field_size": MOST_HEAD_BYTES,
            # No page takes a body: none is unpacked, and what of it is not there is not awaited.
            "auto_decompress": False,
            "lingering_time": _SECONDS_TO_FINISH,
        }
        self._runner = web.AppRunner(
            app, handle_signals=False, shutdown_timeout=_SECONDS_TO_FINISH, **self._options
        )
        self._listener = Listener(
            self._handler, config, patience, room, lambda: self._doorman.note("head")
        )
        self._port: int | None = None

    @property
    def port(self) -> int:
        """The port listened on: where 0 was asked for, the one the system chose."""
        assert self._port is not None, "the server was not started"
        return self._port

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._listener.open)

    @property
    def closed(self) -> Mapping[str, int]:
        """How many connections were cut, by reason (see `Listener`)."""
        return self._listener.closed

    @property
    def refused(self) -> Counter[str]:
        """How many requests were sent away unseen, by reason (see `Doorman`)."""
        return self._doorman.refused

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises `ListenError` where that is not possible."""
        await self._runner.setup()
        assert self._runner.server is not None
        self._runner.server.request_handler = self._admitting(self._runner.server.request_handler)
        self._runner.server.request_factory = _whole(self._runner.server.request_factory)
        try:
            self._port = await self._listener.start(host, port)
        except OSError as error:
            await self._runner.cleanup()
            raise ListenError(_sentence(error, host, port)) from error

    async def stop(self) -> None:
        """Close the port, and give answers that are being sent two seconds to finish."""
        await self._listener.stop()
        await self._runner.cleanup()
        await self._listener.end()

    def _handler(self) -> asyncio.Protocol:
        assert self._runner.server is not None
        loop = asyncio.get_running_loop()
        return _Handler(self._doorman, self._runner.server, loop=loop, **self._options)

    def _admitting(self, answer: _Answer) -> _Answer:
        """Have the doorman look first, and the connection note when a request is complete."""

        async def admitted(request: web.BaseRequest) -> web.StreamResponse:
            connection = request.transport.get_protocol() if request.transport else None
            if not isinstance(connection, Connection):
                return self._doorman.refusal(request) or await answer(request)
            with connection.at_work(is_last=request.body_exists):
                response = self._doorman.refusal(request) or await answer(request)
            if request.body_exists:
                response.force_close()
            return response

        return admitted


def _whole(make: Callable[..., web.BaseRequest]) -> Callable[..., web.BaseRequest]:
    """Return what makes a request of a head, also where aiohttp's parser leaves out its target."""

    def made(head: Any, *rest: Any) -> web.BaseRequest:
        # `CONNECT` with nothing behind it: the task would end in a traceback and no answer.
        return make(head if head.url is not None else head._replace(url=URL("/")), *rest)

    return made


class _Handler(web.RequestHandler):
    """aiohttp's side of a connection, with our answers to what it cannot read."""

    __slots__ = ("_doorman",)

    def __init__(self, doorman: Doorman, manager: web.Server, **options: Any) -> None:
        self._doorman = doorman
        super().__init__(manager, **options)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the request
    ) -> web.StreamResponse:
        """Answer what is no HTTP; what fails outside of all pages is a mistake of ours."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun")
        if status == HTTPStatus.BAD_REQUEST:
            return self._doorman.malformed()
        self.log_exception("a request could not be answered", exc_info=exc)
        return self._doorman.answer(status, "This page could not be written: see the log.\n")


def _sentence(error: OSError, host: str, port: int) -> str:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"{where} is already in use: stop the other program or set `listen:` in monitor.yaml"
            " to another port"
        )
    if error.errno == errno.EACCES:
        return (
            f"{where} may not be listened on by this user: set `listen:` in monitor.yaml to a port"
            " above 1023"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"{where} is no address of this machine: set `listen:` in monitor.yaml to one it has,"
            " as 127.0.0.1"
        )
    reason = error.strerror or str(error)
    return f"{where} cannot be listened on ({reason}): see `listen:` in monitor.yaml"
