"""
Where the pages are listened for.

ListenError     the address cannot be listened on: a sentence for whoever started the daemon
"""

import asyncio
import errno
import logging
from collections.abc import Callable, Mapping

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

from exporters.connection import MOST_HEAD_BYTES, Connection, Patience
from exporters.listener import Listener, Room
from monitor.model.web import WebConfig

_SECONDS_TO_FINISH = 2.0
_PATIENCE = Patience()
_ROOM = Room()


class ListenError(Exception):
    """The address in `listen:` cannot be used; the text says why and what to do."""


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a failure is the daemon's: what is no HTTP is a scanner's, and answered with 400."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


_LOG = logging.getLogger(__name__)
_LOG.addFilter(_is_ours)


class Server:
    """Serves an application on one address, from `start` to `stop`."""

    def __init__(
        self,
        app: web.Application,
        config: Callable[[], WebConfig] = WebConfig,
        *,
        patience: Patience = _PATIENCE,
        room: Room = _ROOM,
    ) -> None:
        app.middlewares.insert(0, _noted)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_LOG,
            handle_signals=False,
            shutdown_timeout=_SECONDS_TO_FINISH,
            keepalive_timeout=patience.idle_s,
            max_line_size=MOST_HEAD_BYTES,
            max_field_size=MOST_HEAD_BYTES,
        )
        self._listener = Listener(self._handler, config, patience, room)
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

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises `ListenError` where that is not possible."""
        await self._runner.setup()
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
        return self._runner.server()


@web.middleware
async def _noted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Have the connection note that a request is complete. No page takes a body: it ends there."""
    connection = request.transport.get_protocol() if request.transport else None
    if not isinstance(connection, Connection):
        return await handler(request)
    with connection.at_work(is_last=request.body_exists):
        response = await handler(request)
    if request.body_exists:
        response.force_close()
    return response


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
