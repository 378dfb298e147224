"""
Routers that show more than any sane one: what one device may cost the others.

`flood(n)` is a router with n VLANs, each with a public address and a default route of its own;
`stuffed(n, octets)` one whose interfaces have descriptions of so many octets. Both are plain values
as an agent shows them, so the poller, `replay` and the judge can all be held against them.
"""

from ipaddress import IPv4Address

from monitor.snmp.oid import Oid
from monitor.snmp.values import Wire, encode_octets
from tests.fakes import IF_X, address, default_route, interface, router

_FIRST = int(IPv4Address("110.138.0.0"))
"""Of a provider that the delivered list knows."""


def flood(vlans: int) -> dict[Oid, Wire]:
    """Show a router with so many VLANs, each of them a public way out."""
    shown = router()
    for number in range(vlans):
        index, first = 1_000 + number, _FIRST + 8 * number
        shown |= interface(index, f"vlan{number}")
        shown |= address(str(IPv4Address(first + 2)), index, "255.255.255.252")
        shown |= default_route(str(IPv4Address(first + 1)), index)
    return shown


def stuffed(interfaces: int, octets: int) -> dict[Oid, Wire]:
    """Show a flood of that many interfaces whose aliases have so many octets each."""
    shown = flood(interfaces)
    for number in range(interfaces):
        alias = f"{number} ".encode().ljust(octets, b"x")
        shown[*IF_X, 18, 1_000 + number] = encode_octets(alias)
    return shown
