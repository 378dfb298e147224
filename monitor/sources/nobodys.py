"""
What is nobody's: values that read as an address, and that no device, line or network can have.

Declared as the city's own, such a value is met everywhere, or wherever a device left something
empty: `0.0.0.0/1` in the plan and no line is foreign any more; a gateway's MAC address of zeros and
every entry that was not resolved is the city's. So they are refused, each with what is wrong and
what to write instead.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Network

from monitor.model.prefixes import IPAddress, IPNetwork, unmapped

Fault = tuple[str, str]
_WIDEST = {4: 8, 6: 16}
"""
The shortest prefix lengths that are believed, by version. More than a /8 of IPv4 was never given to
anybody, and the widest private block is one (RFC 1918). Of IPv6 a whole provider has a /32 to /19,
and nobody more than a /16.
"""
_UNIQUE_LOCAL = IPv6Network("fc00::/7")
"""Everybody's to use inside (RFC 4193), as 10.0.0.0/8 is: wide, and not the internet's."""
_MAPPED = IPv6Network("::ffff:0:0/96")
_THIS_NETWORK = IPv4Network("0.0.0.0/8")
"""A source that does not know itself yet (RFC 1122, section 3.2.1.3)."""
_BROADCAST = IPv4Address("255.255.255.255")
_GROUP_BIT = 1
"""The lowest bit of a MAC address's first octet: set for groups (IEEE 802, section 8.2.2)."""

_OWN = "write the address of one device, as 10.1.2.3 or 2001:db8::1"
_GIVEN = "write what was given to it alone, as 203.0.113.0/24 or 2001:db8:100::/48"


def fault_of_address(address: IPAddress) -> Fault | None:
    """Say why an address is no device's; nothing where it may be one."""
    plain = unmapped(address)
    if plain.is_unspecified or (isinstance(plain, IPv4Address) and plain in _THIS_NETWORK):
        return "is no address: zeros stand for any address, or for none", _OWN
    if plain == _BROADCAST:
        return "is the broadcast address, which is everybody's", _OWN
    if plain.is_multicast:
        return "is a multicast address, which is a group's", _OWN
    return None


def fault_of_host(address: IPAddress) -> Fault | None:
    """Say why an address tells nobody apart: it is no device's, or every device has it."""
    if unmapped(address).is_loopback:
        return "is a loopback address, which every device has", _OWN
    return fault_of_address(address)


def fault_of_prefix(network: IPNetwork) -> Fault | None:
    """Say why a prefix is nobody's; nothing where it may be somebody's."""
    inside = _inside_mapped(network)
    plain = inside or network
    widest = _WIDEST[plain.version]
    if plain.prefixlen < widest and not _is_unique_local(plain):
        return f"is wider than anybody's network: nobody has more than a /{widest}", _GIVEN
    first = plain.network_address
    if first.is_unspecified or (isinstance(first, IPv4Address) and first in _THIS_NETWORK):
        return "begins with zeros, which stand for any address, or for none", _GIVEN
    if first == _BROADCAST or plain.is_multicast:
        return "is of multicast or broadcast, which is nobody's", _GIVEN
    if inside is not None:
        return "is IPv4 written as IPv6, and would hold nothing", f"write {inside}"
    return None


def fault_of_mac(mac: str) -> Fault | None:
    """Say why a MAC address (lower-case, colons) is no device's."""
    hint = "write the one that the device or its label shows, or remove it"
    digits = set(mac) - {":"}
    if digits == {"0"}:
        return "is no MAC address: zeros stand for one that is not known", hint
    if digits == {"f"}:
        return "is the broadcast MAC address, which is everybody's", hint
    if int(mac[:2], 16) & _GROUP_BIT:
        return "is a multicast MAC address, which is a group's", hint
    return None


def _inside_mapped(network: IPNetwork) -> IPv4Network | None:
    """Return the IPv4 prefix that is written as an IPv6 one (RFC 4291, section 2.5.5.2)."""
    if not isinstance(network, IPv6Network) or not network.subnet_of(_MAPPED):
        return None
    first = unmapped(network.network_address)
    assert isinstance(first, IPv4Address)
    return IPv4Network((first, network.prefixlen - _MAPPED.prefixlen))


def _is_unique_local(network: IPNetwork) -> bool:
    return isinstance(network, IPv6Network) and network.subnet_of(_UNIQUE_LOCAL)
