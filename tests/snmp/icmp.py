"""ICMP errors as the kernel and other machines report them, made by hand."""

import errno
import socket
import struct
from ipaddress import ip_address
from typing import Final

HOST_UNREACHABLE: Final = 1
PORT_UNREACHABLE: Final = 3
PROHIBITED: Final = 13
_DESTINATION_UNREACHABLE: Final = 3


def entry(number: int, origin: int = 2, reporter: str = "192.0.2.254") -> bytes:
    """Return what the error queue has of an error (linux/errqueue.h)."""
    head = struct.pack("=IBBBBII", number, origin, 3, 1, 0, 0, 0)
    address = ip_address(reporter)
    if address.version == 4:
        return head + struct.pack("=HH4s8x", socket.AF_INET, 0, address.packed)
    return head + struct.pack("=HHI16sI", socket.AF_INET6, 0, 0, address.packed, 0)


class FakeSocket:
    """A socket that fails as it is told: `sends` are the errors of the next calls of `sendto`."""

    def __init__(self, *sends: int, queue: tuple[tuple[str, bytes], ...] = ()) -> None:
        self.sends = list(sends)
        self.queue = list(queue)
        self.sent: list[tuple[bytes, tuple[str, int]]] = []

    def sendto(self, datagram: bytes, address: tuple[str, int]) -> None:
        if self.sends:
            number = self.sends.pop(0)
            if number:
                raise OSError(number, "failed")
        self.sent.append((datagram, address))

    def recvmsg(self, *_: int) -> tuple[bytes, list[tuple[int, int, bytes]], int, tuple[str, int]]:
        if not self.queue:
            raise BlockingIOError
        host, octets = self.queue.pop(0)
        return b"", [(0, 11, octets)], 0, (host, 161)

    def fileno(self) -> int:
        return 9

    def close(self) -> None:
        pass


def may_send() -> bool:
    """Whether this user may send ICMP by hand."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()
    except PermissionError:
        return False
    return True


def send(code: int, source: tuple[str, int], about: tuple[str, int]) -> None:
    """
    Send "destination unreachable" over loopback, about a datagram from `source` to `about`.

    RFC 792: the header of IP and the first eight octets of what it carried.
    """
    header = struct.pack(
        ">BBHHHBBH4s4s",
        0x45, 0, 28, 0, 0, 64, socket.IPPROTO_UDP, 0,
        ip_address(source[0]).packed, ip_address(about[0]).packed,
    )  # fmt: skip
    carried = struct.pack(">HHHH", source[1], about[1], 8, 0)
    body = bytes(4) + header + carried
    head = struct.pack(">BBH", _DESTINATION_UNREACHABLE, code, 0)
    head = struct.pack(">BBH", _DESTINATION_UNREACHABLE, code, _checksum(head + body))
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw:
        raw.sendto(head + body, (source[0], 0))


def _checksum(octets: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


OWN: Final = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EPERM, errno.EMSGSIZE, errno.EACCES)
"""What a send may fail with by itself: no route, a filter of this machine, too long a datagram."""
