"""
The index of a conceptual row, read as a sequence of typed parts (RFC 2578, 7.7).

Agents disagree about InetAddress: the standard writes `type.length.octets` (RFC 4001), some leave
the length out, one swaps the order. `Index` reads what stands there and refuses what fits nothing.
"""

from ipaddress import IPv4Address, IPv6Address

from monitor.model.prefixes import unmapped
from monitor.snmp.oid import Oid

# InetAddressType: ipv4(1), ipv6(2), ipv4z(3), ipv6z(4). The zoned forms append a 4-octet zone,
# the ifIndex of the interface on which a link-local address means something (RFC 4001, RFC 4007).
_SIZES = {1: 4, 2: 16, 3: 8, 4: 20}


class BadIndexError(ValueError):
    """The index does not have the shape that its table defines."""


class Index:
    """A cursor over the sub-identifiers of an index; `zone` is that of the last address read."""

    __slots__ = ("_parts", "_position", "zone")

    def __init__(self, parts: Oid) -> None:
        self._parts = parts
        self._position = 0
        self.zone: int | None = None

    @property
    def remaining(self) -> int:
        """How many sub-identifiers are left."""
        return len(self._parts) - self._position

    def peek(self, ahead: int = 0) -> int | None:
        """Return a sub-identifier without taking it; `None` past the end."""
        at = self._position + ahead
        return self._parts[at] if at < len(self._parts) else None

    def integer(self) -> int:
        """Take one sub-identifier."""
        return self.take(1)[0]

    def take(self, count: int) -> Oid:
        """Take `count` sub-identifiers."""
        if count < 0 or self.remaining < count:
            raise BadIndexError("the index is too short")
        parts = self._parts[self._position : self._position + count]
        self._position += count
        return parts

    def octets(self, count: int) -> bytes:
        """Take `count` sub-identifiers that are octets."""
        try:
            return bytes(self.take(count))
        except ValueError as error:
            raise BadIndexError("the index holds a sub-identifier over 255 for an octet") from error

    def oid(self) -> Oid:
        """Take an object identifier that is preceded by its length."""
        return self.take(self.integer())

    def ipv4(self) -> IPv4Address:
        """Take an IpAddress: four octets."""
        return IPv4Address(self.octets(4))

    def mac(self) -> str:
        """Take a MacAddress: six octets, as `aa:bb:cc:dd:ee:ff`."""
        return self.octets(6).hex(":")

    def inet_address(self) -> IPv4Address | IPv6Address | None:
        """Take `type.length.octets`; the type `unknown(0)` gives `None`."""
        kind, size = self.integer(), self.integer()
        return self._address(kind, size)

    def last_inet_address(self) -> IPv4Address | IPv6Address | None:
        """Take an InetAddress that ends the index, with its length or, as some agents, without.

        Without a length IPv6 sometimes arrives in 20 octets, the last four zero (OcNOS). An IPv4
        address written as IPv6 is given as IPv4.
        """
        address = self._last_address()
        return address and unmapped(address)

    def _last_address(self) -> IPv4Address | IPv6Address | None:
        kind, left = self.integer(), self.remaining
        size = _SIZES.get(kind, 0)
        if left == size + 1 and self.peek() == size:
            return self._address(kind, self.integer())
        if left == size or (kind == 2 and left == 20):
            return self._address(kind, size)
        if kind == 0:
            return None
        raise BadIndexError(f"the index ends in an address of type {kind} and {left} octets")

    def _address(self, kind: int, size: int) -> IPv4Address | IPv6Address | None:
        self.zone = None
        if kind == 0 or size == 0:
            self.take(size)
            return None
        if _SIZES.get(kind) != size:
            raise BadIndexError(f"the index holds an address of type {kind} and {size} octets")
        octets = self.octets(size)
        plain = 4 if kind in (1, 3) else 16
        self.zone = int.from_bytes(octets[plain:], "big") or None
        return IPv4Address(octets[:4]) if plain == 4 else IPv6Address(octets[:16])
