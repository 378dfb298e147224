"""
Longest-prefix match, the question every router answers for every packet.

Prefixes are kept in one dictionary per prefix length, so a look-up costs as many dictionary
probes as there are distinct lengths (a dozen for the whole of Indonesia), whatever the number of
prefixes. IPv4 and IPv6 are kept apart; an IPv4 address written as IPv6 (`::ffff:192.0.2.1`,
RFC 4291) is looked up as the IPv4 address it is.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Generic, TypeVar

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network
Value = TypeVar("Value")
_LINK_LOCAL, _LINK_LOCAL_V6 = 0xA9FE, 0xFE80 >> 6
_Level = tuple[int, dict[int, Value]]


def is_link_local(address: IPAddress) -> bool:
    """
    Whether an address is of 169.254.0.0/16 or fe80::/10 (RFC 3927, RFC 4291).

    As the attribute of that name, but asked of every route and neighbour of every poll.
    """
    number = int(address)
    return number >> 118 == _LINK_LOCAL_V6 if address.version == 6 else number >> 16 == _LINK_LOCAL


class PrefixTable(Generic[Value]):
    """An immutable map of prefixes. Where a prefix is given twice, the first value stays."""

    __slots__ = ("_v4", "_v6")

    def __init__(self, entries: Iterable[tuple[IPNetwork, Value]] = ()) -> None:
        v4: dict[int, dict[int, Value]] = {}
        v6: dict[int, dict[int, Value]] = {}
        for network, value in entries:
            shift = network.max_prefixlen - network.prefixlen
            by_shift = v4 if network.version == 4 else v6
            number = int(network.network_address) >> shift
            by_shift.setdefault(shift, {}).setdefault(number, value)
        self._v4: tuple[_Level[Value], ...] = tuple(sorted(v4.items(), key=_shift))
        self._v6: tuple[_Level[Value], ...] = tuple(sorted(v6.items(), key=_shift))

    def lookup(self, address: IPAddress) -> Value | None:
        """Find the value of the longest prefix that holds the address."""
        plain = unmapped(address)
        number = int(plain)
        for shift, level in self._v4 if plain.version == 4 else self._v6:
            found = level.get(number >> shift)
            if found is not None:
                return found
        return None

    def __contains__(self, address: IPAddress) -> bool:
        plain = unmapped(address)
        number = int(plain)
        # A loop, not any(): this is asked a hundred times for each poll.
        for shift, level in self._v4 if plain.version == 4 else self._v6:
            if number >> shift in level:
                return True
        return False

    def covers(self, network: IPNetwork) -> bool:
        """Whether one prefix of the table holds the whole network."""
        number = int(network.network_address)
        room = network.max_prefixlen - network.prefixlen
        levels = self._v4 if network.version == 4 else self._v6
        return any(shift >= room and number >> shift in level for shift, level in levels)


def unmapped(address: IPAddress) -> IPAddress:
    """Return the IPv4 address inside an IPv4-mapped IPv6 address; any other address as it is."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _shift(level: _Level[Value]) -> int:
    """Longest prefixes first: the fewest bits shifted out."""
    return level[0]
