"""
What the network says of datagrams that it could not deliver: ICMP errors, from the error queue.

Linux keeps them for a socket that asked for them (ip(7), IP_RECVERR) with the address that each is
about, and raises the latest from whatever is done with the socket next. So what is raised says
nothing of the datagram that is just being sent; only the queue says whom it is about.
"""

import errno
import os
import socket
import struct
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

# linux/errqueue.h: errno, origin, type, code, padding, info, data; then the offender's address.
_HEAD: Final = struct.Struct("=IBBBBII")
_FAMILY: Final = struct.Struct("=H")
_BY_NETWORK: Final = (2, 3)
"""Origins: ICMP and ICMPv6. What this machine's own kernel says is also what `sendto` raises."""
_V4_AT: Final = 4
_V6_AT: Final = 8


class Undelivered(NamedTuple):
    """An error's number as `errno` has it, and the address of who reported it, if known."""

    number: int
    reporter: str

    @property
    def is_port_refused(self) -> bool:
        """Whether the host itself says that nothing listens there (ICMP port unreachable)."""
        return self.number == errno.ECONNREFUSED

    def __str__(self) -> str:
        """Say it in a few words."""
        words = os.strerror(self.number)
        return f"{self.reporter} reports by ICMP: {words}" if self.reporter else words


def read_undelivered(octets: bytes) -> Undelivered | None:
    """Read one entry's `sock_extended_err`; `None` for what is no ICMP error."""
    if len(octets) < _HEAD.size:
        return None
    number, origin, *_ = _HEAD.unpack_from(octets)
    if origin not in _BY_NETWORK or number not in errno.errorcode:
        return None
    return Undelivered(number, _address(octets[_HEAD.size :]))


def _address(octets: bytes) -> str:
    """Return the address of a `sockaddr_in` or `sockaddr_in6`, or nothing."""
    if len(octets) < _FAMILY.size:
        return ""
    (family,) = _FAMILY.unpack_from(octets)
    if family == socket.AF_INET and len(octets) >= _V4_AT + 4:
        return str(IPv4Address(octets[_V4_AT : _V4_AT + 4]))
    if family == socket.AF_INET6 and len(octets) >= _V6_AT + 16:
        return str(IPv6Address(octets[_V6_AT : _V6_AT + 16]))
    return ""
