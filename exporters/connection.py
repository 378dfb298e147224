"""
One client's connection, with a bound on its patience.

aiohttp waits for ever for a request that never ends and for a client that never reads. So each
connection stands between the transport and aiohttp's own handler and notes three things only: since
when it waits for a request, whether one is being answered, and since when octets lie unread.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import ioctl
from termios import TIOCOUTQ

from exporters.headers import SECURITY_HEADERS

MOST_HEAD_BYTES = 16 * 1024
"""The most that a request line and headers may be; larger ones get 431."""
MOST_HANDED_BYTES = 8 * 1024
"""The most of a body that is handed on, where nobody reads it: the rest is thrown away here."""
_MOST_DRAINED_BYTES = 4 * 1024 * 1024
_END_OF_HEAD = b"\r\n\r\n"
_TEXT = "The request is too large.\n"
_TOO_LARGE = "\r\n".join(
    (
        "HTTP/1.1 431 Request Header Fields Too Large",
        "Content-Type: text/plain; charset=utf-8",
        *(f"{name}: {value}" for name, value in SECURITY_HEADERS.items()),
        f"Content-Length: {len(_TEXT)}",
        "Connection: close",
        "",
        _TEXT,
    )
).encode()


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long a client is waited for, in seconds.

    `request_s` until a request that has begun, or the first one, is complete, and for the TLS
    handshake. `idle_s` until the next one: longer than Prometheus keeps a connection, so that it is
    the one to close it. `answer_s` until all of an answer has been taken.
    """

    request_s: float = 10.0
    idle_s: float = 360.0
    answer_s: float = 120.0


class Connection(asyncio.Protocol):
    """
    Hands on to an HTTP handler, made by `make`, what comes in.

    `admits` is asked of the transport before anything is read; `is_current` whether the connection
    was made under the rules of now; `lost` is told of the end, `too_large` of a head that is.
    """

    def __init__(
        self,
        make: Callable[[], asyncio.Protocol],
        *,
        clock: Callable[[], float],
        admits: Callable[[asyncio.Transport], bool],
        is_current: Callable[[], bool],
        lost: Callable[["Connection"], None],
        too_large: Callable[[], None] = lambda: None,
    ) -> None:
        self._make, self._clock = make, clock
        self._admits, self._is_current, self._lost = admits, is_current, lost
        self.connecting: asyncio.Task[None] | None = None
        self.since_s = clock()
        self.has_asked = False
        self._transport: asyncio.Transport | None = None
        self._handler: asyncio.Protocol | None = None
        self._at_work = 0
        self._is_last = False
        self._head_bytes = 0
        self._body_bytes = 0
        self._tail = b""
        self._behind: bytes | None = None
        self._too_large = too_large
        self._drained_bytes: int | None = None
        self._unread_since_s: float | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether nothing would be lost but patience if it ended now."""
        return not self._at_work and not self._is_unread()

    @contextmanager
    def at_work(self, *, is_last: bool = False) -> Iterator[None]:
        """Mark that a request is being answered; with the last one whatever else comes is of it."""
        self._at_work += 1
        self._is_last = self._is_last or is_last
        behind, self._behind = self._behind, None
        if behind:
            self.data_received(behind)
        try:
            yield
        finally:
            self._at_work -= 1
            self._head_bytes = 0
            self.has_asked = True
            self.since_s = self._clock()

    def abort(self) -> None:
        """End it now, whatever is on its way."""
        if self._transport is not None:
            self._transport.abort()
        elif self.connecting is not None:
            self.connecting.cancel()

    def overdue(self, now_s: float, patience: Patience) -> str:
        """Say why it must end now, in a word; nothing while it need not."""
        if self._transport is None:
            return ""
        if self._is_unread():
            if self._unread_since_s is None:
                self._unread_since_s = now_s
            self.since_s = now_s
            return "unread" if now_s - self._unread_since_s > patience.answer_s else ""
        self._unread_since_s = None
        if self._at_work:
            return ""
        if self._head_bytes or not self.has_asked:
            return "slow" if now_s - self.since_s > patience.request_s else ""
        # aiohttp closes what is idle; this is for what would not be closed.
        return "idle" if now_s - self.since_s > patience.idle_s + patience.request_s else ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.since_s = self._clock()
        if not self._admits(transport):
            transport.abort()
            return
        self._handler = self._make()
        self._handler.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._handler is None or self._transport is None:
            return
        if self._drained_bytes is not None:
            self._drain(len(data))
            return
        if self._is_last:
            self._body_bytes += len(data)
            if self._body_bytes > MOST_HANDED_BYTES:
                self._drained_bytes = 0
                return
        elif self._behind is not None:
            self._behind += data
            return
        elif not self._at_work:
            data = self._head_of(data)
            if not data:
                return
        self._handler.data_received(data)

    def _head_of(self, data: bytes) -> bytes:
        """
        Return what is of a request's head; what is behind it waits until the request is looked at.

        Who asks may have a body with it, of which nobody knows yet whether it is borne.
        """
        assert self._transport is not None
        if not self._head_bytes:
            self.since_s = self._clock()
            if not self._is_current():
                self._transport.abort()
                return b""
        # Empty lines before a request are no end of one (RFC 9112, 2.2).
        blank = 0 if self._tail else len(data) - len(data.lstrip(b"\r\n"))
        found = (self._tail + data).find(_END_OF_HEAD, blank)
        end = len(data) if found < 0 else found + len(_END_OF_HEAD) - len(self._tail)
        self._head_bytes += end
        if self._head_bytes > MOST_HEAD_BYTES:
            self._drained_bytes = 0
            self._too_large()
            self._transport.write(_TOO_LARGE)
            return b""
        if found >= 0:
            self._tail, self._behind = b"", data[end:]
        else:
            self._tail = (self._tail + data[blank:])[1 - len(_END_OF_HEAD) :]
        return data[:end]

    def eof_received(self) -> bool | None:
        return self._handler.eof_received() if self._handler is not None else None

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._handler is not None:
            self._handler.connection_lost(exc)
        self._lost(self)

    def pause_writing(self) -> None:
        if self._handler is not None:
            self._handler.pause_writing()

    def resume_writing(self) -> None:
        if self._handler is not None:
            self._handler.resume_writing()

    def _drain(self, octets: int) -> None:
        """Read on for a while: who is still sending would not see the answer to a closed door."""
        assert self._transport is not None
        assert self._drained_bytes is not None
        self._drained_bytes += octets
        if self._drained_bytes > _MOST_DRAINED_BYTES:
            self._transport.abort()

    def _is_unread(self) -> bool:
        """Whether octets wait to be taken; what closes waits for nothing else."""
        transport = self._transport
        if transport is None:
            return False
        return transport.is_closing() or bool(
            transport.get_write_buffer_size() or _queued(transport)
        )


def _queued(transport: asyncio.Transport) -> int:
    """
    Count the octets that the other side's system has not taken yet.

    Under TLS asyncio puts all of an answer into a buffer that nobody can ask for; but as long as
    there is something in it, there is in the system's too.
    """
    try:
        number: int = transport.get_extra_info("socket").fileno()
        return int.from_bytes(ioctl(number, TIOCOUTQ, bytes(4)), sys.byteorder)
    except (OSError, ValueError):
        return 0  # It was closed a moment ago.
