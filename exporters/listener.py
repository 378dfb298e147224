"""
Where connections are accepted: a bounded number, each with the TLS of this moment.

asyncio's own servers take every connection and keep the TLS they began with. Here one is accepted
at a time and so many a second, so that everything else on the loop has its turn between two, and
the context is asked for anew. When all places are taken, the one that has waited longest for a
request makes room; if none waits, the new one is closed at once.
"""

import asyncio
import errno
import logging
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from ssl import SSLContext

from exporters.connection import Connection, Patience
from exporters.pace import Pace
from exporters.tls import TlsError, server_context
from monitor.model.web import TlsServer, WebConfig
from monitor.throttle import Throttle

_LOG = logging.getLogger(__name__)
_BACKLOG = 128
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_RECOVERY_S = 1.0
_NO_FILES = (
    "A connection to the pages could not be taken: this process or machine has no file or memory"
    " left for it. Raise LimitNOFILE= of the service, and see what holds so many"
    " (`ls -l /proc/PID/fd`)."
)
_MOST_TICK_S = 1.0
_GOODBYE_S = 5.0


@dataclass(frozen=True, slots=True)
class Room:
    """How many connections may be open, and how many may come in a second once they are."""

    connections: int = 256
    per_s: float = 100.0


class Listener:
    """
    Accepts connections for handlers made by `make`, from `start` to `stop`. `too_large` is told
    of each request whose head is.

    `open` are the connections there are, `closed` how many were not ended by their client or
    served to the end, by reason: `refused` at the door, `shed` for another, not taken as there
    were no `files`, failed in the
    `handshake`, without an allowed `certificate`, `slow` to ask, answers left `unread`, and `idle`
    ones that could not be closed otherwise.
    """

    def __init__(
        self,
        make: Callable[[], asyncio.Protocol],
        web: Callable[[], WebConfig],
        patience: Patience,
        room: Room,
        too_large: Callable[[], None] = lambda: None,
    ) -> None:
        self._too_large = too_large
        self._quiet = Throttle()
        self._make, self._web = make, web
        self._patience, self._room = patience, room
        self._made: tuple[TlsServer, SSLContext] | None = None
        self._sockets: list[socket.socket] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.open: set[Connection] = set()
        self.closed: Counter[str] = Counter()

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        try:
            for family, address in dict.fromkeys((one[0], one[4]) for one in found):
                self._sockets.append(_bound(family, address))
        except OSError:
            self._close_sockets()
            raise
        self._tasks = [loop.create_task(self._accept(one)) for one in self._sockets]
        self._tasks.append(loop.create_task(self._watch()))
        return int(self._sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Accept no more; what is open stays open."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._close_sockets()

    async def end(self) -> None:
        """End what is still open."""
        connecting = [one.connecting for one in self.open if one.connecting is not None]
        for connection in tuple(self.open):
            connection.abort()
        if connecting:
            await asyncio.wait(connecting)
        await asyncio.sleep(0)

    def _close_sockets(self) -> None:
        for one in self._sockets:
            one.close()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        pace = Pace(self._room.per_s, self._room.connections, loop.time)
        while True:
            try:
                client, _ = await loop.sock_accept(listening)
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self.closed["files"] += 1
                    self._quiet.error(_LOG, "files", _NO_FILES)
                    self._shed()
                    await asyncio.sleep(_RECOVERY_S)
                await asyncio.sleep(0)
                continue
            self._admit(client)
            await asyncio.sleep(pace.take())

    def _admit(self, client: socket.socket) -> None:
        if len(self.open) >= self._room.connections and not self._shed():
            self.closed["refused"] += 1
            client.close()
            return
        loop = asyncio.get_running_loop()
        tls = self._web().tls
        connection = Connection(
            self._make,
            clock=loop.time,
            admits=lambda transport: self._is_allowed(tls, transport),
            is_current=lambda: self._web().tls == tls,
            lost=self.open.discard,
            too_large=self._too_large,
        )
        self.open.add(connection)
        connection.connecting = loop.create_task(self._connect(connection, client, tls))

    async def _connect(
        self, connection: Connection, client: socket.socket, tls: TlsServer | None
    ) -> None:
        loop = asyncio.get_running_loop()
        wait_s = self._patience.request_s if tls else None
        try:
            await loop.connect_accepted_socket(
                lambda: connection,
                client,
                ssl=self._context(tls) if tls else None,
                ssl_handshake_timeout=wait_s,
                ssl_shutdown_timeout=_GOODBYE_S if tls else None,
            )
        except TlsError:
            # Looked at when it was loaded: this cannot be, and must not stop the others if it is.
            _LOG.exception("the TLS configuration cannot be used")
            client.close()
            self.open.discard(connection)
        except OSError:
            self.closed["handshake"] += 1
            self.open.discard(connection)
        except asyncio.CancelledError:
            self.open.discard(connection)
            raise

    def _context(self, tls: TlsServer) -> SSLContext:
        if self._made is None or self._made[0] != tls:
            self._made = (tls, server_context(tls))
        return self._made[1]

    def _is_allowed(self, tls: TlsServer | None, transport: asyncio.Transport) -> bool:
        if tls is None or not tls.allowed_sans:
            return True
        shown = transport.get_extra_info("peercert") or {}
        names = {_plain(value) for _, value in shown.get("subjectAltName", ())}
        if names.isdisjoint(map(_plain, tls.allowed_sans)):
            self.closed["certificate"] += 1
            return False
        return True

    def _shed(self) -> bool:
        """End the connection that has waited longest, those first that never asked anything."""
        waiting = [one for one in self.open if one.is_waiting]
        if not waiting:
            return False
        oldest = min(waiting, key=lambda one: (one.has_asked, one.since_s))
        self.open.discard(oldest)
        self.closed["shed"] += 1
        oldest.abort()
        return True

    async def _watch(self) -> None:
        patience = self._patience
        shortest_s = min(patience.request_s, patience.idle_s, patience.answer_s)
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(shortest_s / 4, _MOST_TICK_S))
            for connection in tuple(self.open):
                reason = connection.overdue(loop.time(), patience)
                if reason:
                    self.closed[reason] += 1
                    self.open.discard(connection)
                    connection.abort()


def _bound(family: int, address: tuple[object, ...]) -> socket.socket:
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(address)
        one.listen(_BACKLOG)
        one.setblocking(False)  # noqa: FBT003 - the standard library's own
    except OSError:
        one.close()
        raise
    return one


def _plain(name: str) -> str:
    """Write an address as everybody writes it: `ssl` shows IPv6 in full."""
    try:
        return str(ip_address(name.strip()))
    except ValueError:
        return name
