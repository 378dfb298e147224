"""
One UDP socket for all agents of an address family.

A loop that drains a raw non-blocking socket costs half of what asyncio's datagram transport does.
Answers come in bursts, so the receive buffer is made large. ICMP errors come through the socket's
error queue with the address that each is about (`undelivered`), so that a device that is gone fails
none of its neighbours, though the next datagram to any of them is what raises the error.
"""

import asyncio
import errno
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, TypeAlias

from monitor.snmp.undelivered import Undelivered, read_undelivered

# Address and port, and for IPv6 flow and scope, as the socket module has it.
Address: TypeAlias = tuple[Any, ...]

# Values of Linux that the socket module does not name.
_IP_RECVERR: Final = 11
_IPV6_RECVERR: Final = 25
_SO_RCVBUFFORCE: Final = 33
_SO_SNDBUFFORCE: Final = 32
_MSG_ERRQUEUE: Final = getattr(socket, "MSG_ERRQUEUE", 0)

_LARGEST_DATAGRAM = 65_535
# Leave the loop to others now and then when answers keep coming.
_BURST = 256
_RESEND_S = 0.01
_TRIES = 8
# The queues of this machine are full for a moment; with IP_RECVERR Linux says so.
_FULL: Final = (errno.EAGAIN, errno.ENOBUFS, errno.EINTR)


class UdpPort:
    """A socket that hands datagrams to `receive`, and what the network says to `undelivered`."""

    def __init__(
        self,
        family: socket.AddressFamily,
        buffer_bytes: int,
        receive: Callable[[bytes, Address], None],
        undelivered: Callable[[Mapping[Address, Undelivered]], None],
    ) -> None:
        self._receive = receive
        self._undelivered = undelivered
        self._loop = asyncio.get_running_loop()
        # One buffer for all: asked for bytes, the socket takes the largest size anew each time.
        self._buffer = memoryview(bytearray(_LARGEST_DATAGRAM))
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._socket.settimeout(0)
            if family is socket.AF_INET6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            self._enlarge(buffer_bytes)
            self._ask_for_errors(family)
            self._socket.bind(("::" if family is socket.AF_INET6 else "0.0.0.0", 0))  # noqa: S104
            self._loop.add_reader(self._socket, self._readable)
        except BaseException:
            self._socket.close()
            raise

    def send(self, datagram: bytes, address: Address) -> None:
        """Send, or raise `OSError` where this machine has no way to the address."""
        if not self._sent(datagram, address):
            self._loop.call_later(_RESEND_S, self._resend, datagram, address)

    def _sent(self, datagram: bytes, address: Address) -> bool:
        """Send; tell whether it went out, or raise the error that is this datagram's own."""
        is_own = False
        for _ in range(_TRIES):
            try:
                self._socket.sendto(datagram, address)
            except OSError as error:
                if error.errno in _FULL:
                    return False
                # It may be about an earlier datagram, to somebody else, and is then in the queue.
                # Nothing there, twice running, and it is about this one.
                if self._read_errors():
                    is_own = False
                elif is_own:
                    raise
                else:
                    is_own = True
            else:
                return True
        return False

    def close(self) -> None:
        """Close the socket."""
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def _resend(self, datagram: bytes, address: Address) -> None:
        # What cannot be sent even now counts as a datagram lost; the request is tried again.
        if self._socket.fileno() >= 0:
            with suppress(OSError):
                self._sent(datagram, address)

    def _readable(self) -> None:
        receive, recvfrom_into = self._receive, self._socket.recvfrom_into
        buffer = self._buffer
        for turn in range(_BURST):
            try:
                size, address = recvfrom_into(buffer)
            except (BlockingIOError, InterruptedError):
                if not turn:
                    # Woken with nothing to read: the error queue has something.
                    self._read_errors()
                return
            except OSError:
                self._read_errors()
                continue
            receive(bytes(buffer[:size]), address)

    def _read_errors(self) -> bool:
        """Hand on what the error queue has of others' errors; tell whether there was any."""
        if not _MSG_ERRQUEUE:
            return False
        found: dict[Address, Undelivered] = {}
        for _ in range(_BURST):
            try:
                _, extra, _, address = self._socket.recvmsg(0, 512, _MSG_ERRQUEUE)
            except OSError:
                break
            for _, _, octets in extra:
                undelivered = read_undelivered(octets)
                if undelivered is not None:
                    found[address] = undelivered
        if found:
            self._undelivered(found)
        return bool(found)

    def _enlarge(self, size: int) -> None:
        for forced, plain in (
            (_SO_RCVBUFFORCE, socket.SO_RCVBUF),
            (_SO_SNDBUFFORCE, socket.SO_SNDBUF),
        ):
            try:
                self._socket.setsockopt(socket.SOL_SOCKET, forced, size)
            except OSError:
                # Beyond the system's limit needs a privilege; up to it, nothing.
                self._socket.setsockopt(socket.SOL_SOCKET, plain, size)

    def _ask_for_errors(self, family: socket.AddressFamily) -> None:
        if not _MSG_ERRQUEUE:
            return
        if family is socket.AF_INET6:
            self._socket.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
        else:
            self._socket.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)


def address_of(host: str, port: int) -> tuple[socket.AddressFamily, Address]:
    """Return family and address of a numeric host; `ValueError` for a name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError) as error:
        raise ValueError(f"{host!r:.80} is no IP address: look the name up first") from error
    family, _, _, _, address = found[0]
    return family, address


def same_source(address: Address) -> Address:
    """Return what identifies an address: host, port and, for IPv6, its scope."""
    return address if len(address) == 2 else (address[0].partition("%")[0], address[1], address[3])
